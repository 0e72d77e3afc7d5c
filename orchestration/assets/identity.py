"""Zone identity: who is who, and the gate after it.

Does not belong here: a pass, the vault, or anything that could open it (identity).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.build import working_build
from orchestration.assets.deliveries import DELIVERIES
from orchestration.assets.feeds import feed_key
from orchestration.assets.gates import gate_checks
from orchestration.assets.progress import Linked
from orchestration.assets.run_tables import rows_of, table_spec
from orchestration.assets.step import RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.identity import link

PERSON_MAP = dg.AssetKey(["identity", "person_map"])
_TABLES = (
    PERSON_MAP,
    *(
        dg.AssetKey(["identity", table])
        for table in (
            *("objected_links", "summary", "made_with", "link_errors", "link_error_rates"),
            *("identity_history", "nights", "supersessions"),
        )
    ),
)


def identity_asset(warehouse: Warehouse, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The map from an identity as received to a person."""
    feeds = [feed_key(feed) for feed, contract in warehouse.contracts.items() if contract.identity]

    @dg.multi_asset(
        name="identity",
        specs=[table_spec(manifest, key, deps=[*feeds, DELIVERIES], owner="team:identity") for key in _TABLES],
        required_resource_keys={RUN_RESOURCE},
    )
    def person_map(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        with step(warehouse, context.run_id, "identity.person_map", "Linking identities to people") as notes:
            build = working_build(warehouse.settings, context.run_id, remade_from="IDENTITY")
            summary = link(warehouse.settings, warehouse.contracts, build)
            notes.rows_count = sum(summary.links.values())
            rows = rows_of(warehouse.settings, _TABLES)
            warehouse.tell(Linked(summary))
        told = {
            "rows_linked": notes.rows_count,
            "people": summary.people,
            "opt_outs_reaching_nobody": summary.unreached_opt_outs,
            "supersession_cycles": summary.supersession_cycles,
            **{f"links/{method.lower()}": count for method, count in summary.links.items()},
            **{f"changes/{event.lower()}": count for event, count in summary.changes.events.items()},
            "identities_in_review": summary.in_review,
        }
        for key in _TABLES:
            yield dg.MaterializeResult(asset_key=key, metadata=told | rows[key])

    return person_map


def identity_gate(warehouse: Warehouse) -> dg.AssetChecksDefinition:
    """The gate IDENTITY."""
    return gate_checks(warehouse, "IDENTITY", [PERSON_MAP])
