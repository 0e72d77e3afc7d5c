"""One night in this process: the nightly job from its first step to its last, and what became of it.

Belongs here: starting the job, and the sentence and exit code of how it ended. Does not belong here: how that is shown.
"""

import io
import logging
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field

import dagster as dg

from orchestration.assets.arrivals import new_files
from orchestration.assets.error_log import OUR_ERROR, refusal_of, write_error
from orchestration.assets.instance import open_instance
from orchestration.assets.jobs import NIGHTLY
from orchestration.assets.partitions import EVERYTHING_NEW, range_tags
from orchestration.assets.progress import GateAsked, Progress, StepStopped
from orchestration.assets.run_lock import run_lock
from orchestration.assets.warehouse import Warehouse
from orchestration.contracts import agreements_of
from orchestration.pseudonymise import key_ring

# Everything that a person should read is told by the steps; Dagster's own log stays in its instance.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class NightOutcome:
    """How a night ended. `sentence` says why when it did not end in a publication."""

    exit_code: int
    sentence: str | None = None


@dataclass
class Listener:
    """Passes on what is told, and remembers what stopped the night."""

    tell: Callable[[Progress], None]
    stopped: list[StepStopped] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def __call__(self, progress: Progress) -> None:
        if isinstance(progress, StepStopped):
            self.stopped.append(progress)
        if isinstance(progress, GateAsked) and not progress.outcome.is_green:
            self.closed.append(progress.outcome.sentence)
        self.tell(progress)


def run_night(warehouse: Warehouse, assemble: Callable[[Warehouse], dg.Definitions]) -> NightOutcome:
    """Run the nightly job under the lock. Refusals that come before the first step are raised."""
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    key_ring(warehouse.settings)  # without keys nothing may begin, whether or not something is new
    agreements_of(warehouse.settings, warehouse.contracts)  # nor with agreements that say nothing certain
    with run_lock(warehouse.settings, "careweave run"):
        listener = Listener(warehouse.tell)
        try:
            return _night(Warehouse(warehouse.settings, warehouse.contracts, listener), listener, assemble)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is not None:
                return NightOutcome(refusal.exit_code, str(refusal))
            path = write_error(warehouse.settings, error, "the run, outside its steps")
            return NightOutcome(
                OUR_ERROR,
                f"The run met an error of ours ({type(error).__name__}); what was published before still stands. "
                f"Where it happened, without any data: {path}",
            )


def _night(warehouse: Warehouse, listener: Listener, assemble: Callable[[Warehouse], dg.Definitions]) -> NightOutcome:
    tags = EVERYTHING_NEW | range_tags(new_files(warehouse).values())
    job = assemble(warehouse).resolve_job_def(NIGHTLY)
    # What libraries print there may quote values; and on a full disk Dagster says so for each of its own lines.
    with open_instance(warehouse.settings) as instance, redirect_stderr(io.StringIO()):
        result = job.execute_in_process(instance=instance, tags=tags, run_config=_QUIET, raise_on_error=False)
    if result.success:
        return NightOutcome(0)
    if listener.stopped:
        last = listener.stopped[-1]
        return NightOutcome(last.exit_code, last.sentence)
    if listener.closed:
        return NightOutcome(1, listener.closed[-1])
    where = ", ".join(event.step_key for event in result.get_step_failure_events()) or "no step"
    return NightOutcome(
        OUR_ERROR,
        f"The run met an error of ours around {where}; what was published before still stands. See it with: make ui",
    )
