"""A gate's outcome as checks: each asset is told its own part, and nothing is lost between them."""

from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.gates import check_results
from orchestration.gates import GateOutcome, GateResult

APC, ECDS = dg.AssetKey(["lake", "apc"]), dg.AssetKey(["lake", "ecds"])


def a_result(belongs_to: str, *, is_met: bool = True, is_blocking: bool = True) -> GateResult:
    return GateResult(
        profile_name="deliveries",
        subject=f"{belongs_to}_2024-05",
        belongs_to=belongs_to,
        expectation="counts_add_up",
        column_name="unexplained_rows_count",
        is_blocking=is_blocking,
        is_met=is_met,
        observed_value="3",
        sentence="Every row received is loaded or quarantined.",
    )


def results(*found: GateResult, selected=(APC, ECDS)) -> dict[str, dg.AssetCheckResult]:
    outcome = GateOutcome(run_id="r", zone="FEEDS", title="what arrived", checked_at=datetime.now(UTC), results=found)
    return {check.asset_key.path[-1]: check for check in check_results(outcome, (APC, ECDS), selected)}


def test_each_asset_is_told_its_own_part():
    checks = results(a_result("apc"), a_result("apc", is_met=False), a_result("ecds"))
    assert not checks["apc"].passed and checks["ecds"].passed
    assert checks["apc"].metadata["unmet"].value == 1
    assert checks["ecds"].metadata["expectations"].value == 1
    assert "3" in checks["apc"].metadata["told"].value


def test_what_belongs_to_no_asset_is_told_on_the_first_and_closes():
    checks = results(a_result("deliveries", is_met=False), a_result("ecds"))
    assert not checks["apc"].passed and checks["ecds"].passed


def test_a_feed_that_was_not_asked_about_says_nothing_here():
    checks = results(a_result("apc", is_met=False), a_result("ecds"), selected=(ECDS,))
    assert checks["ecds"].passed
    assert list(checks) == ["ecds"]


def test_a_warning_closes_nothing_and_is_told():
    checks = results(a_result("apc", is_met=False, is_blocking=False), a_result("ecds"))
    assert checks["apc"].passed
    assert checks["apc"].metadata["warnings"].value == 1
    assert "warns" in checks["apc"].metadata["told"].value
