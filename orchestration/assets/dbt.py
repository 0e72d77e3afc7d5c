"""Zones staging, marts and open: dbt's models as assets, in the three builds of a night.

Belongs here: which models belong to which build, and telling Dagster what came of them. Does not belong here: how dbt
is run (dbt_process.py), or what a model does (models/).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.assets.build import working_build
from orchestration.assets.dbt_process import DbtOutcome, DbtProcess, NodeResult
from orchestration.assets.ledger import load_into_build
from orchestration.assets.progress import ModelsBuilt
from orchestration.assets.row_counts import row_counts
from orchestration.assets.step import RETRY, RUN_RESOURCE, Stopped, step
from orchestration.assets.translator import ZoneTranslator
from orchestration.assets.warehouse import Warehouse
from orchestration.risk.nightly import write_feature_groups

# Unit tests prove a model, not a night's data; they run in make test.
EXCLUDE = "resource_type:unit_test"
TOLD = 5
DBT_RESOURCE = "dbt"


@dataclass(frozen=True)
class ZoneBuild:
    """One of the dbt builds of a night; `gate` is the one that is asked when it is done."""

    name: str
    select: str
    title: str
    gate: str


ZONE_BUILDS = (
    ZoneBuild("staging", "staging intermediate resource_type:seed", "Building staging and intermediate", "STAGING"),
    ZoneBuild("marts", "marts", "Building the marts", "MARTS"),
    ZoneBuild("open", "open", "Building the open tables", "PUBLISHED"),
)


def dbt_resource(warehouse: Warehouse) -> dg.ResourceDefinition:
    """A resource that is dbt's process: one for all builds of a run."""

    @dg.resource(description="dbt, in a process of its own, for all builds of a run.")
    def dbt(_: dg.InitResourceContext) -> Iterator[DbtProcess]:
        process = DbtProcess(warehouse.settings)
        try:
            process.begin()
            yield process
        finally:
            process.close()

    return dbt


def zone_assets(warehouse: Warehouse, zone: ZoneBuild, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The models of one build."""
    translator = ZoneTranslator()

    @dbt_assets(
        manifest=manifest,
        name=f"dbt_{zone.name}",
        select=zone.select,
        exclude=EXCLUDE,
        dagster_dbt_translator=translator,
        retry_policy=RETRY,
        required_resource_keys={RUN_RESOURCE, DBT_RESOURCE},
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        keys = {
            unique_id: translator.get_asset_key(props)
            for unique_id, props in manifest["nodes"].items()
            if props["resource_type"] in ("model", "seed")
        }
        with step(warehouse, context.run_id, f"dbt.{zone.name}", zone.title) as notes:
            working_build(warehouse.settings, context.run_id, remade_from=zone.gate)
            if zone.name == "staging":
                # Features that there is no legal basis for are not read.
                write_feature_groups(warehouse.settings)
            if zone.name == "marts":
                # The steps so far: mart_quality__run_times shows this night up to here, and earlier ones whole.
                load_into_build(warehouse.settings)
            outcome = context.resources.dbt.run(
                ["build", *_selection(context, keys, zone), "--exclude", *EXCLUDE.split()],
                progress=lambda done, total: warehouse.tell(ModelsBuilt(zone.name, done, total)),
            )
            if not outcome.is_good:
                raise _stopped(zone, outcome)
            built = {keys[result.unique_id]: result for result in outcome.results if result.unique_id in keys}
            counts = row_counts(warehouse.settings)
            notes.rows_count = sum(counts.get(tuple(key.path), 0) for key in built)
        # In the order in which dbt finished them, which is the order of what depends on what.
        for key in (key for key in built if key in context.selected_asset_keys):
            rows = counts.get(tuple(key.path))
            told = {} if rows is None else {"dagster/row_count": rows}
            yield dg.MaterializeResult(asset_key=key, metadata=told | {"seconds": built[key].seconds})

    return models


def _selection(context: dg.AssetExecutionContext, keys: Mapping[str, dg.AssetKey], zone: ZoneBuild) -> list[str]:
    if not context.is_subset:
        return ["--select", *zone.select.split()]
    return ["--select", *(uid.split(".")[2] for uid, key in sorted(keys.items()) if key in context.selected_asset_keys)]


def _stopped(zone: ZoneBuild, outcome: DbtOutcome) -> Stopped:
    """What went wrong, as a sentence, and whose matter it is."""
    bad = [result for result in outcome.results if result.reason]
    if not bad:
        return Stopped(f"dbt could not begin to build {zone.name}. See what is wrong with: make parse", 3)
    outside = [result for result in bad if not result.is_ours]
    ours = [result for result in bad if result.is_ours]
    told = "; ".join(_told(result) for result in (ours or outside)[:TOLD])
    more = len(ours or outside) - TOLD
    rest = f"; and {more} more" if more > 0 else ""
    return Stopped(
        f"Building {zone.name} stopped: {told}{rest}. What was published before still stands.", 3 if ours else 1
    )


def _told(result: NodeResult) -> str:
    return f"{result.name}: {(result.reason or '').removesuffix('.')}"
