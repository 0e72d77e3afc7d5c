"""What dbt did is told without any value that it stumbled over, and dbt never sees a key."""

import os
import signal
import subprocess
import sys
import time

import pytest

from orchestration.assets.dbt_process import DbtProcess, dbt_environment, node_result, process_environment
from orchestration.settings import PROJECT_ROOT, load_settings


def result(status: str, message: str | None, failures: int | None = None):
    return node_result(
        {
            "unique_id": "model.careweave.fct_death",
            "status": status,
            "execution_time": 0.1,
            "failures": failures,
            "message": message,
        }
    )


@pytest.mark.parametrize(
    ("message", "reason", "is_ours"),
    [
        (
            "Runtime Error in model fct_death\n  Conversion Error: Could not convert string 'Ann Smith'",
            "Conversion Error",
            True,
        ),
        ("Runtime Error in model fct_death\n  Constraint Error: Duplicate key 'Ann Smith'", "Constraint Error", True),
        ("Something nobody has seen: Ann Smith", "an error of the database", True),
        (
            "Runtime Error in model fct_death\n  IO Error: Could not write file: No space left on device",
            "The disk is full",
            False,
        ),
        ("Runtime Error\n  Out of Memory Error: failed to allocate data of size 1.0 MiB", "more memory", False),
        (
            "Compilation Error\n  The gate STAGING is not green for this run: it has not been run.",
            "The gate STAGING",
            False,
        ),
    ],
)
def test_a_reason_holds_no_value(message, reason, is_ours):
    told = result("error", message)
    assert reason in told.reason
    assert "Ann" not in told.reason
    assert told.is_ours is is_ours


def test_a_mistake_in_the_sql_is_told_whole():
    message = (
        'Runtime Error in model fct_death\n  Binder Error: Referenced column "deth_date" not found in FROM clause!'
    )
    assert "deth_date" in result("error", message).reason


def test_a_failed_test_is_no_error_of_ours():
    told = result("fail", "Got 5 results, configured to fail if != 0", 5)
    assert (told.reason, told.is_ours, told.is_good) == ("5 rows are not as tested", False, False)


def test_what_went_well_needs_no_reason():
    assert result("success", "OK").reason is None


def test_dbt_is_given_no_key(tmp_path, monkeypatch):
    for name in ("PERSON_KEY", "IDENTITY_KEY", "VAULT_KEY"):
        monkeypatch.setenv(f"CAREWEAVE_{name}", "ab" * 32)
    monkeypatch.setenv("CAREWEAVE_NOTIFY_TEAMS", "https://teams.example/hook")
    environment = process_environment(tmp_path) | dbt_environment(load_settings(warehouse=tmp_path))
    assert not any("ab" * 32 in value or "teams" in value for value in environment.values())
    assert environment["CAREWEAVE_DBT_WAREHOUSE"] == str(tmp_path / "build" / "warehouse.duckdb")


def test_a_process_that_was_killed_is_said_to_have_been(tmp_path):
    dbt = DbtProcess(load_settings(warehouse=tmp_path))
    started = dbt._started()
    started.kill()
    started.wait(timeout=60)
    outcome = dbt.run(["build"])
    assert not outcome.is_good
    assert [(each.name, each.is_ours) for each in outcome.results] == [("dbt", False)]
    assert "ended before it was done" in outcome.results[0].reason
    assert dbt._process is None, "the next command starts another"


def test_what_is_read_before_it_is_needed_says_nothing(tmp_path):
    dbt = DbtProcess(load_settings(warehouse=tmp_path))
    dbt.begin()
    dbt._process.stdin.close()
    assert dbt._process.stdout.read() == "", "an answer would be taken for that of the next command"
    assert dbt._process.wait(timeout=60) == 0
    dbt.close()


def test_dbt_dies_with_the_run_that_asked_for_it():
    """A run that is killed leaves no orphan that goes on writing beside the next one."""
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            "code = 'import orchestration.assets.dbt_child as c, threading, time, sys\\n'"
            "'threading.Thread(target=c._die_with, args=(int(sys.argv[1]),), daemon=True).start()\\ntime.sleep(60)'\n"
            "child = subprocess.Popen([sys.executable, '-c', code, str(os.getpid())])\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(60)\n",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    child = int(parent.stdout.readline())
    time.sleep(1)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if not _is_alive(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("The child went on without its parent.")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # An orphan that ended may wait for whoever adopted it to notice.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")
