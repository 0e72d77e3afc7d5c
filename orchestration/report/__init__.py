"""The report: one page that commissioners look at, made of the open tables and of nothing else.

Belongs here: what the page shows, in pictures, tables and words. Does not belong here: what may be shown (the open
models), or where the page lies (publish).
"""

from orchestration.report.write import write_report

__all__ = ["write_report"]
