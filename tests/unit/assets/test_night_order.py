"""The nightly job: everything in order, and nothing after a gate that is closed."""

from dataclasses import replace

import dagster as dg
import pytest

from orchestration.assets.dbt_process import DbtOutcome, NodeResult
from orchestration.assets.failure_message import failure_file
from orchestration.assets.jobs import NIGHTLY, REBUILD
from orchestration.assets.ledger import read_steps
from orchestration.assets.night import run_night
from orchestration.assets.partitions import EVERYTHING_NEW, range_tags
from orchestration.assets.progress import Noted
from orchestration.assets.run_lock import is_held
from orchestration.contracts import AgreementsUnreadable
from orchestration.definitions import assemble

LATER_ZONES = ("IDENTITY", "STAGING", "MARTS", "PUBLISHED")  # tests/pipeline closes each of them in a whole night
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
AFTER_FEEDS = [
    "lake.deliveries",
    "gate.FEEDS",
    "identity.person_map",
    "gate.IDENTITY",
    "dbt.staging",
    "gate.STAGING",
    "risk.person_scores",
    "gate.RISK",
    "dbt.marts",
    "gate.MARTS",
    "dbt.open",
    "gate.PUBLISHED",
    "published.release",
]


def run(pretended, **how: object) -> dg.ExecuteInProcessResult:
    job = assemble(pretended.warehouse, pretended.manifest).resolve_job_def(how.pop("job", NIGHTLY))
    return job.execute_in_process(run_config=QUIET, raise_on_error=False, **how)


def test_a_night_reads_every_feed_then_goes_from_zone_to_zone(pretended):
    tags = EVERYTHING_NEW | range_tags(["2023-01", "2024-05"])
    result = run(pretended, tags=tags)
    assert result.success
    feeds = len(pretended.warehouse.contracts)
    assert sorted(pretended.asked[:feeds]) == sorted(f"lake.{feed}" for feed in pretended.warehouse.contracts)
    assert pretended.asked[feeds:] == AFTER_FEEDS
    assert set(pretended.periods_asked.values()) == {None}, "a night reads whatever is new"
    assert not is_held(pretended.warehouse.settings)
    assert len(read_steps(pretended.warehouse.settings)) == feeds + len(AFTER_FEEDS)


def test_a_release_says_in_dagster_what_release_json_says(pretended):
    result = run(pretended, job=REBUILD)
    told = {
        name: entry.value
        for name, entry in result.asset_materializations_for_node("published__release")[0].metadata.items()
    }
    assert told.pop("release") == f"{told.pop('published')}/release.json"
    assert "| careweave | marts.fct_death | 1,200 |" in told.pop("rows")
    assert told == {
        "as_of_date": "2024-06-12",
        "content_sha": "abcd",
        "deliveries_in_force": 1,
        "tables": 2,
        "dagster/row_count": 1234,
    }


@pytest.mark.parametrize("zone", ["FEEDS", *(pytest.param(zone, marks=pytest.mark.proof) for zone in LATER_ZONES)])
def test_a_closed_gate_lets_nothing_through(pretended, zone):
    pretended.closed_gate = zone
    result = run(pretended, tags=EVERYTHING_NEW | range_tags([]))
    assert not result.success
    assert pretended.asked[-1] == f"gate.{zone}"
    assert "published.release" not in pretended.asked
    failed = [evaluation for evaluation in result.get_asset_check_evaluations() if not evaluation.passed]
    assert {evaluation.check_name for evaluation in failed} == {f"gate_{zone.lower()}"}
    assert all(evaluation.blocking for evaluation in failed)


def test_a_closed_gate_of_risk_keeps_the_old_scores_and_stops_nothing(pretended):
    pretended.closed_gate = "RISK"
    result = run(pretended, job=REBUILD)
    assert result.success
    assert pretended.asked == AFTER_FEEDS
    assert pretended.kept == ["old"]
    notes = [told.sentence for told in pretended.told if isinstance(told, Noted)]
    assert notes[0].startswith("The new risk scores are not taken. The gate RISK (risk) is closed.")
    assert notes[1] == "The risk scores that stand are those of 2024-05-12."
    (failed,) = [evaluation for evaluation in result.get_asset_check_evaluations() if not evaluation.passed]
    assert failed.check_name == "gate_risk" and not failed.blocking


def test_the_part_after_the_lake_runs_by_itself(pretended):
    assert run(pretended, job=REBUILD).success
    assert pretended.asked == AFTER_FEEDS
    assert pretended.kept == ["new"], "the gate RISK being open, new scores are taken"


def test_one_month_of_one_feed_is_read_alone_and_its_gate_asked(pretended):
    definitions = assemble(pretended.warehouse, pretended.manifest)
    job = dg.define_asset_job("one", selection=dg.AssetSelection.assets(["lake", "apc"]))
    one = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job])).resolve_job_def("one")
    result = one.execute_in_process(partition_key="2024-05", run_config=QUIET, raise_on_error=False)
    assert result.success
    assert pretended.asked == ["lake.apc", "lake.deliveries", "gate.FEEDS"]
    assert pretended.periods_asked == {"apc": {"2024-05"}}
    assert [evaluation.asset_key.path for evaluation in result.get_asset_check_evaluations()] == [["lake", "apc"]]


def test_dbt_that_is_killed_ends_the_night_from_outside(pretended):
    pretended.dbt_outcomes = [DbtOutcome(False, (NodeResult("dbt", "error", 0.0, None, "its process ended"),))]
    outcome = run_night(pretended.warehouse, lambda warehouse: assemble(warehouse, pretended.manifest))
    assert outcome.exit_code == 1
    assert "Building staging stopped: dbt: its process ended." in outcome.sentence


def test_dbt_that_fails_of_itself_ends_the_night_as_an_error_of_ours(pretended):
    node = NodeResult("model.careweave.fct_death", "error", 0.1, None, "Conversion Error", True)
    pretended.dbt_outcomes = [DbtOutcome(False, (node,))]
    outcome = run_night(pretended.warehouse, lambda warehouse: assemble(warehouse, pretended.manifest))
    assert outcome.exit_code == 3
    assert "fct_death: Conversion Error" in outcome.sentence
    assert outcome.sentence in failure_file(pretended.warehouse.settings).read_text()


def test_a_test_of_dbt_that_fails_ends_the_night_as_a_closed_gate(pretended):
    node = NodeResult("test.careweave.unique_fct_death.abc", "fail", 0.1, 5, "5 rows are not as tested", False)
    pretended.dbt_outcomes = [DbtOutcome(False, (node,))]
    outcome = run_night(pretended.warehouse, lambda warehouse: assemble(warehouse, pretended.manifest))
    assert outcome.exit_code == 1
    assert "unique_fct_death: 5 rows are not as tested" in outcome.sentence


def test_a_closed_gate_ends_the_night_with_its_sentence(pretended):
    pretended.closed_gate = "STAGING"
    outcome = run_night(pretended.warehouse, lambda warehouse: assemble(warehouse, pretended.manifest))
    assert outcome.exit_code == 1
    assert outcome.sentence.startswith("The gate STAGING (staging) is closed")


def test_agreements_that_cannot_be_used_stop_a_night_before_it_begins(pretended, tmp_path):
    agreements = tmp_path / "agreements.csv"
    agreements.write_text("feed,provider_code\napc,R1H\n", encoding="utf-8")
    settings = pretended.warehouse.settings.model_copy(update={"sharing_agreements": agreements})
    with pytest.raises(AgreementsUnreadable, match="line 1: the header has to be"):
        run_night(replace(pretended.warehouse, settings=settings), lambda _: pytest.fail("it began"))
    assert pretended.asked == []


def test_a_night_that_nothing_stops_has_nothing_to_say(pretended):
    outcome = run_night(pretended.warehouse, lambda warehouse: assemble(warehouse, pretended.manifest))
    assert (outcome.exit_code, outcome.sentence) == (0, None)
