"""How values read on the page. Does not belong here: which values there are."""

from datetime import date
from decimal import Decimal

# As in the CSV files and the workbook.
HIDDEN = "*"
NOT_KNOWN = "Not known"


def count(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def pounds(value: Decimal | None) -> str:
    return HIDDEN if value is None else f"£{value:,.0f}"


def share(value: float | None) -> str:
    """Of a hundred, to one decimal, as the open tables have it."""
    return HIDDEN if value is None else f"{value:.1f}%"


def whole_share(value: float) -> str:
    return f"{value:.0f}%"


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def month(value: date) -> str:
    return f"{value:%b %Y}"


def code(value: str) -> str:
    """A code as words: PRIMARY_CARE is Primary care."""
    return value.replace("_", " ").capitalize()


def place(name: str | None) -> str:
    return name or NOT_KNOWN
