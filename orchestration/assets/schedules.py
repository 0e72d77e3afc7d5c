"""The night: one run at 02:00, when the day's extracts are in and nobody queries.

Does not belong here: what runs (jobs.py).
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.arrivals import new_files
from orchestration.assets.jobs import NIGHTLY
from orchestration.assets.partitions import EVERYTHING_NEW, range_tags
from orchestration.assets.warehouse import Warehouse
from orchestration.refusal import Refusal

CRON = "0 2 * * *"
TIMEZONE = "Europe/London"


def nightly_schedule(warehouse: Warehouse) -> dg.ScheduleDefinition:
    """Every night, whether or not something arrived: opt-outs take effect, and months close."""

    @dg.schedule(
        name="nightly",
        job_name=NIGHTLY,
        cron_schedule=CRON,
        execution_timezone=TIMEZONE,
        default_status=_status(warehouse),
        description="The whole pipeline at 02:00, Europe/London.",
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        try:
            periods = new_files(warehouse).values()
        except Refusal:
            periods = []  # the run itself says what is wrong with the inbox, and its failure is told
        yield dg.RunRequest(
            run_key=context.scheduled_execution_time.isoformat(), tags=EVERYTHING_NEW | range_tags(periods)
        )

    return nightly


def _status(warehouse: Warehouse) -> dg.DefaultScheduleStatus:
    return dg.DefaultScheduleStatus.RUNNING if warehouse.settings.nightly_on else dg.DefaultScheduleStatus.STOPPED
