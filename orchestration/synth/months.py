"""The months that extracts are written for, and when each of them is extracted.

Belongs here: arithmetic on days (since 1970-01-01) and months. Does not belong here: anything about people.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

DAYS_PER_YEAR = 365.25
# "No such day": later than any date that can occur, so that comparisons with it need no special case.
NEVER = np.int32(2_000_000)
EPOCH = date(1970, 1, 1)


def day_number(value: date) -> int:
    return (value - EPOCH).days


def month_start(year: int, month: int) -> date:
    """The first day of a month; months outside 1..12 run into the neighbouring years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True)
class Months:
    """The window of extracts: `count` months that end with `end` (YYYY-MM)."""

    end: str
    count: int
    starts: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = datetime.strptime(self.end, "%Y-%m").date()
        starts = [day_number(month_start(first.year, first.month - self.count + 1 + i)) for i in range(self.count + 1)]
        object.__setattr__(self, "starts", np.array(starts, dtype=np.int32))

    @property
    def first_day(self) -> int:
        return int(self.starts[0])

    @property
    def last_day(self) -> int:
        return int(self.starts[-1]) - 1

    @property
    def years(self) -> float:
        return (self.last_day + 1 - self.first_day) / DAYS_PER_YEAR

    def index_of(self, days: np.ndarray) -> np.ndarray:
        """The month of each day, counted from 0; -1 before the window, `count` after it."""
        return (np.searchsorted(self.starts, days, side="right") - 1).astype(np.int32)

    def label(self, month: int) -> str:
        """YYYY-MM of a month; -1 is the month before the window."""
        return f"{self._start(month):%Y-%m}"

    def last_day_of(self, month: int) -> int:
        return day_number(self._start(month + 1)) - 1

    def extracted_at(self, month: int, day_of_next: int, minute: int) -> datetime:
        """The moment of an extract: so many days into the month after, at 02:00 and some minutes, UTC."""
        start = self._start(month + 1)
        return datetime(start.year, start.month, 1, 2) + timedelta(days=day_of_next - 1, minutes=minute)

    def _start(self, month: int) -> date:
        last = datetime.strptime(self.end, "%Y-%m").date()
        return month_start(last.year, last.month - self.count + 1 + month)
