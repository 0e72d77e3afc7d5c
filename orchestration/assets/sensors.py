"""The inbox is looked at: new files that have stopped growing ask for a run.

Does not belong here: reading a file.
"""

from hashlib import sha256
from pathlib import Path

import dagster as dg

from orchestration.assets.arrivals import new_files
from orchestration.assets.jobs import NIGHTLY
from orchestration.assets.partitions import EVERYTHING_NEW, range_tags
from orchestration.assets.run_lock import is_held
from orchestration.assets.warehouse import Warehouse
from orchestration.refusal import Refusal

# A file that is still being copied has another size at the next look.
LOOK_EVERY_SECONDS = 120


def inbox_sensor(warehouse: Warehouse) -> dg.SensorDefinition:
    """Ask for a run when files are there that the lake does not know."""
    running = warehouse.settings.nightly_on

    @dg.sensor(
        name="inbox",
        job_name=NIGHTLY,
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING if running else dg.DefaultSensorStatus.STOPPED,
        description="New extracts in the inbox ask for a run, once they have stopped growing.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            found = new_files(warehouse)
        except Refusal as refusal:
            return dg.SkipReason(str(refusal))
        if not found:
            return dg.SkipReason("Nothing new lies in the inbox.")
        state = fingerprint(found)
        if context.cursor != state:
            told = "1 new file is arriving." if len(found) == 1 else f"{len(found)} new files are arriving."
            return dg.SensorResult(skip_reason=told, cursor=state)
        if is_held(warehouse.settings):
            return dg.SkipReason("A run holds the warehouse; the new files wait for its end.")
        request = dg.RunRequest(run_key=state, tags=EVERYTHING_NEW | range_tags(found.values()))
        return dg.SensorResult(run_requests=[request], cursor=state)

    return inbox


def fingerprint(files: dict[Path, str]) -> str:
    """Names and sizes, as one short text: the same files ask for a run once."""
    sizes = []
    for path in sorted(files):
        try:
            sizes.append(f"{path.name}|{path.stat().st_size}")
        except OSError:
            continue  # moved away since it was listed
    return sha256("\n".join(sizes).encode()).hexdigest()
