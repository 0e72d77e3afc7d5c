"""Who objects, and where they are found and are not: each kind of opt-out, in force and withdrawn.

One row in every feed for each person: so a person who is missing from one table, or present in one, is seen.
"""

import pytest

from orchestration.contracts import load_contracts
from orchestration.pseudonymise import key_ring, token
from tests.pipeline.bad_files import REFUSED
from tests.pipeline.hand_made import BOROUGH, OPT_OUTS, PEOPLE, PRACTICE, Person
from tests.pipeline.place import Place

GENERAL_PRACTICE = {
    "fct_gp_event": "gp_events", "fct_prescription": "gp_medications", "fct_gp_appointment": "gp_appointments",
}  # fmt: skip
FACTS = GENERAL_PRACTICE | {
    "fct_admission": "apc", "fct_outpatient": "op", "fct_ae_attendance": "ecds", "fct_community_contact": "csds",
    "fct_mental_health_contact": "mh_contacts", "fct_mental_health_stay": "mh_stays",
    "fct_social_care_event": "social_care", "fct_referral": "referrals", "fct_care_plan": "care_plans",
    "fct_case_discussion": "case_conferences", "fct_enrolment": "enrolments", "fct_risk_review": "risk_reviews",
    "fct_rapid_response_call": "rapid_response", "fct_voluntary_support": "voluntary_support",
}  # fmt: skip
PUBLISHED = "published/careweave.duckdb"
LIVING = [person for person in PEOPLE if not person.is_dead]


@pytest.fixture(scope="module")
def person_of(hand: Place) -> dict[str, Person]:
    """Everybody by person_id, as the definition makes it."""
    ring = key_ring(hand.settings)
    return {str(token(ring.person, person.number)): person for person in PEOPLE}


def named_in(place: Place, table: str, person_of: dict[str, Person], file: str = PUBLISHED) -> set[Person]:
    """Those of the people whom a table names."""
    found = {str(person) for (person,) in place.rows(f"select distinct person_id from {table}", file)}
    return {person for person_id, person in person_of.items() if person_id in found}


def objecting(*opt_outs: str) -> set[Person]:
    return {person for person in PEOPLE if person.objects_to in opt_outs}


def test_every_kind_is_among_them():
    assert len(objecting("LOCAL")) == len(objecting("TYPE_1")) == len(objecting("NATIONAL")) == 4
    assert len([person for person in PEOPLE if person.opt_out and not person.objects_to]) == 9
    feeds = {feed for feed, contract in load_contracts().items() if contract.identity}
    assert set(FACTS.values()) | {"registrations", "deaths", "opt_outs"} == feeds


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_names_all_but_those_who_object(hand, person_of, fact):
    against = ("LOCAL", "NATIONAL", "TYPE_1") if fact in GENERAL_PRACTICE else ("LOCAL", "NATIONAL")
    assert named_in(hand, f"marts.{fact}", person_of) == set(LIVING) - objecting(*against)


@pytest.mark.parametrize("table", ["dim_person", "fct_registration"])
def test_the_registered_are_all_but_those_who_object(hand, person_of, table):
    assert named_in(hand, f"marts.{table}", person_of) == set(PEOPLE) - objecting("LOCAL", "NATIONAL")


def test_the_dead_object_as_the_living_do(hand, person_of):
    dead = {person for person in PEOPLE if person.is_dead}
    assert named_in(hand, "marts.fct_death", person_of) == dead - objecting("LOCAL", "NATIONAL")


def test_conditions_of_somebody_whose_practice_shares_nothing_are_unknown(hand, person_of):
    """Everybody's record has a heart disease; of whom it is kept out nobody is said to have none, or to be healthy."""
    told = {
        person_of[person_id]: known
        for person_id, *known in hand.rows(
            "select person_id::varchar, is_gp_data_absent, ltc_count, segment_code from marts.dim_person"
        )
        if person_id in person_of
    }
    older, older_and_ill = 4, 7
    assert told == {
        person: [True, None, None]
        if person.objects_to == "TYPE_1"
        else [False, 0, older]
        if person.is_dead
        else [False, 1, older_and_ill]
        for person in set(PEOPLE) - objecting("LOCAL", "NATIONAL")
    }
    assert named_in(hand, "marts.mart_risk__conditions", person_of) == set(LIVING) - objecting(*OPT_OUTS)


def test_care_goes_on_for_those_who_object_to_other_uses(hand, person_of):
    """The page of a multi-disciplinary group: in schema care, never published, with the national objectors."""
    registered = set(LIVING)
    published = named_in(hand, "marts.mart_care__person_summary", person_of)
    assert published == registered - objecting("LOCAL", "NATIONAL")
    kept = named_in(hand, "care.mart_care__person_summary", person_of, "warehouse.duckdb")
    assert kept == registered - objecting("LOCAL")


@pytest.mark.parametrize("file", ["careweave", "careweave_open"])
def test_nobody_who_objects_is_in_any_cell_of_a_published_file(hand, person_of, file):
    cells = written_cells(hand, f"published/{file}.duckdb")
    found = {person for person_id, person in person_of.items() if person_id in cells}
    assert found & objecting("LOCAL", "NATIONAL") == set()
    assert len(found) == (len(PEOPLE) - 8 if file == "careweave" else 0)


def test_who_objects_to_any_linked_record_is_nowhere_in_the_warehouse(hand, person_of):
    """History included, and in the working tables too."""
    cells = written_cells(hand, "warehouse.duckdb")
    found = {person for person_id, person in person_of.items() if person_id in cells}
    assert found == set(PEOPLE) - objecting("LOCAL")


def test_general_practice_of_those_who_share_nothing_is_nowhere_in_the_warehouse(hand, person_of):
    kept = {str(person_id) for person_id, person in person_of.items() if person.objects_to == "TYPE_1"}
    tables = hand.rows(
        "select distinct schema_name, table_name from duckdb_columns() where column_name = 'person_id' "
        "and regexp_matches(table_name, 'gp_event|gp_medication|gp_appointment|prescription') "
        "and table_name in (select table_name from duckdb_tables())",
        "warehouse.duckdb",
    )
    for schema, table in tables:
        named = {str(person) for (person,) in hand.rows(f"select person_id from {schema}.{table}", "warehouse.duckdb")}
        assert named & kept == set(), table


def test_counts_leave_out_those_who_object(hand):
    allowed = len(set(LIVING) - objecting("LOCAL", "NATIONAL"))
    sharing = len(set(LIVING) - objecting("LOCAL", "NATIONAL", "TYPE_1"))
    counted = dict(
        hand.rows(
            "select point_of_delivery_code, sum(activity_count)::bigint from marts.mart_activity__practice_months "
            f"where practice_code = '{PRACTICE}' and borough_code = '{BOROUGH}' group by all"
        )
    )
    assert (counted["GP"], counted["RX"], counted["NEL"], counted["RR"]) == (sharing, sharing, allowed, allowed)
    assert hand.rows(
        "select registered_count, emergency_admission_count from marts.mart_activity__borough_months "
        f"where borough_code = '{BOROUGH}' and month = '2024-05-01'"
    ) == [(len(set(PEOPLE) - objecting("LOCAL", "NATIONAL")), allowed)]


def test_rows_that_are_left_out_are_explained(hand):
    explained = {
        feed: (type_1, local, national)
        for feed, type_1, local, national in hand.rows(
            "select feed, type_1_opt_out_count, local_opt_out_count, national_opt_out_count "
            "from marts.mart_quality__reconciliation"
        )
    }
    living = {opt_out: len(objecting(opt_out) & set(LIVING)) for opt_out in ("TYPE_1", "LOCAL", "NATIONAL")}
    for feed in GENERAL_PRACTICE.values():
        assert explained[feed] == (living["TYPE_1"], living["LOCAL"], living["NATIONAL"])
    assert explained["apc"] == (0, living["LOCAL"], living["NATIONAL"])
    assert hand.rows("select bool_and(is_reconciled) from marts.mart_quality__reconciliation") == [(True,)]


def test_somebody_whose_rows_were_all_refused_is_nobody(hand):
    refused = str(token(key_ring(hand.settings).person, REFUSED.number))
    assert refused not in written_cells(hand, "warehouse.duckdb")


def test_the_lake_keeps_the_rows_under_tokens_that_no_map_resolves(hand):
    """A withdrawal restores them: nothing is deleted from what was received."""
    received = f"read_parquet('{hand.warehouse}/lake/apc/*/*/rows.parquet')"
    assert hand.rows(
        "select count(*), count(*) filter (where identity_id not in (select identity_id from identity.person_map)) "
        f"from {received}",
        "warehouse.duckdb",
    ) == [(len(LIVING), len(objecting("LOCAL") & set(LIVING)))]


def written_cells(place: Place, file: str) -> str:
    """Every cell of every table of a file, as text."""
    text = []
    for schema, table in place.rows("select schema_name, table_name from duckdb_tables() where not internal", file):
        if table != "dim_date":
            text += [repr([str(cell) for cell in row]) for row in place.rows(f'from "{schema}"."{table}"', file)]
    return "\n".join(text)
