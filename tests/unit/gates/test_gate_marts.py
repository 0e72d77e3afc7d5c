"""The gate after marts closes when they do not add up, or hold somebody or something that they must not."""

import pytest

FOURTH = "'a0000000-0000-0000-0000-000000000004'"


def test_open_when_marts_add_up(ask) -> None:
    outcome = ask("MARTS")
    assert outcome.is_green, outcome.sentence
    assert {"dim_person", "mart_care__person_summary", "fct_admission", "mart_activity__practice_months"} <= set(
        outcome.by_asset
    )


@pytest.mark.parametrize(
    ("statement", "asset", "sentence"),
    [
        (
            "update careweave.marts.mart_quality__reconciliation set is_reconciled = false where feed = 'apc'",
            "fct_admission",
            "Rows in are rows out and rows explained.",
        ),
        (
            "update careweave.marts.mart_quality__reconciliation set is_reconciled = null where feed = 'apc'",
            "fct_admission",
            "Rows in are rows out and rows explained.",
        ),
        (
            "delete from careweave.marts.mart_quality__deliveries where status_code = 'REJECTED'",
            "mart_quality__deliveries",
            "The mart of deliveries tells of every delivery known, once.",
        ),
        (
            "update careweave.marts.mart_quality__deliveries set rows_loaded_count = 9 "
            "where status_code = 'SUPERSEDED'",
            "mart_quality__deliveries",
            "Of an accepted or superseded delivery the rows received are the rows loaded and quarantined.",
        ),
        (
            "update careweave.marts.mart_cost__borough_settings set cost_gbp = 30.02",
            "mart_cost__borough_settings",
            "What a mart says that activity cost is what the activity cost, to the penny.",
        ),
        (
            "update careweave.marts.mart_cost__person_years set cost_gbp = 10.02",
            "mart_cost__person_years",
            "What a mart says that activity cost is what the activity cost, to the penny.",
        ),
        (
            "update careweave.marts.fct_admission set cost_gbp = null where admission_id = 'R1H|S1'",
            "fct_admission",
            "What a fact says that its rows cost is what they cost as activity, to the penny.",
        ),
        (
            "delete from seeds.code_condition_codes where code_role = 'DIAGNOSIS'",
            "mart_risk__conditions",
            "Every register of a long-term condition has codes in seeds/code_condition_codes.csv to be found by.",
        ),
        (
            "insert into intermediate.int_condition__reference_dates values (true, true, false)",
            "mart_risk__conditions",
            "Among ten thousand people somebody has each long-term condition; a list that matches nobody is wrong.",
        ),
        (
            "insert into careweave.marts.mart_quality__unpriced values (date '2024-04-01', 1)",
            "mart_quality__unpriced",
            "Every unit of activity has a cost, or is counted among those that have no price.",
        ),
        (
            "insert into careweave.marts.dim_person select * from careweave.marts.dim_person limit 1",
            "dim_person",
            "dim_person has a person once, and no row without a person.",
        ),
        (
            "update careweave.marts.dim_person set death_month = date '2024-02-03'",
            "dim_person",
            "Of a death date dim_person keeps the month and no day.",
        ),
        (
            f"insert into careweave.marts.fct_care_plan values ({FOURTH})",
            "fct_care_plan",
            "Everybody whom a mart names is in dim_person.",
        ),
        (
            f"insert into careweave.marts.fct_care_plan values ({FOURTH})",
            "fct_care_plan",
            "Nobody who objects to secondary use is in a mart.",
        ),
        (
            f"insert into careweave.marts.fct_care_plan values ({FOURTH})",
            "fct_care_plan",
            "Nobody is in a table whose purpose the rules of use forbid for their opt-out.",
        ),
        (
            "insert into careweave.marts.fct_prescription values ('a0000000-0000-0000-0000-000000000003')",
            "fct_prescription",
            "Nobody is in a table whose purpose the rules of use forbid for their opt-out.",
        ),
        (
            "update seeds.code_permitted_uses set is_allowed = false where purpose_code = 'DIRECT_CARE'",
            "mart_care__person_summary",
            "Nobody is in a table whose purpose the rules of use forbid for their opt-out.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code = 'PLANNING'",
            "fct_admission",
            "No fact holds a row of a sender that has not agreed to planning.",
        ),
        (
            "delete from lake.permitted_uses where feed = 'apc' and purpose_code = 'PLANNING'",
            "fct_activity",
            "No activity is of a sender that has not agreed to planning.",
        ),
        (
            "insert into careweave.marts.fct_prescription values ('a0000000-0000-0000-0000-000000000003')",
            "fct_prescription",
            "Nobody whose practice may share nothing is in a fact from general practice.",
        ),
        (
            "insert into careweave.marts.fct_death values ('b0000000-0000-0000-0000-000000000001')",
            "fct_death",
            "Of everybody whom a mart names it is known what they object to.",
        ),
        (
            "update careweave.marts.fct_admission set person_id = null",
            "fct_admission",
            "A row has no person where its identity was withheld, and nowhere else.",
        ),
        (
            "alter table careweave.marts.fct_admission add column postcode varchar",
            "fct_admission",
            "No mart has a column that identifies a person, but for gender.",
        ),
        (
            "alter table careweave.marts.fct_admission add column identity_id uuid",
            "fct_admission",
            "No mart has a column that identifies a person, but for gender.",
        ),
        (
            "insert into careweave.marts.mart_care__borough_months values (date '2024-04-02')",
            "mart_care__borough_months",
            "A month is its first day.",
        ),
        (
            "insert into careweave.marts.mart_care__borough_months values (date '2024-06-01')",
            "mart_care__borough_months",
            "No month begins after the reporting date.",
        ),
        (
            "update careweave.marts.mart_activity__practice_months set activity_count = 4",
            "mart_activity__practice_months",
            "The months of practices add up to the activity.",
        ),
        (
            "update careweave.marts.mart_activity__practice_months set cost_gbp = 30.02",
            "mart_activity__practice_months",
            "The cost of the months of practices adds up to that of the activity, to the penny.",
        ),
        (
            "insert into careweave.marts.fct_activity select * from careweave.marts.fct_activity limit 1",
            "fct_activity",
            "A unit of activity is counted once.",
        ),
    ],
)
def test_closes(ask, change, statement: str, asset: str, sentence: str) -> None:
    change(statement)
    outcome = ask("MARTS")
    assert not outcome.is_green
    assert (asset, sentence) in {(result.belongs_to, result.sentence) for result in outcome.unmet}


def test_an_odd_age_is_a_warning(ask, change) -> None:
    change("update careweave.marts.dim_person set age_years = 131")
    outcome = ask("MARTS")
    assert outcome.is_green
    assert "Nobody is younger than 0 or older than 130." in {result.sentence for result in outcome.warnings}


def test_marts_that_were_not_built_close(ask, build) -> None:
    build.build_careweave_db.unlink()
    outcome = ask("MARTS")
    assert not outcome.is_green
    assert "careweave is not there" in outcome.sentence


def test_a_price_list_in_force_that_is_wrong_is_told_of_row_by_row(ask, change) -> None:
    change(
        "insert into careweave.marts.mart_quality__price_faults values "
        "('prices.csv', 12, 'OVERLAP', true), ('refused.csv', 1, 'OUT_OF_RANGE', false)"
    )
    outcome = ask("MARTS")
    assert outcome.is_green
    assert "prices.csv row 12 OVERLAP" in {result.subject for result in outcome.warnings}
    assert not [result for result in outcome.results if "refused.csv" in result.subject]
