"""The content hash is the same for the same content, and for nothing else."""

import duckdb
import pytest

from orchestration.publish import publish
from orchestration.publish.content import hashed_tables, overall_sha
from orchestration.settings import Settings


def test_order_threads_and_clock_do_not_matter(settings: Settings, make_build) -> None:
    make_build("run-1", order="asc", threads=1)
    first = publish(settings, {}, "run-1")
    make_build("run-2", order="desc", threads=4)
    second = publish(settings.model_copy(update={"threads": 1}), {}, "run-2")
    assert first.content_sha == second.content_sha
    assert first.run_id != second.run_id
    make_build("run-3", admissions=31)
    assert publish(settings, {}, "run-3").content_sha != first.content_sha


def sha(sql: str) -> str:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.mart_x as {sql}")
        return overall_sha(hashed_tables(connection, "memory"))


BASE = "select * from (values (1, 'x', null), (2, 'y', 0.5)) as t(a, b, c)"


@pytest.mark.parametrize(
    "sql",
    [
        "select * from (values (2, 'y', 0.5), (1, 'x', null)) as t(a, b, c)",
        "select b, c, a from (values (1, 'x', null), (2, 'y', 0.5)) as t(a, b, c)",
        "select *, 'run-7' as run_id from (values (1, 'x', null), (2, 'y', 0.5)) as t(a, b, c)",
    ],
)
def test_the_same_content(sql: str) -> None:
    assert sha(sql) == sha(BASE)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from (values (1, 'y', null), (2, 'x', 0.5)) as t(a, b, c)",
        "select * from (values (1, 'x', 0.5), (2, 'y', null)) as t(a, b, c)",
        "select * from (values (1, 'x', null), (2, 'y', 0.5), (2, 'y', 0.5)) as t(a, b, c)",
        "select * from (values (1, 'x', null)) as t(a, b, c)",
        "select * from (values (1, 'x', null), (2, 'y', 0.5)) as t(a, b, d)",
        "select a::bigint as a, b, c from (values (1, 'x', null), (2, 'y', 0.5)) as t(a, b, c)",
    ],
)
def test_other_content(sql: str) -> None:
    assert sha(sql) != sha(BASE)


def test_the_last_digits_of_a_sum_of_doubles_do_not_matter() -> None:
    assert sha("select 0.1::double + 0.2::double as share") == sha("select 0.3::double as share")
    assert sha("select 0.1::double + 0.2001::double as share") != sha("select 0.3::double as share")
    assert sha("select -0.0::double as share") == sha("select 0.0::double as share")


def test_a_certain_link_is_hashed_as_any_other_number_is() -> None:
    assert sha("select 1.0::double as share") == sha("select 1.0::double - 1e-13::double as share")
    assert sha("select 1.0::double as share") != sha("select 1.0001::double as share")
