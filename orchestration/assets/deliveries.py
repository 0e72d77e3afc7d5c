"""Between lake and warehouse: what is in force of all that arrived, and the gate FEEDS on every feed.

Belongs here: opening the build, and the checks that need it open. Does not belong here: the fold that decides
(ingest), or what the gate expects (expectations/gates/feeds.yml).
"""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from orchestration.assets.feeds import feed_key
from orchestration.assets.gates import ask_gate, check_results, check_specs
from orchestration.assets.progress import DeliveryRead, Noted, VerdictsGiven
from orchestration.assets.step import RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.ingest import ingest_unrecognised, open_build, scan_inbox

ZONE = "FEEDS"
# The small tables that a build opens with, beside the views over the rows in force.
_TABLES = {
    ("lake", "deliveries"): "One row per delivery known: what it is, what was decided about it, and why.",
    ("lake", "quarantine"): "One row per row that was not loaded, under the rule that it broke; never its values.",
    ("lake", "delivery_warnings"): "One row per delivery and rule that warned, with how many rows.",
    ("lake", "delivery_completeness"): "One row per delivery and column, with how many rows have a value.",
    ("lake", "superseded_keys"): "One row per row left out because a newer file in force has its key.",
    ("lake", "feeds"): "One row per feed: whether it is required, how it loads, whether it is about persons.",
    ("lake", "identities"): "One row per identity and delivery in force, with how many rows bear it.",
    ("ops", "reporting_date"): "One row: the run, the reporting date, and the moment as known at.",
}
DELIVERIES = dg.AssetKey(["lake", "deliveries"])


def deliveries_asset(warehouse: Warehouse) -> dg.AssetsDefinition:
    """The tables of deliveries, and a blocking check on every feed.

    The checks are part of this step because a feed's gate is a question about what is in force, and that is known once
    the build is open. Asked for a feed alone, the build is opened and only that feed's check is told.
    """
    feeds = [feed_key(feed) for feed in warehouse.contracts]

    @dg.multi_asset(
        name="deliveries",
        specs=[
            dg.AssetSpec(list(key), deps=feeds, group_name=key[0], description=text, skippable=True, kinds={"duckdb"})
            for key, text in _TABLES.items()
        ],
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
            warehouse.tell(VerdictsGiven(tuple(build.verdicts)))
        statuses = Counter(verdict.status_code for verdict in build.verdicts)
        for key in sorted(context.selected_asset_keys):
            told = {"deliveries": len(build.verdicts), **{code.lower(): count for code, count in statuses.items()}}
            about = {"reporting_date": str(build.as_of_date)} if key.path[0] == "ops" else told
            yield dg.MaterializeResult(asset_key=key, metadata=about)
        if context.selected_asset_check_keys:
            with step(warehouse, context.run_id, "gate.feeds", "Asking the gate FEEDS") as notes:
                outcome = ask_gate(warehouse, ZONE, context.run_id, notes)
            yield from check_results(outcome, feeds, (key.asset_key for key in context.selected_asset_check_keys))

    return deliveries
