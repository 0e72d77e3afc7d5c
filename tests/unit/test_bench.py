"""The benchmark: what the floor reads, what a process costs, how growth is found, and its pages."""

import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.bench import Copying, Floor, Result, Run, growth, measure_copying, measure_floor
from orchestration.console import bench as shown
from orchestration.process_cost import Cost, ProcessFailed, measured
from orchestration.settings import load_settings

HEADER = "postcode,lsoa_code,borough_code\n"


def result(people: int = 1_000, rows: int = 1_000_000, seconds: float = 40.0, peak: int = 2**30) -> Result:
    steps = {"lake, all feeds": seconds / 2, "identity.person_map": 1.0, "dbt.marts": seconds / 4}
    night = {"lake, all feeds": 2.0, "identity.person_map": 1.0, "dbt.marts": seconds / 4}
    bytes_out = {"lake": 2**20, "vault": 2**20, "warehouse": 2**20, "published": 2**20}
    whole = Run(
        cost=Cost(seconds=seconds, cpu_seconds=seconds * 1.5, peak_bytes=peak),
        steps=steps,
        content_sha="ab" * 32,
        bytes_out=bytes_out,
        rows_read=rows,
    )
    return Result(
        people=people,
        months=36,
        seed=1,
        measured_on=date(2026, 1, 31),
        machine="2 cores of a machine",
        cores=2,
        versions={"duckdb": "1.5.5"},
        files=700,
        bytes_in=2**30,
        floor=Floor(seconds=5.0, cpu_seconds=9.0, rows=rows, bytes_out=2**20),
        start_up=Cost(seconds=10.0, cpu_seconds=9.0, peak_bytes=2**28),
        whole=whole,
        copying=Copying(seconds=8.0, cpu_seconds=15.0),
        night_files=40,
        night=whole.model_copy(update={"steps": night, "rows_read": 30_000}),
    )


def test_the_floor_reads_every_plain_file_under_its_types_and_skips_what_does_not_fit(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for month, rows in (("2024-04", "AB1 2CD,E01000001,E09000001\n"), ("2024-05", "AB1 2CE,E01000001,E09000001\n" * 2)):
        (inbox / f"ref_postcodes_ONS_{month}_20240601T020000Z.csv").write_text(HEADER + rows)
    (inbox / "notes.txt").write_text("no delivery")
    floor = measure_floor(inbox, tmp_path / "out", load_settings(warehouse=tmp_path / "warehouse"))
    assert floor.rows == 3
    assert floor.bytes_out == sum(path.stat().st_size for path in (tmp_path / "out").glob("ref_postcodes_*.parquet"))


def test_to_copy_what_is_published_is_to_write_every_table_of_it(tmp_path):
    published, again = tmp_path / "careweave.duckdb", tmp_path / "again.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema marts; create schema ops")
        connection.execute("create table marts.fct_unit as select range as unit_id from range(1000)")
        connection.execute("create table ops.told as select 'a' as said")
    copying = measure_copying(published, again, load_settings(warehouse=tmp_path / "warehouse"))
    assert copying.seconds > 0
    with duckdb.connect(str(again), read_only=True) as connection:
        assert connection.execute("select sum(unit_id) from marts.fct_unit").fetchall() == [(499_500,)]
        assert connection.execute("select said from ops.told").fetchall() == [("a",)]


def test_the_cost_of_a_process_is_that_of_all_that_it_starts():
    inner = "import time; held = bytearray(200 << 20); time.sleep(1)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print('done')"
    cost, printed = measured([sys.executable, "-c", code], {})
    assert printed.strip() == "done"
    assert cost.seconds >= 1
    assert cost.peak_bytes > 200 << 20


def test_what_is_measured_gets_no_setting_but_those_it_is_given(monkeypatch):
    monkeypatch.setenv("CAREWEAVE_NOTIFY_MAIL", "somebody@example.org")
    code = "import os; print(sorted(name for name in os.environ if name.startswith('CAREWEAVE_')))"
    assert measured([sys.executable, "-c", code], {"CAREWEAVE_THREADS": "2"})[1].strip() == "['CAREWEAVE_THREADS']"


def test_rows_by_core_second_are_of_the_machine_that_was_measured():
    assert result(rows=1_000_000, seconds=40).rows_per_core_second == pytest.approx(1_000_000 / 40 / 2)


def test_a_process_that_fails_says_its_last_words():
    with pytest.raises(ProcessFailed, match="ended with 7: Why it stopped."):
        measured([sys.executable, "-c", "print('Why it stopped.'); raise SystemExit(7)"], {})


def test_an_ending_that_is_expected_is_no_failure():
    assert measured([sys.executable, "-c", "raise SystemExit(1)"], {}, good=(1,))[1] == ""


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.3])
def test_growth_is_the_exponent_of_the_rows(exponent):
    results = [result(rows=rows, seconds=10 + rows**exponent) for rows in (10**4, 10**5, 10**6)]
    found = growth(results, lambda each: each.whole.cost.seconds - each.start_up.seconds)
    assert found == pytest.approx(exponent)


def test_the_pipeline_is_told_in_floors_without_its_start_up():
    assert result(seconds=40).floors == pytest.approx((40 - 10) / 5)


def test_the_night_is_told_by_what_is_new_and_what_is_made_again():
    (_, measures), _ = shown.tables(result())
    told = dict(measures)
    assert told["Of it ingest and identity"] == "3.0 s, 0.60 floors"
    assert told["Of it the rebuild, gates and publishing"] == "10.0 s"


def test_an_aim_is_reached_or_not():
    reached = {row[0]: row[-1] for row in shown.aims(result(people=shown.AIMED_FOR, seconds=30))}
    assert reached["Whole pipeline less start-up, floors"] == "yes"
    assert reached["A night's ingest and identity, floors"] == "no"
    assert "What it aims at" in shown.page([result(people=shown.AIMED_FOR)])
    assert "What it aims at" not in shown.page([result(people=500)])


def test_the_readme_keeps_what_stands_around_the_figures():
    readme = f"before\n{shown.BEGIN}\nold\n{shown.END}\nafter\n"
    changed = shown.with_figures(readme, [result(people=500), result(people=2_000)])
    assert changed.startswith(f"before\n{shown.BEGIN}\n") and changed.endswith(f"{shown.END}\nafter\n")
    assert "2,000" in changed and "old" not in changed and "500, 36" not in changed


def test_one_number_of_people_has_one_result_in_the_page(tmp_path: Path, monkeypatch):
    for name in ("RESULTS", "PAGE", "README"):
        monkeypatch.setattr(shown, name, tmp_path / name)
    (tmp_path / "README").write_text(f"{shown.BEGIN}\n{shown.END}")
    for each in (result(people=500, rows=70_000), result(people=2_000), result(people=500, rows=77_777)):
        shown.write_down(each)
    assert [(each.people, each.floor.rows) for each in shown.recorded()] == [(500, 77_777), (2_000, 1_000_000)]
    assert (tmp_path / "PAGE").read_text() == shown.page(shown.recorded())
    assert "How it grows" in (tmp_path / "PAGE").read_text()
