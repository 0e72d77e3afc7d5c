"""Zone risk: everybody's score, between the intermediate tables and the marts, and the gate that takes it or does not.

A closed gate RISK stops nothing: the scores of the last publication stay, with their date, and all else is published.
Does not belong here: a score (risk), or what is expected of it (expectations/gates/risk.yml).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.assets.build import working_build
from orchestration.assets.gates import ask_gate, check_name
from orchestration.assets.progress import Noted
from orchestration.assets.run_tables import rows_of, table_spec
from orchestration.assets.step import RUN_RESOURCE, step
from orchestration.assets.warehouse import Warehouse
from orchestration.risk.nightly import keep, propose, take

ZONE = "RISK"
SCORES = dg.AssetKey(["risk", "person_scores"])
_TABLES = (
    SCORES,
    *(dg.AssetKey(["risk", name]) for name in ("reasons", "year_ago_scores", "performance", "band_history")),
)
_READ = tuple(
    dg.AssetKey(["intermediate", name])
    for name in ("int_risk__features", "int_risk__outcomes", "int_risk__population", "int_condition__summary")
)


def risk_asset(warehouse: Warehouse, manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The tables of schema risk, and the gate RISK as a check that does not block."""

    @dg.multi_asset(
        name="risk",
        specs=[table_spec(manifest, key, deps=_READ, owner="team:analytics") for key in _TABLES],
        check_specs=[
            dg.AssetCheckSpec(
                check_name(ZONE),
                asset=SCORES,
                blocking=False,
                description="The gate RISK is open: last year's people fared as the model says, and it knows these.",
            )
        ],
        required_resource_keys={RUN_RESOURCE},
    )
    def risk(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        settings = warehouse.settings
        with step(warehouse, context.run_id, "risk.person_scores", "Scoring the risk of emergency admission") as notes:
            working_build(settings, context.run_id, remade_from=ZONE)
            proposed = propose(settings)
            notes.rows_count = proposed.people
            for sentence in proposed.sentences:
                warehouse.tell(Noted(sentence))
        with step(warehouse, context.run_id, "gate.risk", "Asking the gate RISK") as notes:
            outcome = ask_gate(warehouse, ZONE, context.run_id, notes)
            if proposed.people and outcome.is_green:
                take(settings)
            else:
                _keep(warehouse, f"The new risk scores are not taken. {outcome.sentence}" if proposed.people else None)
            rows = rows_of(settings, _TABLES)
        for key in _TABLES:
            yield dg.MaterializeResult(asset_key=key, metadata={"model": proposed.model_id or "none", **rows[key]})
        yield dg.AssetCheckResult(
            asset_key=SCORES,
            check_name=check_name(ZONE),
            passed=outcome.is_green,
            severity=dg.AssetCheckSeverity.WARN,
            description=None if outcome.is_green else outcome.sentence,
        )

    return risk


def _keep(warehouse: Warehouse, sentence: str | None) -> None:
    kept_from = keep(warehouse.settings)
    if sentence is not None:
        warehouse.tell(Noted(sentence))
    if kept_from is not None:
        warehouse.tell(Noted(f"The risk scores that stand are those of {kept_from}."))
