"""The rules that a contract may state: what each line means, and which rows break it."""

from typing import NamedTuple

import duckdb
import pytest

from orchestration.contracts.rules import parse_rule
from orchestration.ingest.values import civil_date_sql


class Known(NamedTuple):
    type: str
    requirement: str


COLUMNS = {
    "start": Known("date", "R"),
    "finish": Known("date", "O"),
    "agreed": Known("date", "E"),
    "came_at": Known("datetime", "R"),
    "left_at": Known("datetime", "E"),
    "minutes": Known("integer", "O"),
    "cost": Known("decimal", "O"),
    "kind_code": Known("code", "R"),
    "note": Known("text", "O"),
}

MEANINGS = [
    # the line, its code, the column that is blamed
    ("start <= finish", "DATE_ORDER", "finish"),
    ("agreed <= start", "DATE_ORDER", "agreed"),
    ("finish <= agreed", "DATE_ORDER", "agreed"),
    ("came_at <= left_at", "DATE_ORDER", "left_at"),
    ("start <= extracted_at", "AFTER_EXTRACT", "start"),
    ("came_at <= extracted_at", "AFTER_EXTRACT", "came_at"),
    ("minutes between 0 and 1440", "OUT_OF_RANGE", "minutes"),
    ("cost >= 0", "OUT_OF_RANGE", "cost"),
    ("cost <= 99.5", "OUT_OF_RANGE", "cost"),
    ("kind_code = 'SERVICE' requires note", "REQUIRED_WHEN", "note"),
]


@pytest.mark.parametrize(("text", "rule_code", "column_name"), MEANINGS)
def test_what_a_line_means(text: str, rule_code: str, column_name: str) -> None:
    (rule,) = parse_rule(text, COLUMNS)
    assert (rule.text, rule.rule_code, rule.column_name) == (text, rule_code, column_name)


def test_a_line_that_requires_two_columns_blames_each() -> None:
    rules = parse_rule("kind_code = 'SERVICE' requires note, cost", COLUMNS)
    assert [rule.column_name for rule in rules] == ["note", "cost"]


BROKEN = [
    # the line, a row of it, whether the row breaks it; what is empty never does
    ("start <= finish", "date '2024-05-02' as start, date '2024-05-01' as finish", True),
    ("start <= finish", "date '2024-05-02' as start, date '2024-05-02' as finish", False),
    ("start <= finish", "date '2024-05-02' as start, null::date as finish", False),
    ("minutes between 0 and 1440", "-1 as minutes", True),
    ("minutes between 0 and 1440", "1441 as minutes", True),
    ("minutes between 0 and 1440", "1440 as minutes", False),
    ("minutes between 0 and 1440", "null::bigint as minutes", False),
    ("cost >= 0", "-0.01 as cost", True),
    ("cost >= 0", "0.00 as cost", False),
    ("cost <= 99.5", "99.51 as cost", True),
    ("kind_code = 'SERVICE' requires note", "'SERVICE' as kind_code, null as note", True),
    ("kind_code = 'SERVICE' requires note", "'SERVICE' as kind_code, 'x' as note", False),
    ("kind_code = 'SERVICE' requires note", "'REVIEW' as kind_code, null as note", False),
    ("kind_code = 'SERVICE' requires note", "null::varchar as kind_code, null as note", False),
    ("came_at <= extracted_at", "timestamp '2024-06-12 02:00:01' as came_at", True),
    ("came_at <= extracted_at", "timestamp '2024-06-12 02:00:00' as came_at", False),
    ("start <= extracted_at", "date '2024-06-13' as start", True),
    ("start <= extracted_at", "date '2024-06-12' as start", False),
    # 23:30 UTC in June is half past midnight of the next day in London, where the civil date is read.
    ("start <= extracted_at", "date '2024-06-13' as start, timestamp '2024-06-12 23:30:00' as extracted_at", False),
    ("start <= extracted_at", "date '2024-01-13' as start, timestamp '2024-01-12 23:30:00' as extracted_at", True),
]


@pytest.mark.parametrize(("text", "row", "is_broken"), BROKEN)
def test_which_rows_break_it(text: str, row: str, is_broken: bool) -> None:
    (rule,) = parse_rule(text, COLUMNS)
    moment = "" if "as extracted_at" in row else ", timestamp '2024-06-12 02:00:00' as extracted_at"
    with duckdb.connect() as connection:
        with_day = f"select *, {civil_date_sql('extracted_at')} as extracted_on from (select {row}{moment})"
        assert connection.execute(f"select {rule.broken_sql()} from ({with_day})").fetchall() == [(is_broken,)]


WRONG = [
    ("start < finish", "cannot be read"),
    ("start <= finish and cost >= 0", "cannot be read"),
    ("start <= left_at", "must compare two dates or two datetimes"),
    ("note <= finish", "must compare two dates or two datetimes"),
    ("note <= extracted_at", "is not a date or a datetime"),
    ("note >= 0", "is not an integer or a decimal"),
    ("minutes between 9 and 1", "has its lower bound above its upper bound"),
    ("gone >= 0", "names the column 'gone'"),
    ("note = 'SERVICE' requires cost", "is not of type code"),
    ("kind_code = 'SERVICE' requires gone", "names the column 'gone'"),
    ("kind_code = 'SERV'ICE' requires note", "cannot be read"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_what_cannot_be_read_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_rule(text, COLUMNS)
