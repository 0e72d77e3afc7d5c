"""One run at a time, whatever became of the one before."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.assets.run_lock import WarehouseHeld, is_held, run_lock
from orchestration.refusal import STOPPED_FROM_OUTSIDE
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

# What starts the tests may have them ignore a signal, and its children inherit that.
HOLDER = """
import signal
import sys
from orchestration.assets.run_lock import run_lock
from orchestration.settings import load_settings
signal.signal(signal.SIGTERM, signal.SIG_DFL)
with run_lock(load_settings(warehouse=sys.argv[1]), "the night"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(warehouse=tmp_path / "warehouse")


@pytest.fixture
def holder(settings: Settings) -> subprocess.Popen:
    """Another process that holds the warehouse until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    assert process.stdout.readline().strip() == "held"
    yield process
    process.kill()
    process.wait(timeout=60)


def test_a_second_process_is_refused_with_a_sentence_that_names_the_first(settings, holder):
    with pytest.raises(WarehouseHeld) as refused, run_lock(settings):
        pass
    assert refused.value.exit_code == STOPPED_FROM_OUTSIDE
    assert f"the night, process {holder.pid}" in str(refused.value)
    assert is_held(settings)


@pytest.mark.parametrize("last_signal", [signal.SIGKILL, signal.SIGTERM])
def test_the_kernel_lets_go_of_what_a_killed_process_held(settings, holder, last_signal):
    os.kill(holder.pid, last_signal)
    holder.wait(timeout=60)
    assert not is_held(settings)
    with run_lock(settings):
        assert is_held(settings)


def test_a_process_that_ended_well_holds_nothing(settings, holder):
    holder.stdin.close()
    holder.wait(timeout=60)
    with run_lock(settings):
        pass


def test_what_runs_under_a_lock_may_take_it_again(settings):
    with run_lock(settings):
        with run_lock(settings):
            pass
        assert is_held(settings)
    assert not is_held(settings)


def test_a_lock_is_given_back_when_the_block_fails(settings):
    with pytest.raises(ZeroDivisionError), run_lock(settings):
        _ = 1 / 0
    assert not is_held(settings)


def test_a_child_process_does_not_inherit_the_lock(settings):
    with run_lock(settings):
        child = subprocess.Popen(["sleep", "30"])
    try:
        assert not is_held(settings)
    finally:
        child.kill()
        child.wait()
