"""Whatever a step raises becomes a sentence, an exit code, and a verdict on whether to try again."""

import errno

import dagster as dg
import duckdb
import pytest

from orchestration.assets.ledger import read_steps
from orchestration.assets.progress import StepBegun, StepEnded, StepStopped
from orchestration.assets.run_lock import is_held
from orchestration.assets.step import Stopped, step
from orchestration.assets.warehouse import Warehouse
from orchestration.gates import GateError
from orchestration.refusal import Refusal
from orchestration.settings import load_settings

SECRET = "Ann Smith 943 476 5919"


class BadUsage(Refusal):
    exit_code = 2


@pytest.fixture
def told() -> list:
    return []


@pytest.fixture
def warehouse(tmp_path, told) -> Warehouse:
    return Warehouse(load_settings(warehouse=tmp_path), {}, told.append)


def run_step(warehouse: Warehouse, error: Exception | None = None, rows: int | None = None) -> None:
    with step(warehouse, "run-1", "lake.apc", "Reading APC") as notes:
        assert is_held(warehouse.settings)
        notes.rows_count = rows
        if error:
            raise error


def test_a_step_that_ends_well_is_timed_and_told(warehouse, told):
    run_step(warehouse, rows=12)
    assert [type(each) for each in told] == [StepBegun, StepEnded]
    assert [(line.step, line.rows_count, line.stopped) for line in read_steps(warehouse.settings)] == [
        ("lake.apc", 12, None)
    ]
    assert not is_held(warehouse.settings)


@pytest.mark.parametrize(
    ("error", "exit_code", "retries"),
    [
        (Refusal("The inbox is empty."), 1, False),
        (BadUsage("There is no key."), 2, False),
        (GateError("There is no build."), 1, False),
        (Stopped("Held for a moment.", 1, may_pass=True), 1, True),
        (OSError(errno.ENOSPC, SECRET), 1, False),
        (MemoryError(SECRET), 1, False),
        (duckdb.OutOfMemoryException(f"Out of Memory Error: failed to allocate {SECRET}"), 1, False),
        (duckdb.ConversionException(SECRET), 3, False),
        (ValueError(SECRET), 3, False),
        (duckdb.IOException(f"Could not set lock on file {SECRET}"), 3, True),
        (OSError(errno.EBUSY, SECRET), 3, True),
    ],
)
def test_an_error_becomes_a_sentence(warehouse, told, error, exit_code, retries):
    with pytest.raises(dg.Failure) as failure:
        run_step(warehouse, error)
    assert failure.value.metadata["exit_code"].value == exit_code
    assert failure.value.allow_retries is retries
    assert failure.value.__cause__ is None and failure.value.__suppress_context__
    stopped = told[-1]
    assert isinstance(stopped, StepStopped)
    assert (stopped.sentence, stopped.exit_code) == (failure.value.description, exit_code)
    assert read_steps(warehouse.settings)[-1].stopped == stopped.sentence


def test_no_message_of_an_error_is_kept_anywhere(warehouse, tmp_path):
    with pytest.raises(dg.Failure) as failure:
        run_step(warehouse, duckdb.ConversionException(SECRET))
    assert SECRET not in failure.value.description
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("errors" in path.parts for path in kept)
    assert not any(SECRET in path.read_text() for path in kept)


def test_the_log_of_an_error_says_where_in_our_code_it_was(warehouse, tmp_path):
    with pytest.raises(dg.Failure):
        run_step(warehouse, ValueError(SECRET))
    (log,) = (tmp_path / "ops" / "errors").glob("*.log")
    text = log.read_text()
    assert "step lake.apc" in text and "builtins.ValueError" in text
    assert "orchestration/assets/step.py, line" in text
