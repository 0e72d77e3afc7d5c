"""An independent recalculation of the published tables from the interface pages alone: which deliveries are in force.

What belongs here: the verdict on each file of an inbox, and the rows that stand in force afterwards. What does not: how
a row is read, and whom it is about.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.recalculation.feed import Feed
from tests.recalculation.feeds import FEEDS
from tests.recalculation.names import read_name
from tests.recalculation.rows import header_of, missing_columns, read_records, read_rows
from tests.recalculation.seeds import Sensitive
from tests.recalculation.values import london_date

SMALLEST_SHARE_OF_THE_REPLACED = 0.5
FEWEST_ROWS_TO_PROTECT = 20
LARGEST_SHARE_QUARANTINED = 0.2


@dataclass
class Delivery:
    """One file of the inbox."""

    file_name: str
    sha256: str
    feed: Feed | None = None
    provider: str | None = None
    period: str | None = None
    extracted_at: datetime | None = None
    received: int | None = None
    is_usable: bool = False
    rows: list[dict] = field(default_factory=list)
    quarantined: list[tuple[int, str]] = field(default_factory=list)
    loaded: int = 0
    status: str = "REJECTED"

    @property
    def is_in_force(self) -> bool:
        """Whether its rows count."""
        return self.status == "ACCEPTED"

    @property
    def has_counts(self) -> bool:
        """Whether it loads and quarantines at all."""
        return self.status in ("ACCEPTED", "SUPERSEDED")


def read_delivery(path: Path, sensitive: Sensitive, allow_test_numbers: bool, now: datetime) -> Delivery:
    """Read one file as far as it can be read; its verdict comes later."""
    content = path.read_bytes()
    delivery = Delivery(path.name, hashlib.sha256(content).hexdigest())
    name = read_name(path.name)
    if name is None:
        return delivery
    delivery.feed, delivery.provider = FEEDS[name.feed], name.provider
    delivery.period, delivery.extracted_at = name.period, name.extracted_at
    records = read_records(content, path.name)
    if not records:
        return delivery
    delivery.received = len(records) - 1
    header = header_of(records)
    if name.extracted_at > now + timedelta(days=1) or missing_columns(delivery.feed, header):
        return delivery
    delivery.rows, delivery.quarantined = read_rows(
        delivery.feed, records, name.extracted_at, sensitive, allow_test_numbers
    )
    delivery.loaded = len(delivery.rows)
    delivery.is_usable = True
    return delivery


def is_refused(delivery: Delivery, replaced: Delivery | None) -> bool:
    """Whether a readable file is refused whole for what it holds, given the one that it would replace."""
    if delivery.received == 0:
        return replaced is not None
    if len(delivery.quarantined) > LARGEST_SHARE_QUARANTINED * delivery.received:
        return True
    if replaced is None or replaced.loaded < FEWEST_ROWS_TO_PROTECT:
        return False
    return delivery.loaded < SMALLEST_SHARE_OF_THE_REPLACED * replaced.loaded


def mark_duplicates(deliveries: list[Delivery]) -> set[int]:
    """The deliveries (by object id) with the same bytes as the one before, for the same feed, provider and period."""
    series: dict[tuple, list[Delivery]] = defaultdict(list)
    for delivery in sorted(deliveries, key=lambda each: (each.extracted_at, each.file_name)):
        series[delivery.feed.name, delivery.provider, delivery.period].append(delivery)
    return {
        id(later) for each in series.values() for earlier, later in pairwise(each) if earlier.sha256 == later.sha256
    }


def fold(deliveries: list[Delivery]) -> None:
    """Decide on every file of one series, in order of period, extraction and file name."""
    duplicates = mark_duplicates(deliveries)
    in_force: Delivery | None = None
    for delivery in sorted(deliveries, key=lambda each: (each.period, each.extracted_at, each.file_name)):
        replaced = None if delivery.feed.load == "keyed" else in_force
        if id(delivery) in duplicates:
            delivery.status = "DUPLICATE"
        elif not delivery.is_usable or is_refused(delivery, replaced):
            delivery.status = "REJECTED"
        else:
            delivery.status = "ACCEPTED"
            if replaced is not None:
                replaced.status, replaced.rows = "SUPERSEDED", []
            in_force = delivery
        if not delivery.is_in_force:
            delivery.rows = []


def judge_inbox(
    inbox: Path, sensitive: Sensitive, allow_test_numbers: bool, now: datetime | None = None
) -> list[Delivery]:
    """Every delivery of a folder, with its verdict, and the rows of those in force."""
    now = now or datetime.now(UTC)
    paths = sorted(path for path in inbox.iterdir() if path.is_file() and path.name.endswith((".csv", ".csv.gz")))
    series: dict[tuple, list[Path]] = defaultdict(list)
    for path in paths:
        name = read_name(path.name)
        if name is None:
            series[path.name,].append(path)
        else:
            period = name.period if FEEDS[name.feed].load == "period" else None
            series[name.feed, name.provider, period].append(path)
    judged: list[Delivery] = []
    for group in series.values():
        deliveries = [read_delivery(path, sensitive, allow_test_numbers, now) for path in group]
        known = [each for each in deliveries if each.extracted_at and each.extracted_at <= now + timedelta(days=1)]
        fold(known)
        judged += deliveries
    return sorted(judged, key=lambda each: each.file_name)


def newest_extraction(deliveries: Iterable[Delivery]) -> date:
    """The reporting date of a run: the newest extraction date among the accepted deliveries of persons."""
    moments = [each.extracted_at for each in deliveries if each.is_in_force and each.feed.has_person]
    return max(moments).date()


def rows_in_force(deliveries: Iterable[Delivery]) -> dict[str, list[dict]]:
    """The rows that stand, by feed: of a sender's key only the newest, each row with its sender, delivery and date."""
    standing: dict[str, list[dict]] = {name: [] for name in FEEDS}
    accepted = [each for each in deliveries if each.is_in_force]
    for name, feed in FEEDS.items():
        mine = [each for each in accepted if each.feed is feed]
        if feed.load == "keyed":
            mine.sort(key=lambda each: (each.period, each.extracted_at, each.file_name))
        else:
            mine.sort(key=lambda each: (each.extracted_at, each.file_name))
        newest: dict[tuple, dict] = {}
        for delivery in mine:
            for row in delivery.rows:
                row["feed"], row["sender"], row["delivery"] = name, delivery.provider, delivery
                if feed.dated_by:
                    row["date"] = london_date(row[feed.dated_by])
                newest[delivery.provider, *(row[column] for column in feed.key)] = row
        standing[name] = list(newest.values())
    return standing
