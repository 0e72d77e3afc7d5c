"""An independent recalculation of the published tables from the interface pages alone: two tables, cell by cell.

What belongs here: values in one written form, rows aligned on their key, differences counted. What does not: which
tables there are, and any value of a row in what is reported.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pandas as pd


def write_value(value: object) -> str | None:
    """A value in the one form in which both sides are compared."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return moment.isoformat(sep=" ")
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, Decimal | float):
        number = Decimal(str(value)).normalize()
        return format(number + 0, "f")
    return str(value)


@dataclass
class Table:
    """Rows as written values, with the names of their columns."""

    columns: list[str]
    rows: list[tuple]

    def positions(self, names: list[str]) -> list[int]:
        """Where columns stand."""
        return [self.columns.index(name) for name in names]

    def pick(self, names: list[str]) -> list[tuple]:
        """The rows with some of their columns."""
        places = self.positions(names)
        return [tuple(row[place] for place in places) for row in self.rows]


@dataclass
class Comparison:
    """How two tables differ, as counts."""

    table: str
    rows_ours: int = 0
    rows_theirs: int = 0
    missing: int = 0
    extra: int = 0
    cells: Counter = field(default_factory=Counter)
    absent_columns: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether anything is different."""
        return bool(self.missing or self.extra or self.cells or self.absent_columns)


def group_rows(table: Table, key: list[str], columns: list[str]) -> dict[tuple, list[tuple]]:
    """The rows by key, each group in a fixed order so that rows of one key meet their likes."""
    grouped: dict[tuple, list[tuple]] = defaultdict(list)
    for name, row in zip(table.pick(key), table.pick(columns), strict=True):
        grouped[name].append(row)
    for rows in grouped.values():
        if len(rows) > 1:
            rows.sort(key=lambda row: [value or "" for value in row])
    return grouped


def pair_rows(ours: Table, theirs: Table, key: list[str], columns: list[str]) -> tuple[list[tuple], int, int]:
    """Pairs of rows with the same key, and how many are only theirs or only ours."""
    left, right = group_rows(ours, key, columns), group_rows(theirs, key, columns)
    pairs, missing, extra = [], 0, 0
    for name in left.keys() | right.keys():
        mine, others = left.get(name, []), right.get(name, [])
        pairs += zip(mine, others, strict=False)
        missing += max(0, len(mine) - len(others))
        extra += max(0, len(others) - len(mine))
    return pairs, missing, extra


def compare_tables(name: str, ours: Table, theirs: Table, key: list[str], ignored: set[str]) -> Comparison:
    """Compare all columns that both sides have, but for the key and those ignored."""
    found = Comparison(name, len(ours.rows), len(theirs.rows))
    found.absent_columns = [each for each in ours.columns if each not in theirs.columns and each not in ignored]
    key = [each for each in key if each in theirs.columns]
    columns = [each for each in ours.columns if each in theirs.columns and each not in key and each not in ignored]
    pairs, found.missing, found.extra = pair_rows(ours, theirs, key, columns)
    for mine, other in pairs:
        if mine != other:
            found.cells.update(column for column, a, b in zip(columns, mine, other, strict=True) if a != b)
    return found
