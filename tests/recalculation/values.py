"""An independent recalculation of the published tables from the interface pages alone: how one value is read.

What belongs here: text to a typed value, with the placeholders that mean nothing. What does not: what becomes of a row
whose value cannot be read.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
EMPTY_DATES = {date(1582, 10, 15), date(1800, 1, 1), date(1801, 1, 1), date(1900, 1, 1), date(9999, 12, 31)}
BOOLEANS = {"Y": True, "N": False, "1": True, "0": False, "TRUE": True, "FALSE": False}


class UnreadableError(ValueError):
    """A value that is not of its type."""


def read_text(text: str) -> str | None:
    """Text without surrounding blanks."""
    return text.strip() or None


def read_code(text: str) -> str | None:
    """A code: trimmed, upper case."""
    return text.strip().upper() or None


def read_integer(text: str) -> int | None:
    """A whole number, written with digits alone."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise UnreadableError
    return int(text)


def read_decimal(text: str) -> Decimal | None:
    """A decimal number, without a currency sign, a thousands separator or an exponent."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text):
        raise UnreadableError
    return Decimal(text)


@cache
def read_date(text: str) -> date | None:
    """A date, YYYY-MM-DD."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnreadableError
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError from error
    return None if day in EMPTY_DATES else day


@lru_cache(maxsize=500_000)
def read_datetime(text: str) -> datetime | None:
    """A moment in UTC; without an offset it is London time, the earlier of two, standard time where there is none."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*", text):
        raise UnreadableError
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError from error
    if moment.date() in EMPTY_DATES:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON, fold=0)
    return moment.astimezone(UTC)


def read_boolean(text: str) -> bool | None:
    """Y/N, 1/0, true/false."""
    text = text.strip().upper()
    if not text:
        return None
    if text not in BOOLEANS:
        raise UnreadableError
    return BOOLEANS[text]


def read_icd10(text: str) -> str | None:
    """An ICD-10 code without dots and without the trailing fillers."""
    return text.strip().upper().replace(".", "").rstrip("XDA-") or None


def read_opcs4(text: str) -> str | None:
    """An OPCS-4 code without a dot."""
    return text.strip().upper().replace(".", "") or None


def read_snomed(text: str) -> str | None:
    """A SNOMED CT identifier: 6 to 18 digits, kept as text."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{6,18}", text):
        raise UnreadableError
    return text


def read_postcode(text: str) -> str | None:
    """A postcode in upper case without blanks; the pseudo postcodes are empty."""
    compact = re.sub(r"\s", "", text).upper()
    return None if not compact or compact.startswith("ZZ99") else compact


def has_right_check_digit(number: str) -> bool:
    """Modulus 11 over ten digits."""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11
    return check != 10 and check % 11 == int(number[9])


def read_nhs_number(text: str, allow_test_numbers: bool) -> str | None:
    """A valid NHS number as ten digits, else nothing: a number that fails its check becomes null."""
    number = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", number) or len(set(number)) == 1 or not has_right_check_digit(number):
        return None
    first_three = int(number[:3])
    issued = 400 <= first_three <= 499 or 600 <= first_three <= 799
    return number if issued or (allow_test_numbers and first_three >= 900) else None


def reader(kind: str, name: str, allow_test_numbers: bool) -> Callable[[str], object]:
    """The function that reads a column of this type."""
    if kind == "nhs_number":
        return lambda text: read_nhs_number(text, allow_test_numbers)
    if name == "postcode":
        return read_postcode
    return {
        "text": read_text,
        "code": read_code,
        "integer": read_integer,
        "decimal": read_decimal,
        "date": read_date,
        "datetime": read_datetime,
        "boolean": read_boolean,
        "icd10": read_icd10,
        "opcs4": read_opcs4,
        "snomed": read_snomed,
    }[kind]


def london_date(moment: date | datetime) -> date:
    """The civil date of a date or of a moment."""
    return moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment
