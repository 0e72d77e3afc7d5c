"""How a gate judges and what it writes down: per subject, in words, with counts and never a value."""

import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

import duckdb
import pytest

from orchestration.gates import GateError, GateOutcome, Suite, judge, latest_gates, run_gate
from orchestration.refusal import DiskFull
from orchestration.settings import Settings

RUN_ID = "run-1"
SECRET = "Featherstonehaugh"


@pytest.fixture
def judged(build: Settings) -> Callable[..., GateOutcome]:
    """Ask a gate of one profile, given in SQL."""

    def ask(sql: str, *, argument: object = 0, settings: Settings = build, **profile: object) -> GateOutcome:
        expectation = {
            "type": "expect_column_values_to_be_between",
            "column": "lost_rows_count",
            "arguments": {"max_value": argument},
            "is_blocking": True,
            "sentence": "No row is lost.",
        }
        written = {"name": "rows", "grain": "One row per thing.", "subject": "thing", "sql": sql} | profile
        written.setdefault("expectations", [expectation])
        suite = Suite.model_validate({"zone": "FEEDS", "title": "what arrived", "profiles": [written]})
        return run_gate("FEEDS", settings, RUN_ID, suite=suite)

    return ask


def test_each_subject_has_its_own_result(judged) -> None:
    outcome = judged("select * from (values ('a', 0), ('b', 3), ('c', null)) as t(thing, lost_rows_count)")
    assert [(r.subject, r.is_met, r.observed_value) for r in outcome.results] == [
        ("a", True, "0"),
        ("b", False, "3"),
        ("c", False, None),
    ]
    assert outcome.sentence == (
        "The gate FEEDS (what arrived) is closed. Expected, and not so: "
        "b: No row is lost (lost_rows_count is 3); c: No row is lost (lost_rows_count is unknown)."
    )


def test_a_closed_gate_tells_a_few_and_counts_the_rest(judged) -> None:
    outcome = judged("select 't' || i as thing, i as lost_rows_count from range(1, 101) as t(i)")
    assert len(outcome.unmet) == 100
    assert outcome.sentence.endswith("; and 95 more in ops.gate_results.")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (f"select '{SECRET}'::integer as thing, 0 as lost_rows_count", "DuckDB refused its SQL (ConversionException)"),
        (f"select error('{SECRET}') as thing, 0 as lost_rows_count", "DuckDB refused its SQL (InvalidInputException)"),
        ("select 't' as thing, 0 as lost_rows_count from lake.nowhere", "nowhere is not there"),
        ("select nothing as thing, 0 as lost_rows_count from lake.feeds", "a table lacks the column nothing"),
        ("select 't' as thing", "has no column lost_rows_count"),
        (f"select 't' as thing, '{SECRET}' as lost_rows_count", "gives lost_rows_count as VARCHAR"),
        (f"select 't' as thing, 0 as lost_rows_count, '{SECRET}' as family_name", "gives family_name as VARCHAR"),
        ("select 't' as thing, 0 as lost_rows_count, date '1950-02-03' as birth_date", "gives birth_date as DATE"),
        ("select 't' as thing, 0 as lost_rows_count from range(2)", "has a subject twice"),
        ("select i::varchar as thing, 0 as lost_rows_count from range(100001) as t(i)", "it counts rows of people"),
        ("select 't' as thing, 0 as lost_rows_count where false", "There is nothing to check: one row per thing."),
    ],
)
def test_what_cannot_be_counted_closes_the_gate(judged, build: Settings, sql: str, told: str) -> None:
    outcome = judged(sql)
    assert not outcome.is_green
    assert told in outcome.sentence
    assert SECRET not in everything_written(build)


def test_a_profile_may_say_why_it_is_empty(judged) -> None:
    outcome = judged(
        "select 't' as thing, 0 as lost_rows_count where false", may_be_empty="Some inboxes have no things."
    )
    assert outcome.is_green
    assert outcome.results[0].sentence == "Some inboxes have no things."


def test_for_each_repeats_the_sql_for_names_only(judged) -> None:
    sql = "select '{feed}' as thing, count(*) - 4 as lost_rows_count from lake.{feed}"
    outcome = judged(sql, for_each="select feed from lake.feeds order by feed")
    assert [(r.subject, r.observed_value) for r in outcome.results] == [("apc", "-2"), ("registrations", "0")]
    outcome = judged(sql, for_each="select 'apc; drop table lake.feeds' as feed")
    assert not outcome.is_green
    assert "no name of a table or column" in outcome.sentence


@pytest.mark.parametrize(
    ("kind", "arguments", "told"),
    [
        ("expect_column_values_to_be_charming", {}, "which Great Expectations does not know"),
        ("expect_column_values_to_be_between", {"median": 3}, "arguments that it does not take"),
    ],
)
def test_an_expectation_that_nobody_can_judge(judged, kind: str, arguments: dict, told: str) -> None:
    expectation = {
        "type": kind,
        "column": "lost_rows_count",
        "arguments": arguments,
        "is_blocking": True,
        "sentence": "No row is lost.",
    }
    with pytest.raises(GateError, match=told):
        judged("select 't' as thing, 0 as lost_rows_count", expectations=[expectation])


def test_results_stand_in_ops_once_per_run(ask, build: Settings) -> None:
    ask("FEEDS")
    outcome = ask("FEEDS")
    with duckdb.connect(build.build_warehouse_db, read_only=True) as connection:
        rows = connection.execute(
            "select count(*), count(distinct (subject, expectation, profile_name)), count(checked_at), "
            "bool_and(run_id = 'run-1' and zone_code = 'FEEDS' and is_met is not null and is_blocking is not null) "
            "from ops.gate_results"
        ).fetchall()
    assert rows == [(len(outcome.results),) * 3 + (True,)]


def test_results_fit_a_table_that_is_there_already(ask, change, build: Settings) -> None:
    change(
        "create table ops.gate_results (run_id varchar, zone_code varchar, subject varchar, expectation varchar, "
        "is_blocking boolean, is_met boolean, observed_value varchar, checked_at timestamp)",
        "insert into ops.gate_results values ('run-0', 'FEEDS', 's', 'e', true, true, '0', now()::timestamp)",
    )
    outcome = ask("FEEDS")
    with duckdb.connect(build.build_warehouse_db, read_only=True) as connection:
        rows = connection.execute("select run_id, count(*) from ops.gate_results group by run_id order by 1").fetchall()
    assert rows == [("run-0", 1), ("run-1", len(outcome.results))]


def test_history_outlives_the_build_and_a_torn_line(ask, change, build: Settings) -> None:
    assert latest_gates(build) == []
    ask("STAGING")
    ask("FEEDS")
    change("delete from lake.quarantine")
    ask("FEEDS")
    with open(build.ops_dir / "gates.jsonl", "a", encoding="utf-8") as history:
        history.write('{"run_id": "run-2", "zo')
    build.build_warehouse_db.unlink()
    assert [(gate.zone, gate.is_green) for gate in latest_gates(build)] == [("FEEDS", False), ("STAGING", True)]


def test_the_line_after_a_torn_one_is_read(ask, build: Settings) -> None:
    build.ops_dir.mkdir(parents=True)
    (build.ops_dir / "gates.jsonl").write_text('{"run_id": "run-0", "zo', encoding="utf-8")
    ask("FEEDS")
    assert [(gate.run_id, gate.zone) for gate in latest_gates(build)] == [(RUN_ID, "FEEDS")]


def test_no_build_and_a_build_that_is_held(settings: Settings, tmp_path) -> None:
    with pytest.raises(GateError, match="There is no build to check"):
        run_gate("FEEDS", settings, RUN_ID)
    settings.build_dir.mkdir(parents=True)
    settings.build_warehouse_db.write_bytes(b"not a database, but text that somebody saved there" * 100)
    with pytest.raises(GateError, match="cannot be opened"):
        run_gate("FEEDS", settings, RUN_ID)


def test_a_full_disk_is_told(build: Settings, ask, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("orchestration.gates.history.os.fsync", full)
    with pytest.raises(DiskFull, match=r"ops/gates\.jsonl could not be written"):
        ask("STAGING")


def test_great_expectations_is_imported_only_when_something_is_judged() -> None:
    code = "import sys; import orchestration.gates; print('great_expectations' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_judging_leaves_no_file_behind_and_says_nothing(ask, monkeypatch, tmp_path, capfd) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    judge._asset.cache_clear()
    ask("STAGING")
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert list((tmp_path / "temporary").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def everything_written(settings: Settings) -> str:
    history = (settings.ops_dir / "gates.jsonl").read_text(encoding="utf-8")
    with duckdb.connect(settings.build_warehouse_db, read_only=True) as connection:
        rows = connection.execute("select to_json(gate_results)::varchar from ops.gate_results").fetchall()
    return history + json.dumps(rows)
