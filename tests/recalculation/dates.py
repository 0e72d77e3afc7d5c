"""An independent recalculation of the published tables from the interface pages alone: months, years and ages."""

from collections.abc import Iterator
from datetime import date, timedelta

PROVISIONAL_DAYS = 60


def month_of(day: date) -> date:
    """The first day of the month of a date."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from that of one date to that of another, both in."""
    month = month_of(first)
    while month <= last:
        yield month
        month = next_month(month)


def parts_by_month(first: date, last: date) -> Iterator[tuple[date, int]]:
    """A run of days, both ends in, by month: the first day of each part and how many days it holds."""
    for month in months_between(first, last):
        begin, end = max(first, month), min(last, last_day(month))
        yield begin, (end - begin).days + 1


def fin_year(day: date) -> str:
    """April to March, as 2024/25."""
    year = day.year if day.month >= 4 else day.year - 1
    return f"{year}/{(year + 1) % 100:02d}"


def is_provisional(month: date, as_of: date) -> bool:
    """Whether a month ends less than 60 days before the reporting date."""
    return (as_of - last_day(month)).days < PROVISIONAL_DAYS


def completed_years(birth_month: date | None, day: date | None) -> int | None:
    """The age on a day, counted from the first day of the birth month."""
    if birth_month is None or day is None:
        return None
    return day.year - birth_month.year - ((day.month, day.day) < (birth_month.month, birth_month.day))
