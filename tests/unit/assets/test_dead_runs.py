"""Dagster is told of runs that were killed, and of no other."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from orchestration.assets.instance import open_instance
from orchestration.assets.lock_resource import close_dead_runs, lock_resource
from orchestration.assets.run_lock import is_held, run_lock


@pytest.fixture
def instance(settings):
    with open_instance(settings) as opened:
        yield opened


def begin(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> str:
    @dg.job
    def night() -> None: ...

    return instance.create_run_for_job(night, status=status).run_id


def status_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    return instance.get_run_by_id(run_id).status


def test_a_run_from_before_the_lock_is_dead(instance):
    killed = begin(instance, dg.DagsterRunStatus.STARTED)
    own = begin(instance, dg.DagsterRunStatus.STARTED)
    assert close_dead_runs(instance, own, datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert status_of(instance, killed) is dg.DagsterRunStatus.FAILURE
    assert status_of(instance, own) is dg.DagsterRunStatus.STARTED


def test_a_run_from_after_it_is_not(instance):
    later = begin(instance, dg.DagsterRunStatus.STARTED)
    assert close_dead_runs(instance, None, datetime.now(UTC) - timedelta(minutes=1)) == 0
    assert status_of(instance, later) is dg.DagsterRunStatus.STARTED


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING])
def test_a_run_that_was_just_made_or_launched_is_given_time(instance, status):
    launched = begin(instance, status)
    now = datetime.now(UTC)
    assert close_dead_runs(instance, None, now + timedelta(seconds=1)) == 0
    assert status_of(instance, launched) is status
    assert close_dead_runs(instance, None, now + timedelta(minutes=6)) == 1
    assert status_of(instance, launched) is dg.DagsterRunStatus.FAILURE


def test_a_run_in_dagster_holds_the_lock_from_its_first_step_to_its_last(settings):
    """Another process cannot come in between two steps."""
    held = []

    @dg.op(required_resource_keys={"warehouse_lock"}, ins={"before": dg.In(dg.Nothing)})
    def look() -> None:
        held.append(is_held(settings))

    @dg.op(required_resource_keys={"warehouse_lock"})
    def first() -> None:
        held.append(is_held(settings))

    @dg.job(resource_defs={"warehouse_lock": lock_resource(settings)}, executor_def=dg.in_process_executor)
    def night() -> None:
        look(first())

    assert night.execute_in_process().success
    assert held == [True, True]
    assert not is_held(settings)


def test_the_command_may_hold_it_too(settings):
    with run_lock(settings), dg.build_resources({"warehouse_lock": lock_resource(settings)}):
        assert is_held(settings)
    assert not is_held(settings)
