"""Zone lake: one asset per feed, made from its contract.

Belongs here: what a feed looks like in Dagster. Does not belong here: reading a delivery (ingest), or what is decided
about one (deliveries.py asks).
"""

from collections.abc import Sequence
from datetime import timedelta

import dagster as dg

from orchestration.assets.deliveries_table import deliveries_table
from orchestration.assets.partitions import MONTHS, wanted_periods
from orchestration.assets.progress import DeliveryRead
from orchestration.assets.step import RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.contracts import Cadence, Contract
from orchestration.ingest import ingest_feed, verdicts

# Days between two files of a feed that keeps its rhythm; a feed that comes when it comes has no freshness.
_DAYS = {"week": 7, "month": 31, "quarter": 92, "year": 366}


def feed_key(feed: str) -> dg.AssetKey:
    """The asset of a feed; the view over its rows in force bears the same name in SQL."""
    return dg.AssetKey(["lake", feed])


def feed_assets(warehouse: Warehouse) -> Sequence[dg.AssetsDefinition]:
    """An asset per contract."""
    return [_feed_asset(warehouse, contract) for contract in warehouse.contracts.values()]


def _feed_asset(warehouse: Warehouse, contract: Contract) -> dg.AssetsDefinition:
    partitioned = (
        {"partitions_def": MONTHS, "backfill_policy": dg.BackfillPolicy.single_run()} if contract.is_partitioned else {}
    )

    @dg.asset(
        key=feed_key(contract.feed),
        group_name="lake",
        description=f"{contract.title}, as delivered and without identities. {contract.grain}.",
        owners=[f"team:{contract.owner}"],
        kinds={"csv", "parquet"},
        tags={"load": contract.load, "persons": "yes" if contract.identity else "no"},
        metadata={
            "standard": contract.standard,
            "contract": f"expectations/feeds/{contract.feed}.yml",
            "dagster/column_schema": _column_schema(contract),
        },
        freshness_policy=_freshness(contract.cadence),
        required_resource_keys={RUN_RESOURCE},
        **partitioned,
    )
    def feed_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        title = f"Reading {contract.title}"
        with step(warehouse, context.run_id, f"lake.{contract.feed}", title) as notes:
            manifests = ingest_feed(
                warehouse.settings,
                warehouse.contracts,
                contract.feed,
                periods=wanted_periods(context),
                progress=lambda manifest: warehouse.tell(DeliveryRead(manifest)),
            )
            notes.rows_count = sum(manifest.rows_loaded for manifest in manifests)
            known = verdicts(warehouse.settings, warehouse.contracts, contract.feed)
        return dg.MaterializeResult(
            metadata={
                "deliveries_read": len(manifests),
                "deliveries_in_force": sum(verdict.is_in_force for verdict in known),
                "rows_read": notes.rows_count,
                "dagster/row_count": sum(verdict.rows_loaded_count or 0 for verdict in known if verdict.is_in_force),
                "deliveries": dg.MetadataValue.md(deliveries_table(known)),
            }
        )

    return feed_asset


def _column_schema(contract: Contract) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.lake_type,
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=not column.is_required),
            )
            for column in contract.event_columns
        ]
    )


def _freshness(cadence: Cadence) -> dg.FreshnessPolicy | None:
    if cadence.expected_within_days is None:
        return None
    due = timedelta(days=_DAYS[cadence.every] + cadence.expected_within_days)
    return dg.FreshnessPolicy.time_window(fail_window=due, warn_window=timedelta(days=_DAYS[cadence.every]))
