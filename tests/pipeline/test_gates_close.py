"""Each gate closes in a whole night: nothing after it runs, nothing is published, and one sentence says why."""

import dagster as dg
import pytest

from orchestration.assets.dbt_process import run_dbt
from orchestration.assets.instance import open_instance
from orchestration.gates import ZONES, latest_gates
from tests.pipeline.closed_gates import ClosedGate
from tests.pipeline.place import Published

STOPPED = 1
# The steps of a night after the feeds, in order; the gate FEEDS is asked at the end of the first.
STEPS = [
    "deliveries", "identity", "gate_identity", "dbt_staging", "gate_staging", "risk", "dbt_marts", "gate_marts",
    "dbt_open", "gate_published", "published__release",
]  # fmt: skip
# The gate RISK stops no night (tests/unit/risk/nightly, tests/unit/assets/test_night_order.py).
STOPPING = tuple(zone for zone in ZONES if zone != "RISK")
ASKED_BY = {"FEEDS": "deliveries"} | {zone: f"gate_{zone.lower()}" for zone in STOPPING[1:]}
WHY = {
    "FEEDS": "ref_postcodes: At least one delivery of a required feed is in force, has rows, and may be used",
    "IDENTITY": "No identity has more than 1% of all rows",
    "STAGING": "stg_deaths__deaths: A staging model has exactly the rows of its feed that are in force",
    "MARTS": "The months of practices add up to the activity",
    "PUBLISHED": "No open count is between 1 and 7",
}


@pytest.fixture(params=STOPPING)
def zone(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def night(zone: str, closed: dict[str, ClosedGate]) -> ClosedGate:
    return closed[zone]


def test_the_night_ends_with_one_sentence_and_one(zone, night):
    assert night.ended.exit_code == STOPPED, night.ended.errors
    assert night.ended.sentence.startswith(f"The gate {zone} ")
    assert " is closed. " in night.ended.sentence
    assert WHY[zone] in night.ended.sentence


def test_what_was_published_stands(night):
    assert Published.of(night.place) == night.before


def test_nothing_after_the_gate_ran(zone, night):
    with open_instance(night.place.settings) as instance:
        run = instance.get_runs(limit=1)[0]
        begun = {entry.step_key for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_START)}
        checks = [
            entry.get_dagster_event().event_specific_data
            for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        ]
    assert run.status == dg.DagsterRunStatus.FAILURE
    assert [step for step in STEPS if step in begun] == STEPS[: STEPS.index(ASKED_BY[zone]) + 1]
    failed = {check.check_name for check in checks if not check.passed}
    assert failed == {f"gate_{zone.lower()}"}


def test_the_history_says_which_gate_closed(zone, night):
    told = {gate.zone: gate.is_green for gate in latest_gates(night.place.settings)}
    assert told[zone] is False


def test_what_stopped_it_is_told_to_whoever_is_to_know(zone, night):
    told = (night.place.warehouse / "ops" / "last_failure.txt").read_text(encoding="utf-8")
    assert f"The gate {zone} " in told


@pytest.mark.parametrize(("shut", "selected"), [("IDENTITY", "staging"), ("STAGING", "marts"), ("MARTS", "open")])
def test_dbt_asked_by_itself_refuses_what_a_closed_gate_guards(closed, shut, selected):
    settings = closed[shut].place.settings
    outcome = run_dbt(settings, ["build", "--select", selected, "--exclude", "resource_type:unit_test"])
    assert not outcome.is_good
    reasons = [result.reason for result in outcome.results if result.reason]
    assert reasons and all(reason.startswith(f"The gate {shut} is not green") for reason in reasons)
    assert [result.name for result in outcome.results if result.status == "success"] == []
