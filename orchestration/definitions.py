"""The one assembly: everything that Dagster knows of this warehouse.

Belongs here: putting the parts together, once, from the settings. Does not belong here: any part.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.assets.dbt import DBT_RESOURCE, ZONE_BUILDS, dbt_resource, zone_assets
from orchestration.assets.deliveries import deliveries_asset
from orchestration.assets.feeds import feed_assets
from orchestration.assets.gates import gate_checks
from orchestration.assets.identity import identity_asset, identity_gate
from orchestration.assets.jobs import jobs
from orchestration.assets.lock_resource import lock_resource
from orchestration.assets.manifest import prepared_manifest
from orchestration.assets.publish import release_asset
from orchestration.assets.risk import risk_asset
from orchestration.assets.schedules import nightly_schedule
from orchestration.assets.sensors import inbox_sensor
from orchestration.assets.step import RUN_RESOURCE
from orchestration.assets.warehouse import Warehouse
from orchestration.contracts import load_contracts
from orchestration.settings import Settings, load_settings


def build_definitions(settings: Settings) -> dg.Definitions:
    """The definitions of the warehouse that these settings describe."""
    return assemble(Warehouse(settings, load_contracts()))


def assemble(warehouse: Warehouse, manifest: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The definitions of a warehouse, telling whom it says; the models are those of the manifest."""
    manifest = manifest or prepared_manifest(warehouse.settings)
    zones = {zone: zone_assets(warehouse, zone, manifest) for zone in ZONE_BUILDS}
    published = [key for zone, models in zones.items() if zone.name in ("marts", "open") for key in models.keys]
    return dg.Definitions(
        assets=[
            *feed_assets(warehouse),
            deliveries_asset(warehouse, manifest),
            identity_asset(warehouse, manifest),
            *zones.values(),
            risk_asset(warehouse, manifest),
            release_asset(warehouse, published),
        ],
        asset_checks=[
            identity_gate(warehouse),
            *(gate_checks(warehouse, zone.gate, sorted(models.keys)) for zone, models in zones.items()),
        ],
        jobs=jobs(warehouse),
        schedules=[nightly_schedule(warehouse)],
        sensors=[inbox_sensor(warehouse)],
        resources={RUN_RESOURCE: lock_resource(warehouse.settings), DBT_RESOURCE: dbt_resource(warehouse)},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the warehouse of the environment's settings."""
    return build_definitions(load_settings())
