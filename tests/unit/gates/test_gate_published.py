"""The gate before publishing closes when an open table tells too much, or a table that people query is not there."""

import pytest


def test_open_when_the_files_may_leave(ask) -> None:
    outcome = ask("PUBLISHED")
    assert outcome.is_green, outcome.sentence
    assert {"pub_activity__borough_months", "pub_quality__linkage", "dim_person"} <= set(outcome.by_asset)


@pytest.mark.parametrize(
    ("statement", "asset", "sentence"),
    [
        (
            "drop table careweave.marts.fct_death",
            "fct_death",
            "The table is there under its name, also where it has no rows.",
        ),
        ("delete from careweave.marts.dim_person", "dim_person", "A table that required feeds fill has rows."),
        (
            "create view careweave.marts.mart_extra as select 1 as one",
            "mart_extra",
            "A published file holds tables only, because a view would look for the build.",
        ),
        (
            "create table careweave_open.open.notes (text varchar)",
            "notes",
            "careweave.duckdb holds the schema marts only, careweave_open.duckdb pub_ tables only.",
        ),
        (
            "create schema careweave.care; create table careweave.care.mart_care__list (person_id uuid)",
            "mart_care__list",
            "careweave.duckdb holds the schema marts only, careweave_open.duckdb pub_ tables only.",
        ),
        (
            "alter table careweave_open.open.pub_quality__linkage add column person uuid",
            "pub_quality__linkage",
            "An open table has no id of a person or record and no column that identifies.",
        ),
        (
            "alter table careweave_open.open.pub_quality__linkage add column admission_id varchar",
            "pub_quality__linkage",
            "An open table has no id of a person or record and no column that identifies.",
        ),
        (
            "alter table careweave_open.open.pub_quality__linkage add column other_count bigint",
            "pub_quality__linkage",
            "Every open count has a column beside it that says whether it is suppressed.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'OPEN'",
            "pub_activity__borough_months",
            "No open count is shown of a feed of which a sender has not agreed to open tables.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'registrations' and purpose_code = 'OPEN'",
            "pub_activity__borough_months",
            "No open count is shown of a feed of which a sender has not agreed to open tables.",
        ),
        (
            "create table careweave_open.open.pub_activity__practice_quarters as select 'NEL' as "
            "point_of_delivery_code, 10 as activity_count, null as person_count; "
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'OPEN'",
            "pub_activity__practice_quarters",
            "No open activity is shown of a feed of which a sender has not agreed to open tables.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'OPEN'",
            "pub_quality__linkage",
            "No open count is shown of a sender that has not agreed to open tables.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'OPEN'",
            "pub_cost__borough_settings",
            "No open cost is shown of a setting with a feed of which a sender has not agreed to open tables.",
        ),
        (
            "create table careweave_open.open.pub_risk__pyramid as select 'E1' as borough_code, 10 as people_count, "
            "20 as emergency_admission_count, 1000 as cost_gbp; "
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'OPEN'",
            "pub_risk__pyramid",
            "No risk pyramid is shown while a sender has not agreed to open tables.",
        ),
        (
            "create table careweave_open.open.pub_cost__concentration as select 'WHOLE_SYSTEM' as scope_code, "
            "null as people_count, 80.5 as cost_pct; "
            "update lake.permitted_uses set is_covered = false where feed = 'registrations' and purpose_code = 'OPEN'",
            "pub_cost__concentration",
            "No open cost is shown of a setting with a feed of which a sender has not agreed to open tables.",
        ),
        (
            "update careweave_open.open.pub_activity__borough_months set acsc_admission_count = 7 "
            "where acsc_admission_count = 15",
            "pub_activity__borough_months",
            "No open count is between 1 and 7.",
        ),
        (
            "update careweave_open.open.pub_activity__borough_months set acsc_admission_count = 16 "
            "where acsc_admission_count = 15",
            "pub_activity__borough_months",
            "Every open count is rounded to the nearest 5.",
        ),
        (
            "update careweave_open.open.pub_activity__borough_months set acsc_admission_count = 20",
            "pub_activity__borough_months",
            "A value is missing where it is flagged as suppressed, and nowhere else.",
        ),
        (
            "update careweave_open.open.pub_activity__borough_months set acsc_admission_count_is_suppressed = false",
            "pub_activity__borough_months",
            "A value is missing where it is flagged as suppressed, and nowhere else.",
        ),
        (
            "update careweave_open.open.pub_cost__borough_settings "
            "set person_count = null, person_count_is_suppressed = true",
            "pub_cost__borough_settings",
            "Where the people are hidden the money that they cost is hidden too.",
        ),
        (
            "update careweave_open.open.pub_quality__linkage set records_count = 0",
            "pub_quality__linkage",
            "Where mental health activity is counted, 0 is suppressed too.",
        ),
    ],
)
def test_closes(ask, change, statement: str, asset: str, sentence: str) -> None:
    change(statement)
    outcome = ask("PUBLISHED")
    assert not outcome.is_green
    assert (asset, sentence) in {(result.belongs_to, result.sentence) for result in outcome.unmet}


def test_an_open_file_without_tables_closes(ask, change) -> None:
    change(
        "drop table careweave_open.open.pub_activity__borough_months",
        "drop table careweave_open.open.pub_cost__borough_settings",
        "drop table careweave_open.open.pub_quality__linkage",
    )
    outcome = ask("PUBLISHED")
    assert not outcome.is_green
    assert "There is nothing to check" in outcome.sentence
