"""Zone published: the release, when every gate before it is open.

Does not belong here: writing a published file (publish).
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.assets.build import working_build
from orchestration.assets.progress import Published
from orchestration.assets.step import RETRY, RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.publish import publish

RELEASE = dg.AssetKey(["published", "release"])


def release_asset(warehouse: Warehouse, tables: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The published files, made of these tables."""

    @dg.asset(
        key=RELEASE,
        group_name="published",
        deps=list(tables),
        description="The published files and release.json: replaced whole, or left as they were.",
        owners=["team:information-governance"],
        kinds={"duckdb", "parquet"},
        retry_policy=RETRY,
        required_resource_keys={RUN_RESOURCE},
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        settings = warehouse.settings
        with step(warehouse, context.run_id, "published.release", "Publishing") as notes:
            made = publish(settings, warehouse.contracts, working_build(settings, context.run_id))
            warehouse.tell(Published(made))
            notes.rows_count = None
        return dg.MaterializeResult(metadata={"published": dg.MetadataValue.path(str(settings.published_dir))})

    return release
