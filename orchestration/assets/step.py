"""What surrounds every step: the lock, the ledger, and a sentence instead of a traceback.

Belongs here: turning whatever a step raises into a Dagster failure that says what is wrong and whether trying again can
help. Does not belong here: what a step does.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.error_log import OUR_ERROR, refusal_of, write_error
from orchestration.assets.ledger import StepTime, write_step
from orchestration.assets.progress import StepBegun, StepEnded, StepStopped
from orchestration.assets.run_lock import run_lock
from orchestration.assets.warehouse import Warehouse
from orchestration.gates import GateError

# A reader that has the file open for a moment, a file system that answers late: gone in seconds, or not at all.
RETRY = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
_PASSING = {errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ESTALE, errno.ETIMEDOUT, errno.ETXTBSY}
RUN_RESOURCE = "warehouse_lock"


@dataclass
class StepNotes:
    """What a step notes about itself for the ledger."""

    rows_count: int | None = None


class Stopped(Exception):
    """A step says in a sentence why it cannot go on; the exit code says whose matter that is."""

    def __init__(self, sentence: str, exit_code: int = 1, may_pass: bool = False) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
        self.may_pass = may_pass


@contextmanager
def step(warehouse: Warehouse, run_id: str, name: str, title: str) -> Iterator[StepNotes]:
    """Run a step under the lock, time it, and tell how it went."""
    notes = StepNotes()
    started_at, start = datetime.now(UTC), time.monotonic()
    warehouse.tell(StepBegun(name, title))
    try:
        with run_lock(warehouse.settings):
            yield notes
    except Exception as error:
        stopped = _stopped(warehouse, error, name)
        seconds = time.monotonic() - start
        _write(warehouse, StepTime(run_id, name, started_at, round(seconds, 3), None, str(stopped)))
        warehouse.tell(StepStopped(name, str(stopped), stopped.exit_code))
        # From None: Dagster keeps the messages of causes in its event log, and those may quote values.
        raise dg.Failure(
            description=str(stopped),
            metadata={"exit_code": stopped.exit_code},
            allow_retries=stopped.may_pass,
        ) from None
    seconds = time.monotonic() - start
    _write(warehouse, StepTime(run_id, name, started_at, round(seconds, 3), notes.rows_count))
    warehouse.tell(StepEnded(name, seconds, notes.rows_count))


def _stopped(warehouse: Warehouse, error: Exception, name: str) -> Stopped:
    if isinstance(error, Stopped):
        return error
    refusal = refusal_of(error)
    if refusal is not None:
        return Stopped(str(refusal), refusal.exit_code)
    if isinstance(error, GateError):
        return Stopped(str(error))
    path = write_error(warehouse.settings, error, f"step {name}")
    return Stopped(
        f"The step {name} met an error of ours ({type(error).__name__}); what was published before still stands. "
        f"Where it happened, without any data: {path}",
        OUR_ERROR,
        _may_pass(error),
    )


def _may_pass(error: Exception) -> bool:
    """Whether the same again, a little later, can end differently."""
    if isinstance(error, OSError):
        return error.errno in _PASSING
    return type(error).__name__ == "IOException" and "lock" in str(error).lower()


def _write(warehouse: Warehouse, line: StepTime) -> None:
    try:
        write_step(warehouse.settings, line)
    except OSError as error:
        refusal = refusal_of(error)
        sentence = str(refusal) if refusal else "The run-time ledger (ops/run_times.jsonl) could not be written."
        raise dg.Failure(description=sentence, metadata={"exit_code": 1}, allow_retries=False) from None
