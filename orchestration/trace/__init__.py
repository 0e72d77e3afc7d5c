"""Following one row from its delivery to the marts.

Belongs here: finding the row again in every zone that it stands in, by its key, and what was decided about it. Reads
the lake, the warehouse and the published file. Does not belong here: who the row is about; the vault is not opened.
"""

from orchestration.trace.follow import follow
from orchestration.trace.record import Record, RecordUnreadable, read_record
from orchestration.trace.stop import Stop

__all__ = ["Record", "RecordUnreadable", "Stop", "follow", "read_record"]
