"""The lock over a whole run in Dagster, from its first step to its last.

Belongs here: taking the lock when a run begins, and closing the runs that died. Does not belong here: the lock itself
(run_lock.py).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import dagster as dg

from orchestration.assets.run_lock import held_since, run_lock
from orchestration.refusal import Refusal
from orchestration.settings import Settings

# What a run that was killed looks like in Dagster for ever, unless somebody says otherwise.
_LOOKS_ALIVE = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
# One that was made or launched has no process yet, and asks for the lock when it has; only much later is it dead.
_LOOKS_LAUNCHED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING]
_LAUNCHED_BY_NOW = timedelta(minutes=5)


def lock_resource(settings: Settings) -> dg.ResourceDefinition:
    """A resource that is the lock: taken once a run (the executor is in-process), given back at its end."""

    @dg.resource(description="Holds the warehouse for the whole run: one run at a time.")
    def warehouse_lock(context: dg.InitResourceContext) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(run_lock(settings, f"Dagster run {context.run_id}"))
            except Refusal as refusal:  # held by another, or a rotation of keys that cannot be finished
                raise dg.Failure(
                    description=str(refusal), metadata={"exit_code": refusal.exit_code}, allow_retries=False
                ) from None
            if context.instance is not None:
                close_dead_runs(context.instance, context.run_id, held_since(settings))
            yield None

    return warehouse_lock


def close_dead_runs(instance: dg.DagsterInstance, own_run_id: str | None, held_since: datetime) -> int:
    """Tell Dagster of runs that were killed. Whoever holds the lock knows that no run from before is alive."""
    filters = (
        dg.RunsFilter(statuses=_LOOKS_ALIVE, created_before=held_since),
        dg.RunsFilter(statuses=_LOOKS_LAUNCHED, created_before=held_since - _LAUNCHED_BY_NOW),
    )
    dead = [run for each in filters for run in instance.get_runs(filters=each) if run.run_id != own_run_id]
    for run in dead:
        instance.report_run_failed(run, message="The process of this run ended before the run did.")
    return len(dead)
