"""Zone published: the release, when every gate before it is open.

Does not belong here: writing a published file (publish).
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.assets.build import working_build
from orchestration.assets.progress import Published
from orchestration.assets.step import RETRY, RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.contracts.markdown import table
from orchestration.publish import RELEASE_FILE, RELEASE_HOLDS, Release, publish
from orchestration.report import write_report
from orchestration.settings import Settings

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
        # A release is files, not a table: what it holds stands where a table shows its columns.
        metadata={"files": dg.MetadataValue.md(_files())},
        retry_policy=RETRY,
        required_resource_keys={RUN_RESOURCE},
    )
    def release(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        settings = warehouse.settings
        with step(warehouse, context.run_id, "published.release", "Publishing") as notes:
            run_id = working_build(settings, context.run_id)
            made = publish(settings, warehouse.contracts, run_id, write_report)
            warehouse.tell(Published(made))
            notes.rows_count = None
        return dg.MaterializeResult(metadata=_told(settings, made))

    return release


def _told(settings: Settings, made: Release) -> dict[str, object]:
    page = {"report": dg.MetadataValue.path(str(settings.published_dir / made.report))} if made.report else {}
    return page | {
        "published": dg.MetadataValue.path(str(settings.published_dir)),
        "release": dg.MetadataValue.path(str(settings.published_dir / RELEASE_FILE)),
        "as_of_date": str(made.as_of_date),
        "content_sha": made.content_sha,
        "deliveries_in_force": len(made.deliveries),
        "tables": len(made.tables),
        "dagster/row_count": sum(table.rows_count for table in made.tables),
        "rows": dg.MetadataValue.md(_rows(made)),
    }


def _files() -> str:
    return table(["File or folder", "Holds"], RELEASE_HOLDS.items())


def _rows(made: Release) -> str:
    rows = [(each.database, each.table, f"{each.rows_count:,}") for each in made.tables]
    return table(["Database", "Table", "Rows"], rows, numbers=["Rows"])
