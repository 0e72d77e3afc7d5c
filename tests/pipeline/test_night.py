"""What a first night leaves: the published files under their names, what the release says of itself, and its traces."""

import csv
import json
import stat
from datetime import date

import dagster as dg
import duckdb
import pytest

from orchestration.assets.instance import open_instance
from orchestration.contracts import load_contracts
from orchestration.gates import ZONES
from tests.pipeline.place import Place

PERSON = "person_id link_method_code link_prob practice_code borough_code is_in_registered_population"
MONEY = "cost_gbp is_priced"
# The tables of this stage, with the columns that their page promises.
TABLES = {
    "dim_person": "person_id birth_month age_years age_band gender_code ethnic_category_code lsoa_code imd_decile "
    "borough_code borough_name practice_code network_code is_registered registered_from registered_to death_month "
    "ltc_count segment_code risk_band_code is_target_population is_gp_data_absent",
    "dim_practice": "practice_code borough_code",
    "dim_provider": "provider_code",
    "dim_lsoa": "lsoa_code imd_decile borough_code",
    "dim_date": "month fin_year",
    "fct_admission": f"{PERSON} {MONEY} admission_id spell_number provider_code admission_date discharge_date "
    "admission_type_code admission_method_code patient_classification_code point_of_delivery_code "
    "length_of_stay_days episode_count primary_diagnosis_code treatment_function_code hrg_code discharge_method_code "
    "is_nhs_funded is_acsc is_readmission_30d is_readmission_index is_mental_health_spell site_code commissioner_code "
    "delayed_days age_at_admission_years",
    "fct_ae_attendance": f"{PERSON} {MONEY} attendance_id provider_code arrival_at department_type_code "
    "attendance_category_code minutes_in_department is_over_4_hours is_admitted is_left_before_treatment "
    "point_of_delivery_code prior_attendances_365d_count is_frequent_attender",
    "fct_activity": f"activity_id person_id activity_date month fin_year setting_code point_of_delivery_code {MONEY} "
    "provider_code practice_code borough_code quantity source_feed source_key is_in_registered_population",
    "fct_outpatient": f"{PERSON} care_setting_code source_practice_code",
    "mart_activity__practice_months": "practice_code borough_code month point_of_delivery_code activity_count "
    "bed_days_count person_count cost_gbp is_provisional",
    "mart_activity__borough_months": "borough_code month registered_count emergency_admission_count "
    "elective_admission_count ae_attendance_count emergency_readmission_count acsc_admission_count "
    "emergency_bed_days_count readmission_index_count is_provisional",
    "mart_care__borough_months": "borough_code programme_code month care_plans_created_count care_plans_open_count "
    "people_with_open_care_plan_count is_provisional",
    "mart_care__person_summary": "person_id",
    "mart_care__conference_months": "mdg_code month conferences_count discussions_count people_discussed_count",
    "mart_cost__person_years": "person_id fin_year setting_code activity_count cost_gbp",
    "mart_cost__concentration": "fin_year borough_code scope_code basis_code people_pct cost_pct",
    "mart_cost__capitation_budgets": "fin_year borough_code segment_code person_years cost_gbp rate_gbp budget_gbp "
    "variance_gbp",
    "mart_cost__coverage": "part_code is_covered",
    "mart_cost__borough_settings": "fin_year borough_code setting_code cost_gbp cost_per_head_gbp",
    "mart_quality__price_check": "provider_code cost_gbp",
    "mart_quality__unpriced": "point_of_delivery_code unpriced_reason_code",
    "mart_quality__deliveries": "feed provider_code period extracted_at file_name file_sha256 status_code "
    "rows_received_count rows_loaded_count rows_quarantined_count reason",
    "mart_quality__expected": "feed provider_code period",
    "mart_quality__quarantine": "delivery row_number rule_code column_name",
    "mart_quality__linkage": "feed provider_code period link_method_code records_count",
    "mart_quality__linkage_error": "dimension_code dimension_value records_count linked_count false_links_count "
    "false_links_low_count false_links_high_count missed_links_count missed_links_low_count missed_links_high_count",
    "mart_quality__reconciliation": "feed",
    "mart_quality__run_times": "run_id step",
    "mart_risk__person_scores": "person_id as_of_date model_id emergency_admission_12m_prob risk_rank risk_band_code "
    "is_target_population",
    "mart_risk__features": "person_id",
    "mart_risk__outcomes": "person_id",
    "mart_risk__model_performance": "model_id measure_code subgroup_code subgroup_value value",
    "mart_risk__calibration": "model_id decile expected observed",
    "mart_risk__pyramid": "borough_code risk_band_code people_count emergency_admission_count cost_gbp",
    "mart_risk__case_finding": "practice_code person_id reasons last_review_date is_care_plan_open",
    "mart_risk__band_history": "person_id month risk_band_code model_id",
}  # fmt: skip
TABLES |= dict.fromkeys(
    [
        "fct_gp_event", "fct_gp_appointment", "fct_prescription", "fct_community_contact", "fct_mental_health_contact",
        "fct_mental_health_stay", "fct_social_care_event", "fct_referral", "fct_care_plan", "fct_case_discussion",
        "fct_enrolment", "fct_risk_review", "fct_rapid_response_call", "fct_voluntary_support", "fct_death",
        "fct_registration",
    ],
    PERSON,
)  # fmt: skip
OPEN_TABLES = {
    "pub_activity__borough_months", "pub_activity__practice_quarters", "pub_care__borough_quarters",
    "pub_cost__borough_settings", "pub_cost__concentration", "pub_cost__coverage",
    "pub_quality__linkage", "pub_risk__pyramid",
}  # fmt: skip
# What a type of the spec is in the file: of these columns, and of others by their last word.
NAMED = {"person_id": "UUID", "month": "DATE", "cost_gbp": "DECIMAL(18,2)"}
ENDINGS = {"_at": "TIMESTAMP", "_date": "DATE", "_month": "DATE", "_count": "BIGINT"}


def columns(place: Place, file: str = "published/careweave.duckdb") -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in place.rows(
        "select table_name, column_name, data_type from duckdb_columns() where not internal", file
    ):
        found.setdefault(table, {})[column] = kind
    return found


def test_the_published_files_stand_under_their_names(first):
    folder = first.warehouse / "published"
    assert {"careweave.duckdb", "careweave_open.duckdb", "release.json", "open", "dictionary"} <= {
        path.name for path in folder.iterdir()
    }
    told = {path.name for path in (folder / "open").iterdir()}
    assert told == {f"{table}.{end}" for table in OPEN_TABLES for end in ("csv", "parquet")} | {"careweave_open.xlsx"}
    described = {path.stem for path in (folder / "dictionary").iterdir()}
    assert described == {"index", *load_contracts(), *columns(first), *OPEN_TABLES}


def test_a_published_file_can_be_read_by_everybody_and_written_by_nobody(first):
    files = [path for path in (first.warehouse / "published").resolve().rglob("*") if path.is_file()]
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in files} == {"0o444"}
    assert (first.warehouse / "published").is_symlink()


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_columns_that_its_page_promises(first, table):
    there = columns(first).get(table, {})
    assert [name for name in TABLES[table].split() if name not in there] == []
    expected = {name: ENDINGS[end] for name in there for end in ENDINGS if name.endswith(end)} | NAMED
    assert {name: kind for name, kind in there.items() if kind != expected.get(name, kind)} == {}


def test_each_file_holds_its_schema_and_tables_only(first):
    for file, schema in (("careweave", "marts"), ("careweave_open", "open")):
        where = f"published/{file}.duckdb"
        assert first.rows("select distinct schema_name from duckdb_tables() where not internal", where) == [(schema,)]
        assert first.rows("select count(*) from duckdb_views() where not internal", where) == [(0,)]
    assert set(columns(first, "published/careweave_open.duckdb")) == OPEN_TABLES


def test_a_table_that_is_opened_by_its_schema_is_found(first):
    """A file that bore its schema's name would be ambiguous."""
    assert first.rows("select count(*) > 0 from marts.fct_activity") == [(True,)]
    assert first.rows("select count(*) > 0 from careweave.marts.fct_activity") == [(True,)]


def test_activity_is_priced_or_counted_as_unpriced(first):
    ((priced, unpriced, told),) = first.rows(
        "select count(*) filter (where is_priced and cost_gbp >= 0), count(*) filter (where not is_priced), "
        "(select sum(rows_count) from marts.mart_quality__unpriced) from marts.fct_activity"
    )
    assert priced > 1000 and unpriced == told > 0


def test_costs_that_the_fact_has_are_in_every_table_of_cost(first):
    ((fact, of_people),) = first.rows(
        "select sum(cost_gbp), sum(case when person_id is not null then cost_gbp end) from marts.fct_activity"
    )
    for table, expected in (
        ("mart_activity__practice_months", fact),
        ("mart_cost__borough_settings", fact),
        ("mart_cost__person_years", of_people),
        ("mart_cost__capitation_budgets", of_people),
    ):
        assert first.rows(f"select sum(cost_gbp) from marts.{table}") == [(expected,)], table
    ways = first.rows("select group_type_code, sum(cost_gbp) from marts.mart_cost__groups group by all")
    assert len(ways) == 7 and {cost for _, cost in ways} == {fact}


def test_the_release_says_what_it_was_made_of(first):
    told = json.loads((first.warehouse / "published" / "release.json").read_text(encoding="utf-8"))
    assert [gate["zone"] for gate in sorted(told["gates"], key=lambda gate: ZONES.index(gate["zone"]))] == list(ZONES)
    assert all(gate["results_count"] > 0 for gate in told["gates"])
    assert set(told["versions"]) >= {"careweave", "duckdb", "dbt", "contracts_sha"}
    about = ("file_name", "file_sha256", "rows_loaded_count")
    in_force = first.rows(
        f"select {', '.join(about)} from marts.mart_quality__deliveries where status_code = 'ACCEPTED'"
    )
    assert sorted(tuple(told_of[name] for name in about) for told_of in told["deliveries"]) == sorted(in_force)
    assert len(told["content_sha"]) == 64


def test_the_release_counts_the_rows_of_every_table(first):
    told = {(table.database, table.table): table.rows_count for table in first.release().tables}
    for file, schema in (("careweave", "marts"), ("careweave_open", "open")):
        for table in columns(first, f"published/{file}.duckdb"):
            ((rows,),) = first.rows(f"select count(*) from {schema}.{table}", f"published/{file}.duckdb")
            assert told.pop((file, f"{schema}.{table}")) == rows
    assert told == {}


def test_the_reporting_date_is_that_of_the_newest_delivery_of_persons(first):
    assert first.release().as_of_date == date(2024, 10, 10)


def test_the_open_files_say_the_same_as_the_open_database(first):
    folder = first.warehouse / "published" / "open"
    for table in OPEN_TABLES:
        ((rows,),) = first.rows(f"select count(*) from open.{table}", "published/careweave_open.duckdb")
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.DictReader(file))
        assert len(written) == rows == duckdb.sql(f"select count(*) from '{folder / table}.parquet'").fetchall()[0][0]
        # A world of so few people has no pyramid: nobody is scored.
        assert bool(written) is (table != "pub_risk__pyramid")
        hidden = {name for row in written for name in row if f"{name}_is_suppressed" in row}
        assert all((row[name] == "*") == (row[f"{name}_is_suppressed"] == "true") for row in written for name in hidden)


def test_every_row_received_is_loaded_or_quarantined(first):
    assert first.rows(
        "select count(*) from marts.mart_quality__deliveries where status_code in ('ACCEPTED', 'SUPERSEDED') "
        "and rows_received_count is distinct from rows_loaded_count + rows_quarantined_count"
    ) == [(0,)]


def test_dagster_knows_the_night(first):
    with open_instance(first.settings) as instance:
        (run,) = instance.get_runs()
        assert run.status == dg.DagsterRunStatus.SUCCESS
        steps = {step.step_key: step.status.value for step in instance.get_run_step_stats(run.run_id)}
        assert set(steps.values()) == {"SUCCESS"}
        assert {"deliveries", "identity", "dbt_staging", "dbt_marts", "dbt_open", "published__release"} < set(steps)
        made = set(instance.all_asset_keys())
        checks = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    assert {dg.AssetKey(["lake", feed]) for feed in load_contracts()} < made
    assert dg.AssetKey(["marts", "fct_activity"]) in made
    asked = [entry.get_dagster_event().event_specific_data for entry in checks]
    assert {check.check_name for check in asked} == {f"gate_{zone.lower()}" for zone in ZONES}
    assert all(check.passed for check in asked)


def test_dagster_knows_how_many_rows_every_table_has(first):
    with open_instance(first.settings) as instance:
        told = {
            key.to_user_string(): instance.get_latest_materialization_event(key).asset_materialization.metadata
            for key in instance.all_asset_keys()
        }
    rows = {name: said["dagster/row_count"].value for name, said in told.items() if "dagster/row_count" in said}
    # A view's rows would have to be made to be counted; all else is a table, or the release of them.
    views = told.keys() - rows.keys() - {"lake/identities"}
    assert {name.split("/")[0] for name in views} <= {"staging", "intermediate"}
    assert rows["lake/sightings"] > 0
    assert rows["lake/deliveries"] == first.rows("select count(*) from marts.mart_quality__deliveries")[0][0]
    published = {table.table.replace(".", "/"): table.rows_count for table in first.release().tables}
    assert published.items() <= rows.items()
    assert rows["published/release"] == sum(published.values())


def test_the_run_times_of_the_night_are_kept(first):
    steps = [json.loads(line) for line in (first.warehouse / "ops" / "run_times.jsonl").read_text().splitlines()]
    assert {step["run_id"] for step in steps} == {first.release().run_id}
    assert {"lake.apc", "lake.deliveries", "identity.person_map", "dbt.marts", "published.release"} < {
        step["step"] for step in steps
    }
    ((shown,),) = first.rows("select count(*) from marts.mart_quality__run_times")
    assert shown > 0


def test_the_console_tells_what_came_of_it(first):
    told = first.told
    for words in ("Deliveries known: ", "refused: ", "Rows read in this run: ", "People: ", "Rows by link method: ",
                  "Published as of 2024-10-10", str(first.warehouse / "published")):  # fmt: skip
        assert words in told
    assert all(f"The gate {zone} " in told for zone in ZONES)
    assert "Traceback" not in told
