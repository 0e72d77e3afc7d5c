"""How dbt's nodes are called in Dagster: asset key = [schema, table] = SQL name; group = zone.

Does not belong here: running anything.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

_OWNERS = {
    "staging": "team:data-engineering",
    "intermediate": "team:data-engineering",
    "seeds": "team:data-engineering",
    "marts": "team:analytics",
    "care": "team:direct-care",
    "open": "team:information-governance",
}


class ZoneTranslator(DagsterDbtTranslator):
    """Names, groups and owners by the house's rules."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_asset_checks=False))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        props = dbt_resource_props
        if props["resource_type"] == "source":
            return dg.AssetKey([props["source_name"], props["name"]])
        return dg.AssetKey([props["schema"], props.get("alias") or props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return dbt_resource_props["schema"]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return dbt_resource_props["description"]  # without the SQL, which stands in its file

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        owner = _OWNERS.get(dbt_resource_props["schema"])
        return [owner] if owner else []
