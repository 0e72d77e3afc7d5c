"""The gates as Dagster shows them: blocking checks on the tables that they guard, with counts.

Belongs here: which assets a gate's checks stand on, and how an outcome becomes check results. Does not belong here:
what is expected (expectations/gates/), or how it is judged (gates).
"""

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from orchestration.assets.build import working_build
from orchestration.assets.progress import GateAsked
from orchestration.assets.step import RUN_RESOURCE, StepNotes, step
from orchestration.assets.warehouse import Warehouse
from orchestration.gates import GateOutcome, GateResult, run_gate


def check_name(zone: str) -> str:
    return f"gate_{zone.lower()}"


def check_specs(zone: str, keys: Iterable[dg.AssetKey]) -> list[dg.AssetCheckSpec]:
    """A blocking check of a zone's gate on each of these assets."""
    return [
        dg.AssetCheckSpec(
            check_name(zone),
            asset=key,
            blocking=True,
            description=f"The gate {zone} is open: what expectations/gates/ asks of {key.to_user_string()} is met.",
        )
        for key in sorted(keys)
    ]


def ask_gate(warehouse: Warehouse, zone: str, run_id: str, notes: StepNotes) -> GateOutcome:
    """Ask a gate about the build, and tell what it says."""
    outcome = run_gate(zone, warehouse.settings, working_build(warehouse.settings, run_id))
    notes.rows_count = len(outcome.results)
    warehouse.tell(GateAsked(outcome))
    return outcome


def gate_checks(warehouse: Warehouse, zone: str, keys: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One step that asks the gate of a zone, and says of each of its assets whether it may be built upon."""

    @dg.multi_asset_check(
        name=check_name(zone),
        specs=check_specs(zone, keys),
        description=f"Asks the gate {zone}; nothing after it runs when it is closed.",
        required_resource_keys={RUN_RESOURCE},
        can_subset=True,
    )
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        with step(warehouse, context.run.run_id, f"gate.{zone.lower()}", f"Asking the gate {zone}") as notes:
            outcome = ask_gate(warehouse, zone, context.run.run_id, notes)
        yield from check_results(outcome, keys, (key.asset_key for key in context.selected_asset_check_keys))

    return gate


def check_results(
    outcome: GateOutcome, guarded: Iterable[dg.AssetKey], selected: Iterable[dg.AssetKey]
) -> list[dg.AssetCheckResult]:
    """What the gate found, on each asset that is selected; what belongs to no guarded asset is said on the first."""
    names = {key.path[-1] for key in guarded}
    homeless = tuple(result for result in outcome.results if result.belongs_to not in names)
    return [
        _check_result(outcome, key, outcome.by_asset.get(key.path[-1], ()) + (homeless if number == 0 else ()))
        for number, key in enumerate(sorted(selected))
    ]


def _check_result(outcome: GateOutcome, key: dg.AssetKey, results: tuple[GateResult, ...]) -> dg.AssetCheckResult:
    unmet = [result for result in results if result.is_blocking and not result.is_met]
    warnings = [result for result in results if not result.is_blocking and not result.is_met]
    told = [f"- {'closes' if result.is_blocking else 'warns'}: {result.told}" for result in (*unmet, *warnings)]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=check_name(outcome.zone),
        passed=not unmet,
        severity=dg.AssetCheckSeverity.ERROR,
        description=outcome.sentence if unmet else None,
        metadata={
            "gate": outcome.zone,
            "expectations": len(results),
            "unmet": len(unmet),
            "warnings": len(warnings),
            **({"told": dg.MetadataValue.md("\n".join(told))} if told else {}),
        },
    )
