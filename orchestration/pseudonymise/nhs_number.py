"""The NHS number: which ten digits are one, as a SQL expression.

Source: NHS Data Dictionary, attribute NHS NUMBER (modulus 11); ranges issued in England and Wales.
All ten numbers of one repeated digit pass modulus 11, so they are refused by a rule of their own.
"""

ISSUED_RANGES = ((400, 499), (600, 799))
"""First three digits of the numbers issued in England, Wales and the Isle of Man."""

DIGITS = 10

TEST_RANGE = (900, 999)
"""First three digits that are never issued: synthetic data use these only."""


def normal_form_sql(text_sql: str) -> str:
    """The number without the spaces and hyphens that it is printed with."""
    # Ten characters are the number as most write it, or none: with a separator among them no ten digits are left.
    bare = f"replace(replace({text_sql}, ' ', ''), '-', '')"
    return f"case when length({text_sql}) = 10 then {text_sql} else {bare} end"


def integer_sql(bare: str) -> str:
    """The ten digits as a number: its arithmetic is many times faster than taking the text apart."""
    return f"try_cast({bare} as bigint)"


def is_repeated_digit_sql(bare: str, number: str) -> str:
    """SQL: whether the number is one digit ten times, which senders use for "none"."""
    return f"(length({bare}) = 10 and {number} % 1111111111 = 0)"


def is_valid_sql(bare: str, number: str, *, allow_test_numbers: bool) -> str:
    """SQL: whether a number in its normal form (as text and as an integer) is a valid NHS number.

    Valid: ten digits, modulus 11 right, not all one digit, and in a range that is issued (or 9xx where allowed).
    """
    # Weights 10 to 2 and the check digit itself with weight 1: the sum of a right number divides by 11.
    weighted = " + ".join(f"({number} // {10 ** (10 - place)}) % 10 * {11 - place}" for place in range(1, 11))
    ranges = ISSUED_RANGES + ((TEST_RANGE,) if allow_test_numbers else ())
    prefix = f"{number} // 10000000"
    in_range = " or ".join(f"{prefix} between {low} and {high}" for low, high in ranges)
    # Written back it is the same text: no sign, no exponent, no separator was read as part of a number.
    return f"(({in_range}) and {number}::varchar = {bare} and {number} % 1111111111 <> 0 and ({weighted}) % 11 = 0)"


def valid_nhs_number_sql(text_sql: str, *, allow_test_numbers: bool) -> str:
    """SQL for the ten digits if `text_sql` holds a valid NHS number, else null."""
    bare = normal_form_sql(text_sql)
    return f"case when {is_valid_sql(bare, integer_sql(bare), allow_test_numbers=allow_test_numbers)} then {bare} end"
