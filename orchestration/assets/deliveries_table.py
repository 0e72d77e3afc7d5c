"""A small table of deliveries, as the UI shows it on a feed: names, verdicts, counts.

Does not belong here: a row of a delivery, or any value of a person.
"""

from collections.abc import Sequence

from orchestration.contracts.markdown import table
from orchestration.ingest import Verdict

# The UI shows a page, not a history; all of them are in mart_quality__deliveries.
SHOWN = 24


def deliveries_table(known: Sequence[Verdict]) -> str:
    """The newest deliveries of a feed as Markdown."""
    if not known:
        return "No delivery has arrived yet."
    newest = sorted(known, key=lambda verdict: (verdict.period or "", verdict.file_name), reverse=True)
    counts = ["Received", "Loaded", "Quarantined"]
    rows = [
        [
            verdict.file_name,
            verdict.status_code,
            "yes" if verdict.is_in_force else "no",
            _count(verdict.rows_received_count),
            _count(verdict.rows_loaded_count),
            _count(verdict.rows_quarantined_count),
            verdict.reason or "",
        ]
        for verdict in newest[:SHOWN]
    ]
    shown = table(["Delivery", "Verdict", "In force", *counts, "Reason"], rows, numbers=counts)
    left_out = len(newest) - SHOWN
    return f"{shown}\n\n{left_out:,} older ones are not shown." if left_out > 0 else shown


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
