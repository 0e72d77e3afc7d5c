"""What Dagster is told of the tables that the Python steps leave, in the words of the dbt sources that read them.

Belongs here: from a source of models/intermediate/_sources.yml to the spec of an asset. Does not belong here: which
step makes which table (deliveries.py, identity.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.row_counts import row_counts
from orchestration.settings import Settings


def table_spec(
    manifest: Mapping[str, Any],
    key: dg.AssetKey,
    *,
    deps: Iterable[dg.AssetKey],
    owner: str,
    skippable: bool = False,
) -> dg.AssetSpec:
    """The asset of a table, as its source describes it."""
    schema, name = key.path
    source = manifest["sources"][f"source.careweave.{schema}.{name}"]
    columns = [
        dg.TableColumn(name=column["name"], type=column["data_type"], description=column["description"])
        for column in source["columns"].values()
    ]
    return dg.AssetSpec(
        key,
        deps=deps,
        group_name=schema,
        description=source["description"],
        owners=[owner],
        kinds={"duckdb"},
        metadata={"dagster/column_schema": dg.TableSchema(columns=columns)},
        skippable=skippable,
    )


def rows_of(settings: Settings, keys: Iterable[dg.AssetKey]) -> dict[dg.AssetKey, dict[str, int]]:
    """How many rows each of these tables has in the build, as Dagster wants to be told."""
    counts = row_counts(settings)
    return {key: {"dagster/row_count": counts[*key.path]} if (*key.path,) in counts else {} for key in keys}
