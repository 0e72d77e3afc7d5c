"""Thirty nights: what arrives, what is corrected, merged and taken back, and what becomes of everybody's id.

Belongs here: the nights as a table, and what must hold after each of them. Nothing changes without a cause, and what
the history says is what the map says.
"""

import os
from collections import Counter

import pytest

from orchestration.identity.review import decide_pair, pairs_in_doubt
from tests.conftest import nhs_number, small_warehouse

pytestmark = pytest.mark.proof

NUMBERS = [nhs_number(serial) for serial in range(60)]
FAMILIES = (
    "Adeyemi",
    "Begum",
    "Clarke",
    "Dhillon",
    "Ferreira",
    "Kowalska",
    "Okafor",
    "Quillfeather",
    "Sivakumar",
    "Wren",
)
GIVEN = ("Amara", "Beatrice", "Chidi", "Delphine", "Emeka", "Farzana")
MERGED, KEPT = 7, 8  # the same person under two numbers, as the registers learn on night 12
UNREGISTERED, LATE = 58, 57  # known by their numbers alone; the late one registers on night 16
OBJECTOR = 11
TWIN = 20  # somebody whose brother or sister is in no register


def born(serial: int) -> str:
    return f"{1930 + serial}-{1 + serial % 12:02d}-{1 + serial % 28:02d}"


def person(serial: int, **more: object) -> dict:
    """What everybody says of a person."""
    return {
        "nhs_number": NUMBERS[serial], "given_name": GIVEN[serial % 6], "family_name": FAMILIES[serial // 6 % 10],
        "birth_date": born(serial), "gender_code": "1", "postcode": f"E{1 + serial % 17} {1 + serial % 9}AB",
    } | more  # fmt: skip


def registered(serials, **more: dict) -> list[dict]:
    """The register; `more` says of a serial what else stands in its row."""
    return [
        person(serial) | {"registration_id": f"R{serial}", "local_patient_id": f"G{serial}", "practice_code": "F84001",
        "registered_from": "2015-01-01", "ethnic_category_code": "A"} | more.get(f"of_{serial}", {})
        for serial in serials
    ]  # fmt: skip


def attendance(key: str, serial: int, **more: object) -> dict:
    return person(serial) | {
        "attendance_id": key, "local_patient_id": f"H{serial}", "provider_code": "R1H", "department_type_code": "01",
        "arrival_at": "2024-05-06T10:00:00", "attendance_category_code": "1", "disposal_code": "03",
    } | more  # fmt: skip


FIRST = [attendance(f"A{serial}", serial) for serial in (*range(40), UNREGISTERED, LATE)]
WRONG = attendance("A99", 3, nhs_number=NUMBERS[4])  # night 6: another's number; corrected on night 9
STRANGER = attendance("A98", 30, nhs_number="", local_patient_id="H98")  # linked by what it says
DOUBTED = attendance("A97", TWIN, nhs_number="", given_name="Lysander", local_patient_id="H97")
EVERYBODY = list(range(40))
AMENDED = {f"of_{MERGED}": {"superseded_by_nhs_number": NUMBERS[KEPT]}}


def objection(withdrawn_on: str = "") -> list[dict]:
    said = {"opt_out_id": "O1", "opt_out_code": "LOCAL", "effective_from": "2024-01-01", "withdrawn_on": withdrawn_on}
    return [person(OBJECTOR) | said]


REGISTERS, HOSPITAL, OBJECTIONS = ("registrations", "EMIS"), ("ecds", "R1H"), ("opt_outs", "NHSD")

NIGHTS = {
    # night: what arrives
    1: [(REGISTERS, registered(EVERYBODY)), (HOSPITAL, FIRST)],
    3: [(HOSPITAL, [*FIRST, STRANGER])],
    4: [(HOSPITAL, [*FIRST, STRANGER, DOUBTED])],
    6: [(HOSPITAL, [*FIRST, STRANGER, DOUBTED, WRONG])],
    9: [(HOSPITAL, [*FIRST, STRANGER, DOUBTED, WRONG | {"nhs_number": NUMBERS[3]}])],
    12: [(REGISTERS, registered(EVERYBODY, **AMENDED))],
    16: [(REGISTERS, registered([*EVERYBODY, LATE], **AMENDED))],
    20: [(REGISTERS, registered([*EVERYBODY, LATE]))],
    22: [(OBJECTIONS, objection())],
    25: [(OBJECTIONS, objection("2024-06-01"))],
    28: [(REGISTERS, registered([*EVERYBODY, LATE, 41, 42, 43]))],
}
DECIDED = {10: "ACCEPT", 18: "WITHDRAW", 27: "REJECT"}

EVENTS = {
    # night: (event, cause): identities
    1: {("FIRST_SIGHT", "ARRIVED"): 82},
    3: {("FIRST_SIGHT", "ARRIVED"): 1},
    4: {("FIRST_SIGHT", "ARRIVED"): 1},
    6: {("FIRST_SIGHT", "ARRIVED"): 1},
    9: {("GONE", "NO_LONGER_IN_FORCE"): 1},  # the corrected row says what an earlier one has said
    11: {("MERGED", "REVIEW"): 1},
    12: {("FIRST_SIGHT", "ARRIVED"): 1, ("GONE", "NO_LONGER_IN_FORCE"): 1, ("MERGED", "SUPERSEDED"): 1},
    16: {("FIRST_SIGHT", "ARRIVED"): 1, ("CORRECTED", "REGISTER_CHANGED"): 1},
    19: {("SPLIT", "REVIEW"): 1},
    20: {("RETURNED", "ARRIVED"): 1, ("GONE", "NO_LONGER_IN_FORCE"): 1, ("SPLIT", "SUPERSESSION_ENDED"): 1},
    25: {("FIRST_SIGHT", "ARRIVED"): 3},  # of an objector nothing was left: the first sight of all three rows
    28: {("FIRST_SIGHT", "ARRIVED"): 3},
}


def publish(warehouse) -> None:
    """What publishing does with the build's warehouse."""
    os.replace(warehouse.settings.build_warehouse_db, warehouse.settings.warehouse_db)


def replayed(warehouse) -> dict:
    """Who is who, by the history alone."""
    rows = warehouse.rows(
        "select identity_id, person_id_after, link_method_after_code from identity.identity_history "
        "qualify row_number() over (partition by identity_id order by night_number desc) = 1"
    )
    return {identity: (person_id, method) for identity, person_id, method in rows if person_id is not None}


@pytest.fixture(scope="module")
def nights(tmp_path_factory, contracts):
    """After each night: the map, the history replayed, and what was told of it."""
    warehouse = small_warehouse(tmp_path_factory.mktemp("nights"), contracts)
    told, code = {}, None
    for night in range(1, 31):
        for (feed, provider), rows in NIGHTS.get(night, []):
            warehouse.deliver(feed, rows, provider=provider, extracted_at=f"202406{night:02d}T020000Z")
        if verdict := DECIDED.get(night - 1):
            if code is None:
                pairs, _ = pairs_in_doubt(warehouse.settings, 10)
                (code,) = {pair.code for pair in pairs if pair.candidate_rank == 1}
            decide_pair(warehouse.settings, code, verdict, "a reviewer", "seen by the ward")
        summary = warehouse.link(f"night-{night}")
        now = {
            identity: (person_id, method)
            for identity, person_id, method in warehouse.rows(
                "select identity_id, person_id, link_method_code from identity.person_map"
            )
        }
        events = warehouse.rows(
            f"select event_code, cause_code, identity_id from identity.identity_history where night_number = {night}"
        )
        told[night] = (now, replayed(warehouse), events, summary)
        publish(warehouse)
    return told


def test_every_change_is_an_event_with_its_cause(nights):
    found = {
        night: dict(Counter((event, cause) for event, cause, _ in events))
        for night, (_, _, events, _) in nights.items()
    }
    assert {night: events for night, events in found.items() if events} == EVENTS


def test_the_history_says_of_every_night_who_was_who(nights):
    for now, by_history, _, _ in nights.values():
        assert now == by_history


def test_nobody_changes_without_an_event(nights):
    for night in range(2, 31):
        before, after = nights[night - 1][0], nights[night][0]
        told = {identity for _, _, identity in nights[night][2]}
        changed = {identity for identity in before.keys() & after.keys() if before[identity] != after[identity]}
        assert changed <= told


def test_a_night_without_news_changes_nobody(nights):
    quiet = [night for night in range(2, 31) if night not in EVENTS and night != 22]  # 22: an objector is gone
    assert len(quiet) == 17
    assert all(nights[night][0] == nights[night - 1][0] for night in quiet)


def test_a_number_that_is_merged_and_parted_again_is_as_it_was(nights):
    people = {night: len({person_id for person_id, _ in nights[night][0].values()}) for night in nights}
    assert people[12] == people[11] - 1 and people[20] == people[19] + 1
    before, after = nights[11][0], nights[21][0]
    of_other_reasons = {identity for night in (16, 19) for _, _, identity in nights[night][2]}
    same = before.keys() & after.keys() - of_other_reasons
    assert len(same) > 80 and all(before[identity] == after[identity] for identity in same)


def test_of_an_objector_no_line_is_left(nights):
    gone = {identity for identity in nights[21][0] if identity not in nights[22][0]}
    assert len(gone) == 2  # the register's row and the hospital's
    assert not gone & nights[24][1].keys()


def test_the_summary_counts_what_happened(nights):
    for night, (_, _, events, summary) in nights.items():
        assert dict(summary.changes.events) == dict(Counter(event for event, _, _ in events)), night
        assert summary.changes.unexplained == 0
