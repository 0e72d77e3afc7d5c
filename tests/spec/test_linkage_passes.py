"""Who is linked to whom: the passes in their order, as tables of identities and what becomes of them.

`P` is Ann Smith, registered under the first number; each case is one A&E attendance of hospital R1H.
"""

import pytest

from orchestration.pseudonymise import key_ring, token
from tests.conftest import nhs_number

ANN, BEN, OLD, NEW, STRANGER = (nhs_number(serial) for serial in range(5))


def registration(number, local_id, given, family, born, postcode, **more):
    return {
        "registration_id": f"R{local_id}", "nhs_number": number, "local_patient_id": local_id, "given_name": given,
        "family_name": family, "birth_date": born, "gender_code": "2", "postcode": postcode, "practice_code": "F84001",
        "registered_from": "2015-01-01", "ethnic_category_code": "A",
    } | more  # fmt: skip


POPULATION = [
    registration(ANN, "1", "Ann", "O'Smith", "1950-02-03", "E17 4AA"),
    registration(BEN, "2", "Ben", "Jones", "1981-07-21", "E17 4AB"),
    registration(OLD, "3", "Cat", "Brown", "1990-01-01", "E17 4AC", superseded_by_nhs_number=NEW),
    registration("", "4", "Dee", "Green", "1970-10-10", "E17 4AD"),
]


def attendance(number="", born="", local_id="", given="", family="", postcode="", **more):
    return {
        "nhs_number": number, "birth_date": born, "local_patient_id": local_id, "given_name": given,
        "family_name": family, "postcode": postcode, "provider_code": "R1H", "department_type_code": "01",
        "arrival_at": "2024-05-06T10:00:00", "attendance_category_code": "1", "disposal_code": "03",
    } | more  # fmt: skip


CASES = [
    # what is sent                                      method             the person's token is of
    (attendance(ANN, "1950-02-03"), "NHS_NUMBER", ANN),
    (attendance(ANN, ""), "NHS_NUMBER", ANN),
    (attendance(ANN, "1950-03-02"), "UNLINKED", None),  # only the year agrees: not believed
    (attendance(ANN, "1950-02-13"), "NHS_NUMBER", ANN),  # two parts of three
    (attendance(STRANGER, "1950-02-03"), "NHS_NUMBER_ONLY", STRANGER),
    (attendance(OLD, "1990-01-01"), "NHS_NUMBER", NEW),
    (attendance(NEW, "1990-01-01"), "NHS_NUMBER", NEW),
    (attendance(NEW, "1950-02-03"), "UNLINKED", None),
    (attendance("", "1950-02-03", "H7"), "UNLINKED", "local|R1H|H7|1950-02-03"),
    (attendance("", "1950-02-03", given="ANN", family="o smith", postcode="e174aa"), "DEMOGRAPHIC", ANN),
    (attendance("", "1950-02-03", given="Ann", family="Smith", postcode="E17 4AA"), "PROBABILISTIC", ANN),
    (
        attendance("", "1970-10-10", given="Dee", family="Green", postcode="E17 4AD"),
        "DEMOGRAPHIC",
        "local|EMIS|4|1970-10-10",
    ),
    (
        attendance(ANN, "1950-03-02", given="Ann", family="O'Smith", postcode="E17 4AA"),
        "PROBABILISTIC",
        ANN,
    ),  # the number by itself is not believed; with name and address it is
    (attendance(ANN, "1981-07-21", given="Ben", family="Jones", postcode="E17 4AB"), "DEMOGRAPHIC", BEN),
]


def delivered(warehouse, attendances):
    warehouse.deliver("registrations", POPULATION, provider="EMIS")
    warehouse.deliver("ecds", [row | {"attendance_id": str(place)} for place, row in enumerate(attendances)])
    return warehouse.link()


@pytest.mark.parametrize(("row", "method", "message"), CASES)
def test_a_row_reaches_its_person_by_the_first_pass_that_holds(warehouse, row, method, message):
    delivered(warehouse, [row])
    linked = warehouse.rows(
        "select person_id, link_method_code, is_nhs_number_conflict from lake.ecds join "
        "identity.person_map using (identity_id)"
    )
    person_id, found, conflict = linked[0]
    assert found == method
    ring = key_ring(warehouse.settings)
    if message is not None:
        assert person_id == token(ring.person, message)
    assert conflict == (row["nhs_number"] != "" and method not in ("NHS_NUMBER", "NHS_NUMBER_ONLY"))


def test_a_local_id_links_where_it_belongs_to_one_person_with_that_birth_date(warehouse):
    rows = [
        attendance(ANN, "1950-02-03", "H1"),
        attendance("", "1950-02-03", "H1"),
        attendance("", "1950-02-04", "H1"),  # another birth date
        attendance(BEN, "1981-07-21", "H2"),
        attendance(ANN, "1950-02-03", "H2"),
        attendance("", "1981-07-21", "H2"),  # the id has served two people
    ]
    delivered(warehouse, rows)
    methods = warehouse.rows(
        "select link_method_code from lake.ecds join identity.person_map using (identity_id) order by attendance_id"
    )
    assert [method for (method,) in methods] == [
        "NHS_NUMBER",
        "LOCAL_ID",
        "UNLINKED",
        "NHS_NUMBER",
        "NHS_NUMBER",
        "UNLINKED",
    ]


def test_local_ids_of_a_gp_supplier_hold_within_a_practice_only(warehouse):
    warehouse.deliver("registrations", POPULATION, provider="EMIS")
    event = {
        "snomed_code": "195967001",
        "event_date": "2024-05-06",
        "local_patient_id": "77",
        "birth_date": "1950-02-03",
    }
    rows = [
        event | {"practice_code": "F84001", "event_id": "1", "nhs_number": ANN},
        event | {"practice_code": "F84001", "event_id": "2"},
        event | {"practice_code": "F84002", "event_id": "3"},
    ]
    warehouse.deliver("gp_events", rows, provider="EMIS")
    warehouse.link()
    methods = warehouse.rows(
        "select link_method_code from lake.gp_events join identity.person_map using (identity_id) order by event_id"
    )
    assert [method for (method,) in methods] == ["NHS_NUMBER", "LOCAL_ID", "UNLINKED"]


def test_a_chain_of_superseded_numbers_is_followed_and_a_cycle_is_not(warehouse):
    chain = [nhs_number(serial) for serial in range(10, 13)]
    cycle = [nhs_number(serial) for serial in range(20, 22)]
    born = {"born": "1960-06-06", "postcode": "E17 4AA"}
    rows = [
        registration(chain[0], "10", "A", "A", **born, superseded_by_nhs_number=chain[1]),
        registration(chain[1], "11", "A", "A", **born, superseded_by_nhs_number=chain[2]),
        registration(cycle[0], "20", "B", "B", **born, superseded_by_nhs_number=cycle[1]),
        registration(cycle[1], "21", "B", "B", **born, superseded_by_nhs_number=cycle[0]),
    ]
    warehouse.deliver("registrations", rows, provider="EMIS")
    summary = warehouse.link()
    ring = key_ring(warehouse.settings)
    people = {person for (person,) in warehouse.rows("select distinct person_id from identity.person_map")}
    assert people == {token(ring.person, number) for number in (chain[2], *cycle)}
    assert summary.supersession_cycles == 2


def test_withheld_identities_are_never_linked(warehouse):
    summary = delivered(warehouse, [attendance(ANN, "1950-02-03", withheld_identity_reason_code="01")])
    assert warehouse.rows("select identity_id from lake.ecds") == [(None,)]
    assert summary.links["WITHHELD"] == 1


def test_there_is_no_mega_patient(warehouse):
    nobody = [
        attendance("0000000000", "1900-01-01", postcode="ZZ99 3VZ"),
        attendance("1234567890"),
        attendance("", "1950-02-03"),
        attendance("", "", postcode="E17 4AA"),
        attendance(),
    ]
    delivered(warehouse, nobody + nobody)
    people = warehouse.rows(
        "select count(distinct person_id) from lake.ecds join identity.person_map using (identity_id)"
    )
    assert people == [(10,)]


@pytest.mark.parametrize(
    ("opt_out", "remains"),
    [
        ({"opt_out_code": "LOCAL", "effective_from": "2024-06-12"}, False),
        ({"opt_out_code": "LOCAL", "effective_from": "2024-06-13"}, True),
        ({"opt_out_code": "LOCAL", "effective_from": "2020-01-01", "withdrawn_on": "2024-06-12"}, True),
        ({"opt_out_code": "LOCAL", "effective_from": "2020-01-01", "withdrawn_on": "2024-06-13"}, False),
        ({"opt_out_code": "NATIONAL", "effective_from": "2020-01-01"}, True),
    ],
)
def test_a_local_objector_resolves_to_nobody(warehouse, opt_out, remains):
    row = {"opt_out_id": "1", "nhs_number": ANN, "birth_date": "1950-02-03"} | opt_out
    warehouse.deliver("opt_outs", [row], provider="NHSE")
    delivered(warehouse, [attendance(ANN, "1950-02-03")])
    ring = key_ring(warehouse.settings)
    resolved = {person for (person,) in warehouse.rows("select person_id from identity.person_map")}
    assert (token(ring.person, ANN) in resolved) == remains


def test_an_opt_out_that_reaches_nobody_is_counted(warehouse):
    row = {"opt_out_id": "1", "nhs_number": STRANGER, "opt_out_code": "LOCAL", "effective_from": "2020-01-01"}
    warehouse.deliver("opt_outs", [row], provider="NHSE")
    assert delivered(warehouse, []).unreached_opt_outs == 1


def test_two_runs_agree_whatever_came_first(warehouse, tmp_path):
    delivered(warehouse, [row for row, _, _ in CASES])
    first = warehouse.rows("select * from identity.person_map order by all")
    again = warehouse.link("another run")
    assert warehouse.rows("select * from identity.person_map order by all") == first
    assert again.people == len({row[1] for row in first})
