"""The jobs: the whole night, and the part of it after the lake.

Does not belong here: when they run (schedules.py, sensors.py).
"""

import dagster as dg

from orchestration.assets.deliveries import ZONE
from orchestration.assets.feeds import feed_key
from orchestration.assets.gates import check_name
from orchestration.assets.hooks import tell_failure
from orchestration.assets.partitions import EVERYTHING_NEW
from orchestration.assets.warehouse import Warehouse

NIGHTLY = "nightly"
REBUILD = "rebuild"


def jobs(warehouse: Warehouse) -> list[object]:
    """Both jobs; a failure of either is told."""
    hooks = {tell_failure(warehouse.settings)}
    feed_gates = dg.AssetSelection.checks(
        *(dg.AssetCheckKey(feed_key(feed), check_name(ZONE)) for feed in warehouse.contracts)
    )
    feeds = dg.AssetSelection.assets(*(feed_key(feed) for feed in warehouse.contracts))
    return [
        dg.define_asset_job(
            NIGHTLY,
            selection=dg.AssetSelection.all(),
            description="From the inbox to the published files: read what is new, link, build, ask the gates, publish.",
            tags=EVERYTHING_NEW,
            hooks=hooks,
            executor_def=dg.in_process_executor,
        ),
        dg.define_asset_job(
            REBUILD,
            selection=(dg.AssetSelection.all() - feeds) | feed_gates,
            description="Decide anew what is in force and build and publish from the lake, without reading the inbox.",
            hooks=hooks,
            executor_def=dg.in_process_executor,
        ),
    ]
