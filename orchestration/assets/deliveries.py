"""Between lake and warehouse: what is in force of all that arrived, and the gate FEEDS on every feed.

Belongs here: opening the build, and the checks that need it open. Does not belong here: the fold that decides
(ingest), or what the gate expects (expectations/gates/feeds.yml).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.feeds import feed_key
from orchestration.assets.gates import ask_gate, check_results, check_specs
from orchestration.assets.progress import DeliveryRead, Noted, VerdictsGiven
from orchestration.assets.run_tables import rows_of, table_spec
from orchestration.assets.step import RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.ingest import ingest_unrecognised, open_build, scan_inbox

ZONE = "FEEDS"
DELIVERIES = dg.AssetKey(["lake", "deliveries"])
# The small tables that a build opens with, beside the views over the rows in force.
_TABLES = (
    DELIVERIES,
    dg.AssetKey(["lake", "quarantine"]),
    dg.AssetKey(["lake", "delivery_warnings"]),
    dg.AssetKey(["lake", "delivery_completeness"]),
    dg.AssetKey(["lake", "superseded_keys"]),
    dg.AssetKey(["lake", "feeds"]),
    dg.AssetKey(["lake", "permitted_uses"]),
    dg.AssetKey(["lake", "sightings"]),
    dg.AssetKey(["lake", "identities"]),
    dg.AssetKey(["ops", "reporting_date"]),
)


def deliveries_asset(warehouse: Warehouse, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The tables of deliveries, and a blocking check on every feed.

    The checks are part of this step because a feed's gate is a question about what is in force, and that is known once
    the build is open. Asked for a feed alone, the build is opened and only that feed's check is told.
    """
    feeds = [feed_key(feed) for feed in warehouse.contracts]

    @dg.multi_asset(
        name="deliveries",
        specs=[table_spec(manifest, key, deps=feeds, owner="team:data-engineering", skippable=True) for key in _TABLES],
        check_specs=check_specs(ZONE, feeds),
        required_resource_keys={RUN_RESOURCE},
        can_subset=True,
        allow_arbitrary_check_specs=True,
    )
    def deliveries(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        settings, contracts = warehouse.settings, warehouse.contracts
        with step(warehouse, context.run_id, "lake.deliveries", "Deciding what is in force") as notes:
            for manifest in ingest_unrecognised(settings, contracts):
                warehouse.tell(DeliveryRead(manifest))
            for sentence in scan_inbox(settings, contracts).not_files:
                warehouse.tell(Noted(sentence))
            build = open_build(settings, contracts, context.run_id)
            notes.rows_count = len(build.verdicts)
            rows = rows_of(settings, _TABLES)
            warehouse.tell(VerdictsGiven(tuple(build.verdicts)))
        statuses = Counter(verdict.status_code for verdict in build.verdicts)
        for key in sorted(context.selected_asset_keys):
            told = {"deliveries": len(build.verdicts), **{code.lower(): count for code, count in statuses.items()}}
            about = {"reporting_date": str(build.as_of_date)} if key.path[0] == "ops" else told
            yield dg.MaterializeResult(asset_key=key, metadata=about | rows[key])
        if context.selected_asset_check_keys:
            with step(warehouse, context.run_id, "gate.feeds", "Asking the gate FEEDS") as notes:
                outcome = ask_gate(warehouse, ZONE, context.run_id, notes)
            yield from check_results(outcome, feeds, (key.asset_key for key in context.selected_asset_check_keys))

    return deliveries
