"""An independent recalculation of the published tables from the interface pages alone: deliveries and links."""

from collections import Counter
from datetime import date

from tests.recalculation.deliveries import Delivery
from tests.recalculation.feeds import FEEDS


def make_deliveries(deliveries: list[Delivery]) -> list[dict]:
    """One row per file of the inbox, with its verdict and its counts."""
    return [
        {
            "file_name": each.file_name,
            "feed": each.feed.name if each.feed else None,
            "provider_code": each.provider,
            "period": each.period,
            "extracted_at": each.extracted_at,
            "file_sha256": each.sha256,
            "status_code": each.status,
            "rows_received_count": each.received,
            "rows_loaded_count": each.loaded if each.has_counts else 0,
            "rows_quarantined_count": len(each.quarantined) if each.has_counts else 0,
        }
        for each in deliveries
    ]


def make_quarantine(deliveries: list[Delivery]) -> list[dict]:
    """One row per row that did not load, of the files that loaded."""
    return [
        {"file_name": each.file_name, "row_number": number, "rule_code": rule}
        for each in deliveries
        if each.has_counts
        for number, rule in each.quarantined
    ]


def make_linkage(rows: dict[str, list[dict]], as_of: date) -> list[dict]:
    """How many rows in force, dated by the reporting date, were linked by each method, by feed, sender and period."""
    counts = Counter(
        (name, row["sender"], row["delivery"].period, row["link_method_code"])
        for name, feed in FEEDS.items()
        if feed.has_person
        for row in rows[name]
        if row["date"] <= as_of
    )
    return [
        {"feed": feed, "provider_code": sender, "period": period, "link_method_code": method, "records_count": count}
        for (feed, sender, period, method), count in counts.items()
    ]
