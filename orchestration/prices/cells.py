"""What one cell says, as Excel holds it or as somebody typed it.

Belongs here: the spellings of a number, a day and a code that people use. Does not belong here: whether what it says is
believable (checks.py).
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from orchestration.prices.shapes import Heading

# How a price list says that there is none.
NOTHING = ("", "-", "\u2013", "\u2014", "n/a", "na", "none")
# The lake keeps six decimals; what a spreadsheet's arithmetic leaves behind them is no price.
DECIMALS = Decimal("0.000001")
_MONEY = re.compile(r"(-?)\s*\u00a3?\s*(-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)")
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class CellUnreadable(ValueError):
    """The cell does not say what its column asks for; the message is the sentence for who filled it in."""


def read_cell(value: object, heading: Heading) -> str | Decimal | int | date | None:
    """What the cell says, of its column's kind; None if nothing. Raises CellUnreadable."""
    if value is None or (isinstance(value, str) and _is_nothing(value, heading)):
        return None
    if isinstance(value, str) and value.strip().startswith("#"):
        raise CellUnreadable("it shows an error of Excel's, and no value.")
    match heading.kind:
        case "code":
            return _code(value)
        case "day":
            return _day(value)
        case "days":
            number = _number(value)
            if number != number.to_integral_value():
                raise CellUnreadable("it is not a whole number of days.")
            return int(number)
        case _:
            return _number(value).quantize(DECIMALS)


def _is_nothing(text: str, heading: Heading) -> bool:
    return not text.strip() if heading.kind == "code" else text.strip().lower() in NOTHING


def _code(value: object) -> str:
    if isinstance(value, bool | date):
        raise CellUnreadable("it is not a code; Excel may have taken it for a date. Format the column as text.")
    if isinstance(value, float):
        if not value.is_integer():
            raise CellUnreadable("it is a number with decimals, and not a code. Format the column as text.")
        value = int(value)
    text = str(value).strip().upper()
    if re.fullmatch(r"\d+\.?\d*E\+\d+", text):
        raise CellUnreadable("Excel has taken the code for a number. Format the column as text and type it again.")
    return text


def _number(value: object) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
    elif isinstance(value, str):
        text = value.strip()
        is_in_brackets = text.startswith("(") and text.endswith(")")  # how accounts write less than nothing
        match = _MONEY.fullmatch(text.strip("()").strip() if is_in_brackets else text)
        try:
            number = Decimal((match[1] + match[2]).replace(",", "")) if match else Decimal("nan")
        except InvalidOperation:
            number = Decimal("nan")
        number = -number if is_in_brackets else number
    else:
        number = Decimal("nan")
    if not number.is_finite():
        raise CellUnreadable("it is not a number; write it as 1234.50, without words.")
    if abs(number) >= 10**12:
        raise CellUnreadable("it is larger than any amount of money.")
    return number


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        if match := _BRITISH_DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text.removesuffix("T00:00:00").removesuffix(" 00:00:00"))
    except ValueError:
        raise CellUnreadable("it is not a date; write it as 2025-04-01 or 01/04/2025.") from None
