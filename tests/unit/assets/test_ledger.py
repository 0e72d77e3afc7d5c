"""The ledger outlives builds, and a line that a kill tore is passed over."""

from datetime import UTC, datetime, timedelta

from orchestration import duck
from orchestration.assets.ledger import StepTime, ledger_file, load_into_build, read_steps, write_step
from orchestration.settings import load_settings


def a_step(name: str = "lake.apc", *, ago: timedelta = timedelta(), stopped: str | None = None) -> StepTime:
    return StepTime("run-1", name, datetime.now(UTC).replace(microsecond=0) - ago, 1.5, 10, stopped)


def test_what_is_written_is_read_back(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    steps = [a_step("lake.apc"), a_step("gate.feeds", stopped="The gate is closed.")]
    for step in steps:
        write_step(settings, step)
    assert read_steps(settings) == steps


def test_a_torn_line_is_passed_over(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    write_step(settings, a_step())
    with open(ledger_file(settings), "a", encoding="utf-8") as file:
        file.write('{"run_id": "run-2", "step": "lake.')
    assert [step.run_id for step in read_steps(settings)] == ["run-1"]


def test_only_the_last_half_year_is_shown(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    write_step(settings, a_step("old", ago=timedelta(days=200)))
    write_step(settings, a_step("new"))
    assert [step.step for step in read_steps(settings)] == ["new"]


def test_the_build_shows_the_steps_that_ended_well(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    settings.build_dir.mkdir(parents=True)
    write_step(settings, a_step("lake.apc"))
    write_step(settings, a_step("dbt.marts", stopped="It stopped."))
    assert load_into_build(settings) == 1
    assert load_into_build(settings) == 1  # again changes nothing
    connection = duck.open_database(settings.build_warehouse_db, settings, read_only=True)
    assert connection.execute("select step, seconds, rows_count from ops.run_times").fetchall() == [
        ("lake.apc", 1.5, 10)
    ]
    connection.close()
