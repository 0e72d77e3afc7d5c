"""Following one row from its delivery to the marts, and one person's year from its pounds to the rows.

Belongs here: finding the row again in every zone that it stands in, by its key, and what was decided about it; how each
unit of a year's activity came to its cost. Reads the lake, the warehouse and the published file. Does not belong here:
who a row is about; the vault is not opened.
"""

from orchestration.trace.follow import follow
from orchestration.trace.person import PersonYear, Unit, explain_person
from orchestration.trace.record import Record, RecordUnreadable, read_record
from orchestration.trace.stop import Stop
from orchestration.trace.worked import pounds, rule, source, working

__all__ = [
    "PersonYear",
    "Record",
    "RecordUnreadable",
    "Stop",
    "Unit",
    "explain_person",
    "follow",
    "pounds",
    "read_record",
    "rule",
    "source",
    "working",
]
