"""How a field is read: every type of the interface as a table of what is sent and what it means.

`UNREADABLE` is a value that cannot be read; `EMPTY` means that nothing was sent, in one of the ways senders write it.
"""

import datetime as dt
from decimal import Decimal

import pytest

from orchestration import duck
from orchestration.ingest.values import CAN_BE_UNREADABLE, trimmed_sql, with_values_sql
from orchestration.settings import load_settings

UNREADABLE, EMPTY = "UNREADABLE", "EMPTY"
moment, day = dt.datetime, dt.date

CASES = [
    # type        sent                           means
    ("text", "  two  words ", "two  words"),
    ("text", "\t\u00a0", EMPTY),
    ("code", " r1h ", "R1H"),
    ("integer", "12", 12),
    ("integer", "+7", 7),
    ("integer", "-3", -3),
    ("integer", "12.0", 12),
    ("integer", "12.5", UNREADABLE),
    ("integer", "1e3", UNREADABLE),
    ("integer", "twelve", UNREADABLE),
    ("integer", "99999999999999999999", UNREADABLE),
    ("decimal", "12.345678", Decimal("12.345678")),
    ("decimal", ".5", Decimal("0.5")),
    ("decimal", "-4", Decimal("-4")),
    ("decimal", "1e-05", Decimal("0.00001")),
    ("decimal", "£3", UNREADABLE),
    ("decimal", "1,000", UNREADABLE),
    ("decimal", "(3)", UNREADABLE),
    ("decimal", "1_000", UNREADABLE),
    ("decimal", "nan", UNREADABLE),
    ("decimal", "inf", UNREADABLE),
    ("date", "2024-02-29", day(2024, 2, 29)),
    ("date", "2023-02-29", UNREADABLE),
    ("date", "29/02/2024", UNREADABLE),
    ("date", "2024-2-9", UNREADABLE),
    ("date", "2024/02/09", UNREADABLE),
    ("date", "20240209", UNREADABLE),
    ("date", "2024-02-29T00:00:00", UNREADABLE),
    ("date", "epoch", UNREADABLE),
    ("date", "infinity", UNREADABLE),
    ("date", "1582-10-15", EMPTY),
    ("date", "1800-01-01", EMPTY),
    ("date", "1801-01-01", EMPTY),
    ("date", "1900-01-01", EMPTY),
    ("date", "9999-12-31", EMPTY),
    ("datetime", "2024-01-10T09:30:00", moment(2024, 1, 10, 9, 30)),
    ("datetime", "2024-07-10T09:30:00", moment(2024, 7, 10, 8, 30)),
    ("datetime", "2024-07-10 09:30", moment(2024, 7, 10, 8, 30)),
    ("datetime", "2024-07-10T09:30:15.250", moment(2024, 7, 10, 8, 30, 15, 250000)),
    ("datetime", "2024-07-10T09:30:00Z", moment(2024, 7, 10, 9, 30)),
    ("datetime", "2024-07-10T09:30:00+02:00", moment(2024, 7, 10, 7, 30)),
    ("datetime", "2024-07-10T09:30:00-0530", moment(2024, 7, 10, 15, 0)),
    ("datetime", "2024-07-10T09:30+01", moment(2024, 7, 10, 8, 30)),
    ("datetime", "2024-07-10", moment(2024, 7, 9, 23, 0)),
    # Clocks go back: 01:30 occurs twice, the earlier is meant. Clocks go forward: 01:30 does not exist, standard time.
    ("datetime", "2024-10-27T01:30:00", moment(2024, 10, 27, 0, 30)),
    ("datetime", "2024-10-27T02:00:00", moment(2024, 10, 27, 2, 0)),
    ("datetime", "2024-03-31T01:30:00", moment(2024, 3, 31, 1, 30)),
    ("datetime", "2024-03-31T02:00:00", moment(2024, 3, 31, 1, 0)),
    ("datetime", "1970-01-15T12:00:00", moment(1970, 1, 15, 11, 0)),
    ("datetime", "1990-10-28T01:30:00", moment(1990, 10, 28, 0, 30)),
    ("datetime", "10/07/2024 09:30", UNREADABLE),
    ("datetime", "2024-07-10T25:00:00", UNREADABLE),
    ("datetime", "2024/07/10 09:30:00", UNREADABLE),
    ("datetime", "1900-01-01T00:00:00", EMPTY),
    ("boolean", "Y", True),
    ("boolean", "n", False),
    ("boolean", "1", True),
    ("boolean", "0", False),
    ("boolean", "True", True),
    ("boolean", "FALSE", False),
    ("boolean", "maybe", UNREADABLE),
    ("icd10", "I10.X", "I10"),
    ("icd10", "i48x", "I48"),
    ("icd10", "A17.0D", "A170"),
    ("icd10", "G01X A".replace(" ", ""), "G01"),
    ("icd10", "E11.9", "E119"),
    ("icd10", "J44-", "J44"),
    ("opcs4", "w37.1", "W371"),
    ("snomed", "195967001", "195967001"),
    ("snomed", "1.95967E+08", UNREADABLE),
    ("nhs_number", "943 476 5919", "9434765919"),
    ("nhs_number", "943-476-5919", "9434765919"),
    ("nhs_number", "9434765918", UNREADABLE),
    ("nhs_number", "943476591", UNREADABLE),
    ("nhs_number", "4000000e03", UNREADABLE),
    ("nhs_number", "+943476591", UNREADABLE),
    ("nhs_number", "0000000000", EMPTY),
    ("nhs_number", "9999999999", EMPTY),
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with duck.memory(load_settings(warehouse=tmp_path_factory.mktemp("types"))) as connection:
        yield connection


def read(connection, column_type, sent, *, allow_test_numbers=True):
    """What a text is read as: its value, or EMPTY or UNREADABLE."""
    source = f"select {trimmed_sql('sent')} as t_field from (select ?::varchar as sent)"
    values = with_values_sql(source, {"field": column_type}, allow_test_numbers=allow_test_numbers)
    flag = "unreadable_field" if column_type in CAN_BE_UNREADABLE else "false"
    value, unreadable = connection.execute(f"select seen_field, {flag} from ({values})", [sent]).fetchall()[0]
    return UNREADABLE if unreadable else EMPTY if value is None else value


@pytest.mark.parametrize(("column_type", "sent", "means"), CASES)
def test_a_field_is_read_as_the_table_says(connection, column_type, sent, means):
    assert read(connection, column_type, sent) == means


@pytest.mark.parametrize(("allowed", "means"), [(False, UNREADABLE), (True, "9434765919")])
def test_the_test_range_counts_only_where_it_is_allowed(connection, allowed, means):
    assert read(connection, "nhs_number", "9434765919", allow_test_numbers=allowed) == means
