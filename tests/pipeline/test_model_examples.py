"""The unit tests of the models (examples in YAML) hold, on the tables of a night."""

import shutil

import pytest

from orchestration.assets.build import reopen_build
from orchestration.assets.dbt_process import DbtOutcome, run_dbt
from orchestration.settings import load_settings
from tests.pipeline.place import Place


@pytest.fixture(scope="module")
def outcome(first: Place, tmp_path_factory: pytest.TempPathFactory) -> DbtOutcome:
    warehouse = tmp_path_factory.mktemp("examples") / "warehouse"
    warehouse.mkdir()
    for file in ("keys.json", "warehouse.duckdb"):
        shutil.copy2(first.warehouse / file, warehouse / file)
    shutil.copytree(first.warehouse / "published", warehouse / "published", symlinks=False)
    settings = load_settings(warehouse=warehouse)
    assert reopen_build(settings, "examples")
    return run_dbt(settings, ["test", "--select", "test_type:unit"])


def test_every_example_comes_out_as_written(outcome):
    assert [result.name for result in outcome.results if not result.is_good] == []
    assert outcome.is_good


def test_there_are_examples_for_the_rules_that_the_marts_stand_on(outcome):
    """Spells across months, the practice on a date, readmission, bed days by month, opt-outs, suppression."""
    shown = {result.unique_id.split(".")[2] for result in outcome.results}
    assert {
        "int_admission__spells",
        "int_admission__readmissions",
        "int_registration__periods",
        "int_mh_stays__bed_days",
        "int_person__permissions",
        "mart_activity__borough_months",
        "pub_activity__borough_months",
    } <= shown
