"""Rows of prices as deliveries in an inbox, as any publisher would send them.

Belongs here: the file and its name, and what the publisher's delivery before it held. Does not belong here: whether the
rows are right (checks.py); the night reads them as it reads every delivery.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from orchestration.contracts import Contract, FileName, FileNameError, parse_file_name
from orchestration.durable import write_durably
from orchestration.prices.fault import PricesUnreadable
from orchestration.prices.line import Line
from orchestration.refusal import made_in

FEEDS = ("ref_prices", "ref_market_forces")
Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """A delivery, and how it stands to the publisher's one before it."""

    path: Path
    rows: int
    kept: int
    dropped: int
    before: str | None


def write_deliveries(
    contracts: Mapping[str, Contract],
    lines: Sequence[Line],
    inbox: Path,
    publisher: str,
    *,
    is_kept: bool,
    now: datetime | None = None,
) -> list[Written]:
    """Write a delivery for each feed that there are lines of.

    A publisher's delivery replaces the one before it whole. With `is_kept` the prices of that one are taken over where
    these lines do not say otherwise; one that was open ends on the day before its successor begins.
    """
    moment = (now or datetime.now(UTC)).replace(microsecond=0, tzinfo=None)
    written = []
    with made_in(inbox, "--out"):
        inbox.mkdir(parents=True, exist_ok=True)
        for feed in FEEDS:
            rows = [_row(contracts[feed], line) for line in lines if line.feed == feed]
            if rows:
                written.append(_write(contracts, feed, rows, inbox, publisher, moment, is_kept))
    return written


def _write(
    contracts: Mapping[str, Contract],
    feed: str,
    rows: list[Row],
    inbox: Path,
    publisher: str,
    moment: datetime,
    is_kept: bool,
) -> Written:
    contract = contracts[feed]
    name = str(FileName(feed, publisher.upper(), f"{moment:%Y-%m}", moment))
    try:
        parse_file_name(name, contracts)
    except FileNameError:
        raise PricesUnreadable(
            "The publisher is written in letters, digits, _ and -, as in a file's name; say another with --publisher."
        ) from None
    if (inbox / name).exists():
        raise PricesUnreadable(f"{name} was written this very second; ask again.")
    before = _before(contracts, feed, inbox, publisher)
    earlier = _rows_of(before) if before else []
    keys = {_key(contract, row) for row in rows}
    others = [row for row in earlier if _key(contract, row) not in keys]
    kept = _ended(contract, others, rows) if is_kept else []
    columns = [column.name for column in contract.event_columns]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*kept, *rows], key=lambda row: _key(contract, row)))
    write_durably(inbox / name, text.getvalue())
    return Written(inbox / name, len(rows), len(kept), len(others) - len(kept), before.name if before else None)


def _row(contract: Contract, line: Line) -> Row:
    return {column.name: _text(line.values.get(column.name)) for column in contract.event_columns}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _key(contract: Contract, row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in contract.key)


def _before(contracts: Mapping[str, Contract], feed: str, inbox: Path, publisher: str) -> Path | None:
    """The publisher's newest delivery in the inbox."""
    found = []
    for path in inbox.glob(f"{feed}_*.csv"):
        try:
            name = parse_file_name(path.name, contracts)
        except FileNameError:
            continue
        if (name.feed, name.provider) == (feed, publisher.upper()):
            found.append(((name.period, name.extracted_at), path))
    return max(found)[1] if found else None


def _rows_of(path: Path) -> list[Row]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        names, *rows = csv.reader(file)
    columns = [name.strip().lower() for name in names]
    return [dict(zip(columns, map(str.strip, row), strict=False)) for row in rows if row]


def _ended(contract: Contract, others: list[Row], rows: list[Row]) -> list[Row]:
    """The rows taken over, each ended on the day before a new one for the same thing begins."""
    named = [name for name in contract.key if name != "valid_from"]
    begins: dict[tuple, list[str]] = {}
    for row in rows:
        begins.setdefault(tuple(row[name] for name in named), []).append(row["valid_from"])
    kept = []
    for row in others:
        later = [
            day
            for day in begins.get(tuple(row.get(name, "") for name in named), [])
            if day > row["valid_from"] and (not row.get("valid_to") or day <= row["valid_to"])
        ]
        kept.append(row | {"valid_to": str(date.fromisoformat(min(later)) - timedelta(days=1))} if later else row)
    return kept
