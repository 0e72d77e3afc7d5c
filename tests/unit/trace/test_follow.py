"""The way of a row: every stop is there, and none of them says who it is about."""

import os

import pytest

from orchestration import duck
from orchestration.trace import follow, read_record
from orchestration.trace.stop import Stop

ANN = {"nhs_number": "9434765919", "birth_date": "1950-02-03", "given_name": "Ann", "family_name": "Smith"}
REGISTERED = ANN | {
    "registration_id": "R1",
    "practice_code": "F84001",
    "registered_from": "2010-01-01",
    "local_patient_id": "L1",
    "postcode": "E17 4AA",
    "gender_code": "2",
}
ATTENDED = ANN | {
    "provider_code": "R1H",
    "attendance_id": "A1",
    "department_type_code": "01",
    "arrival_at": "2024-05-06T10:00:00",
    "attendance_category_code": "1",
    "disposal_code": "01",
}
MARTS = """
create schema marts;
create table marts.mart_quality__fact_rows as select 'ecds' as feed, 'fct_ae_attendance' as table_name
union all select 'gp_medications', 'fct_prescription';
create table marts.fct_ae_attendance as
select 'R1H' as provider_code, 'A1' as attendance_id, 'R1H' as sender_code, 'NHS_NUMBER' as link_method_code;
create table marts.fct_activity as select 'ecds' as source_feed, 'R1H|A1' as source_key, 'R1H' as sender_code,
'F84001' as practice_code, 'E09000031' as borough_code, date '2024-05-01' as month,
'AE1' as point_of_delivery_code, 1 as quantity;
create table marts.mart_activity__practice_months as select practice_code, borough_code, month, point_of_delivery_code,
7 as activity_count from marts.fct_activity;
create table marts.mart_activity__borough_months as select borough_code, month, 9 as ae_attendance_count
from marts.fct_activity;
create table marts.mart_quality__agreements as
select 'ecds' as feed, 'R1H' as provider_code, 'PLANNING' as purpose_code, true as is_used;
create table marts.mart_quality__deliveries as select 'ecds' as feed, null::varchar as file_name,
null::varchar as file_sha256,
'ACCEPTED' as status_code, 1 as rows_received_count, 1 as rows_loaded_count, 0 as rows_quarantined_count;
"""


def stops(warehouse, text: str) -> dict[str, Stop]:
    found = list(follow(warehouse.settings, read_record(text, warehouse.contracts)))
    return {stop.table: stop for stop in found}


def put_in_place(warehouse) -> None:
    """What a publication leaves: the build as the warehouse, and a published file."""
    warehouse.link()
    settings = warehouse.settings
    os.replace(settings.build_warehouse_db, settings.warehouse_db)
    settings.published_dir.mkdir()
    connection = duck.open_database(settings.published_dir / "careweave.duckdb", settings)
    connection.execute(MARTS)
    connection.close()


@pytest.fixture
def followed(warehouse):
    warehouse.deliver("registrations", [REGISTERED], provider="EMIS")
    withheld = dict.fromkeys(ANN, "") | {"attendance_id": "A2", "withheld_identity_reason_code": "03"}
    warehouse.deliver("ecds", [ATTENDED, ATTENDED | withheld])
    put_in_place(warehouse)
    return warehouse


def test_a_row_is_followed_from_its_delivery_to_the_marts(followed):
    way = stops(followed, "ecds:R1H|A1")
    assert list(way) == [
        "lake.ecds",
        "identity.person_map",
        "marts.fct_ae_attendance",
        "marts.fct_activity",
        "marts.mart_activity__practice_months",
        "marts.mart_activity__borough_months",
    ]
    assert way["lake.ecds"].facts["row number"] == "1"
    assert way["lake.ecds"].facts["file"].startswith("ecds_R1H_2024-05")
    assert way["identity.person_map"].facts["link_method_code"] == "NHS_NUMBER"
    assert way["marts.mart_activity__practice_months"].facts == {"activity_count": "7"}


def test_no_stop_says_who_it_is_about(followed):
    for record in ("ecds:R1H|A1", "ecds:R1H|A2", "registrations:R1"):
        told = repr(list(stops(followed, record).values()))
        for value in (*ANN.values(), "E17 4AA", "L1"):
            assert value not in told


def test_a_withheld_row_is_nobodys(followed):
    assert "WITHHELD" in stops(followed, "ecds:R1H|A2")["identity.person_map"].sentence


@pytest.mark.parametrize(("is_used", "told"), [(False, "no sharing agreement"), (True, "dated after")])
def test_why_a_row_became_no_fact_is_told(followed, is_used, told):
    published = duck.open_database(followed.settings.published_dir / "careweave.duckdb", followed.settings)
    published.execute(f"update marts.mart_quality__agreements set is_used = {is_used}")
    published.close()
    assert told in stops(followed, "ecds:R1H|A2")["marts.fct_ae_attendance"].sentence


def test_a_feed_without_a_fact_says_so(followed):
    assert "becomes no fact" in stops(followed, "registrations:R1")["-"].sentence


def test_a_row_that_nobody_sent_is_said_not_to_be_there(followed):
    assert "No delivery holds such a row" in stops(followed, "ecds:R1H|A9")["lake.ecds"].sentence


def test_a_row_that_may_be_quarantined_points_to_the_rules(warehouse):
    warehouse.deliver("registrations", [REGISTERED], provider="EMIS")
    rows = [ATTENDED | {"attendance_id": f"A{number}"} for number in range(9)]
    warehouse.deliver("ecds", [*rows, ATTENDED | {"attendance_id": "A9", "arrival_at": "never"}])
    put_in_place(warehouse)
    stop = stops(warehouse, "ecds:R1H|A9")["lake.quarantine"]
    assert list(stop.facts.values()) == ["1 rows"]


MOST_BAD = [ATTENDED | {"attendance_id": f"A{number}", "arrival_at": "never"} for number in range(9)]
REFUSED = {
    # deliveries of the feed, by their day                          what is said of those that were refused
    "none was": ({}, None),
    "nothing could be read": ({13: "", 14: "a,b\n"}, "2 refused deliveries of the feed cannot be searched for it."),
    "most rows are bad": ({13: MOST_BAD}, "1 refused delivery of the feed cannot be searched for it."),
    "every row of it can be searched": ({13: []}, None),
}


@pytest.mark.parametrize(("sent", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_deliveries_that_may_hold_the_row_are_counted(warehouse, sent, told):
    warehouse.deliver("registrations", [REGISTERED], provider="EMIS")
    warehouse.deliver("ecds", [ATTENDED])
    for day, content in sent.items():
        if isinstance(content, str):
            warehouse.put(f"ecds_R1H_2024-05_202406{day}T020000Z.csv", content)
        else:
            warehouse.deliver("ecds", content, extracted_at=f"202406{day}T020000Z")
    put_in_place(warehouse)
    sentence = stops(warehouse, "ecds:R1H|A99")["lake.ecds"].sentence
    assert sentence.endswith(told or "it never arrived, or under another key.")


def test_a_replaced_delivery_is_kept_and_the_new_one_followed(warehouse):
    warehouse.deliver("registrations", [REGISTERED], provider="EMIS")
    warehouse.deliver("ecds", [ATTENDED])
    warehouse.deliver("ecds", [ATTENDED | {"disposal_code": "02"}], extracted_at="20240702T020000Z")
    put_in_place(warehouse)
    found = list(follow(warehouse.settings, read_record("ecds:R1H|A1", warehouse.contracts)))
    assert [stop.sentence for stop in found if stop.zone == "lake"] == [
        "It is kept, and not in force.",
        "It is in force.",
    ]
    assert found[0].facts["verdict"].startswith("SUPERSEDED: Replaced by")


def test_an_objectors_row_goes_no_further(warehouse):
    warehouse.deliver("registrations", [REGISTERED], provider="EMIS")
    warehouse.deliver("ecds", [ATTENDED])
    objection = ANN | {"opt_out_id": "O1", "opt_out_code": "LOCAL", "effective_from": "2024-01-01"}
    warehouse.deliver("opt_outs", [objection], provider="WSIC")
    put_in_place(warehouse)
    assert "No map resolves its token" in stops(warehouse, "ecds:R1H|A1")["identity.person_map"].sentence


def test_before_the_first_publication_only_the_lake_can_be_looked_at(warehouse):
    warehouse.deliver("ecds", [ATTENDED])
    warehouse.read_inbox()
    way = stops(warehouse, "ecds:R1H|A1")
    assert way["lake.ecds"].facts["verdict"].startswith("not yet decided")
    assert "run `careweave run`" in way["-"].sentence
