"""The NHS number's check digit and ranges, held against an independent implementation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs

from orchestration import duck
from orchestration.pseudonymise import valid_nhs_number_sql
from orchestration.settings import load_settings


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with duck.memory(load_settings(warehouse=tmp_path_factory.mktemp("numbers"))) as connection:
        yield connection


def accepted(connection, numbers: list[str], *, allow_test_numbers: bool) -> list[bool]:
    sql = valid_nhs_number_sql("t", allow_test_numbers=allow_test_numbers)
    rows = connection.execute(
        f"select ({sql}) is not null from (select unnest(?::varchar[]) as t, "
        "generate_subscripts(?::varchar[], 1) as i) "
        "order by i",
        [numbers, numbers],
    ).fetchall()
    return [row[0] for row in rows]


def is_issued(number: str) -> bool:
    return 400 <= int(number[:3]) <= 499 or 600 <= int(number[:3]) <= 799


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9_999_999_999), min_size=1, max_size=200), st.booleans())
def test_agrees_with_the_oracle_on_any_ten_digits(connection, serials, allowed):
    numbers = [f"{serial:010d}" for serial in serials]
    expected = [
        nhs.is_valid(number) and len(set(number)) > 1 and (is_issued(number) or (allowed and number[0] == "9"))
        for number in numbers
    ]
    assert accepted(connection, numbers, allow_test_numbers=allowed) == expected


def test_every_number_of_one_repeated_digit_is_refused_although_it_passes_modulus_11(connection):
    numbers = [str(digit) * 10 for digit in range(10)]
    assert all(nhs.is_valid(number) for number in numbers)
    assert not any(accepted(connection, numbers, allow_test_numbers=True))
