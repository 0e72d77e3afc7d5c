"""What a risk score may see: every event strictly before the index date, by its own date, and nothing from it on.

A case says what happened to one person, so many days before the index date (0 is the index date itself), and which
features it makes. What did not happen is nought.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.project import described
from tests.spec.small_tables import SmallTables

INDEX, SOMEBODY, IDENTITY = date(2024, 1, 1), "0" * 31 + "1", "0" * 31 + "2"
GROUPS = ("DEMOGRAPHY", "HOSPITAL", "GP", "COMMUNITY", "MENTAL_HEALTH", "SOCIAL_CARE")
STAYS = ("int_risk__admissions", "int_risk__mental_health_stays", "int_risk__social_care")
OTHERS = ("int_risk__contacts", "int_risk__medicines")
_WHO = {"person_id": "uuid", "is_direct_care_covered": "boolean", "is_planning_covered": "boolean"}
_SENT = {"sender_code": "varchar", "identity_id": "uuid"}
# Of each table that events come in: its columns, and the one that dates a row.
EVENTS = {
    "int_admission__classified": (
        _WHO | {"admission_date": "date", "discharge_date": "date", "admission_type_code": "varchar",
                "is_nhs_funded": "boolean", "is_mental_health_spell": "boolean"}, "admission_date"),
    "int_mh_stays__linked": (_WHO | {"admission_date": "date", "discharge_date": "date"}, "admission_date"),
    "int_social_care__linked": (
        _WHO | {"start_date": "date", "end_date": "date", "event_type_code": "varchar"}, "start_date"),
    "stg_ecds__attendances": (
        _SENT | {"arrival_at": "timestamp", "attendance_category_code": "varchar"}, "arrival_at"),
    "stg_op__appointments": (
        _SENT | {"appointment_date": "date", "attended_code": "varchar", "administrative_category_code": "varchar"},
        "appointment_date"),
    "stg_gp_appointments__appointments": (
        _SENT | {"appointment_at": "timestamp", "status_code": "varchar"}, "appointment_at"),
    "stg_gp_events__events": (_SENT | {"event_date": "date", "snomed_code": "varchar"}, "event_date"),
    "stg_csds__contacts": (_SENT | {"contact_at": "timestamp", "attended_code": "varchar"}, "contact_at"),
    "stg_rapid_response__calls": (_SENT | {"call_received_at": "timestamp", "accepted": "boolean"}, "call_received_at"),
    "stg_mh_contacts__contacts": (_SENT | {"contact_at": "timestamp", "attended_code": "varchar"}, "contact_at"),
    "stg_gp_medications__issues": (_SENT | {"issue_date": "date", "bnf_code": "varchar"}, "issue_date"),
}  # fmt: skip


def world(tables: SmallTables, events: dict[str, list[dict]], groups: tuple[str, ...] = GROUPS) -> dict[str, int]:
    """The features of somebody to whom these events happened, those that are not nought."""
    tables.give("int_risk__index_dates", [{"index_code": "YEAR_AGO", "index_date": INDEX}],
                {"index_code": "varchar", "reference_date": "date", "index_date": "date"})  # fmt: skip
    tables.give("risk_feature_groups", [{"feature_group_code": group, "is_used": group in groups} for group in GROUPS],
                {"feature_group_code": "varchar", "is_used": "boolean"})  # fmt: skip
    tables.give("person_map", [{"identity_id": IDENTITY, "person_id": SOMEBODY}],
                {"identity_id": "uuid", "person_id": "uuid"})  # fmt: skip
    feeds = ("ecds", "op", "gp_appointments", "gp_events", "csds", "rapid_response", "mh_contacts", "gp_medications")
    tables.give("int_sender__coverage",
                [{"feed": feed, "sender_code": sender, "is_direct_care_covered": sender != "PLANS_ALONE",
                  "is_planning_covered": True} for feed in feeds for sender in ("S", "PLANS_ALONE")],
                {"feed": "varchar", "sender_code": "varchar", "is_direct_care_covered": "boolean",
                 "is_planning_covered": "boolean"})  # fmt: skip
    for table, (columns, _) in EVENTS.items():
        whose = ({"person_id": SOMEBODY, "is_direct_care_covered": True, "is_planning_covered": True}
                 if "person_id" in columns else {"identity_id": IDENTITY, "sender_code": "S"})  # fmt: skip
        tables.give(table, [whose | row for row in events.get(table, [])], columns)
    tables.build(*STAYS, *OTHERS)
    found: dict[str, int] = {}
    for model in (*STAYS, *OTHERS):
        names = [column["name"] for column in described("models")[model]["columns"]][2:]
        for row in tables.rows(f'select {", ".join(names)} from "{model}"'):
            found |= {name: int(value) for name, value in zip(names, row, strict=True) if value}
    return found


def ago(days: int) -> date:
    return INDEX - timedelta(days=days)


def at(days: int) -> datetime:
    return datetime.combine(ago(days), time(12))


def emergency(days: int, nights: int | None = 1, **more: object) -> dict:
    return {
        "int_admission__classified": [
            {"admission_date": ago(days), "discharge_date": None if nights is None else ago(days - nights),
             "admission_type_code": "EMERGENCY", "is_nhs_funded": True, "is_mental_health_spell": False} | more
        ]
    }  # fmt: skip


def seen(table: str, days: int, **more: object) -> dict:
    dated = EVENTS[table][1]
    return {table: [{dated: at(days) if dated.endswith("_at") else ago(days)} | more]}


EM, NIGHTS = "emergency_admissions_{}_count", "emergency_bed_days_365d_count"
OP, GP, ECDS = "stg_op__appointments", "stg_gp_appointments__appointments", "stg_ecds__attendances"
CASES = {
    "admitted on the index date": (emergency(0), {}),
    "admitted the day before": (emergency(1), {EM.format("30d"): 1, NIGHTS: 1}),
    "30 days before": (emergency(30), {EM.format("30d"): 1, NIGHTS: 1}),
    "31 days before": (emergency(31), {EM.format("31_90d"): 1, NIGHTS: 1}),
    "90 days before": (emergency(90), {EM.format("31_90d"): 1, NIGHTS: 1}),
    "91 days before": (emergency(91), {EM.format("91_365d"): 1, NIGHTS: 1}),
    "365 days before": (emergency(365), {EM.format("91_365d"): 1, NIGHTS: 1}),
    "366 days before, the second night within the year": (emergency(366, 2), {EM.format("366_730d"): 1, NIGHTS: 1}),
    "730 days before": (emergency(730), {EM.format("366_730d"): 1}),
    "731 days before": (emergency(731), {}),
    "discharged the same day": (emergency(5, 0), {EM.format("30d"): 1}),
    "still in on the index date: nights until then": (emergency(5, 50), {EM.format("30d"): 1, NIGHTS: 5}),
    "never discharged": (emergency(5, None), {EM.format("30d"): 1, NIGHTS: 5}),
    "in all year, and before": (emergency(800, None), {NIGHTS: 365}),
    "elective": (emergency(5, 3, admission_type_code="ELECTIVE"), {"elective_admissions_365d_count": 1}),
    "elective, 366 days before": (emergency(366, 3, admission_type_code="ELECTIVE"), {}),
    "a birth is neither": (emergency(5, 3, admission_type_code="MATERNITY"), {}),
    "private": (emergency(5, is_nhs_funded=False), {}),
    "mental health, which comes as a stay of its own": (emergency(5, is_mental_health_spell=True), {}),
    "a sender who agreed to planning alone": (emergency(5, is_direct_care_covered=False), {}),
    "A&E 90 days before": (seen(ECDS, 90, attendance_category_code="1"), {"ae_attendances_90d_count": 1}),
    "A&E 91 days before": (seen(ECDS, 91, attendance_category_code="1"), {"ae_attendances_91_365d_count": 1}),
    "A&E 366 days before": (seen(ECDS, 366, attendance_category_code="1"), {}),
    "A&E as planned": (seen(ECDS, 9, attendance_category_code="4"), {}),
    "A&E in the last hour of the day before, by London's clock": (
        {ECDS: [{"arrival_at": datetime(2023, 12, 31, 23, 59), "attendance_category_code": "1"}]},
        {"ae_attendances_90d_count": 1}),
    "outpatients seen late": (seen(OP, 365, attended_code="6"), {"outpatient_attendances_365d_count": 1}),
    "outpatients not come": (seen(OP, 1, attended_code="3"), {"outpatient_missed_365d_count": 1}),
    "outpatients too late to be seen": (seen(OP, 1, attended_code="7"), {"outpatient_missed_365d_count": 1}),
    "outpatients cancelled": (seen(OP, 1, attended_code="2"), {}),
    "outpatients private": (seen(OP, 1, attended_code="5", administrative_category_code="02"), {}),
    "outpatients on the index date": (seen(OP, 0, attended_code="5"), {}),
    "the practice": (seen(GP, 1, status_code="ATTENDED"), {"gp_appointments_365d_count": 1}),
    "the practice, not come": (seen(GP, 1, status_code="DNA"), {"gp_appointments_missed_365d_count": 1}),
    "the practice, booked": (seen(GP, 1, status_code="BOOKED"), {}),
    "the practice, by a sender who agreed to planning alone": (
        seen(GP, 1, status_code="ATTENDED", sender_code="PLANS_ALONE"), {}),
    "three entries in the record on two days, one the day after and one too long ago": (
        {"stg_gp_events__events": [
            {"event_date": ago(day), "snomed_code": "271649006"} for day in (0, 1, 1, 365, 366)]},
        {"gp_record_days_365d_count": 2}),
    "a community contact without a code": (seen("stg_csds__contacts", 1), {"community_contacts_365d_count": 1}),
    "a community contact missed": (seen("stg_csds__contacts", 1, attended_code="3"), {}),
    "a call accepted": (
        seen("stg_rapid_response__calls", 365, accepted=True), {"rapid_response_calls_365d_count": 1}),
    "a call not accepted": (seen("stg_rapid_response__calls", 1, accepted=False), {}),
    "a mental health contact": (
        seen("stg_mh_contacts__contacts", 1, attended_code="5"), {"mental_health_contacts_365d_count": 1}),
    "a mental health stay goes on": (
        {"int_mh_stays__linked": [{"admission_date": ago(10), "discharge_date": None}]},
        {"mental_health_bed_days_365d_count": 10}),
    "a service goes on": (
        {"int_social_care__linked": [{"start_date": ago(900), "event_type_code": "SERVICE"}]},
        {"social_care_services_365d_count": 1, "has_social_care_package": 1}),
    "a service that ended the day before was in force": (
        {"int_social_care__linked": [{"start_date": ago(9), "end_date": ago(1), "event_type_code": "SERVICE"}]},
        {"social_care_services_365d_count": 1, "has_social_care_package": 1}),
    "a service that ended two days before": (
        {"int_social_care__linked": [{"start_date": ago(9), "end_date": ago(2), "event_type_code": "SERVICE"}]},
        {"social_care_services_365d_count": 1}),
    "a service that ended more than a year before": (
        {"int_social_care__linked": [{"start_date": ago(900), "end_date": ago(366), "event_type_code": "SERVICE"}]},
        {}),
    "an assessment is no service": (
        {"int_social_care__linked": [{"start_date": ago(9), "event_type_code": "ASSESSMENT"}]}, {}),
    "two medicines of one chapter, one of them twice": (
        {"stg_gp_medications__issues": [{"issue_date": ago(day), "bnf_code": code} for day, code in (
            (1, "0212000B0AAABAB"), (9, "0212000B0BBABAB"), (365, "0205051R0AAAAAA"), (366, "0601022B0AAABAB"),
            (0, "0403030E0AAAAAA"), (2, "2003000000000AA"))]},
        {"medicines_365d_count": 2, "medicine_chapters_365d_count": 1}),
}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Iterator[SmallTables]:
    yield SmallTables()


@pytest.mark.parametrize("what", CASES)
def test_an_event_is_the_feature_that_its_date_makes_it(tables, what):
    events, features = CASES[what]
    assert world(tables, events) == features


@pytest.mark.parametrize("group", GROUPS[1:])
def test_a_group_without_a_basis_is_not_read(tables, group):
    everything: dict[str, list[dict]] = {}
    for events, _ in CASES.values():
        for table, rows in events.items():
            everything.setdefault(table, []).extend(rows)
    whole = world(tables, everything)
    without = world(tables, everything, tuple(each for each in GROUPS if each != group))
    assert set(without) < set(whole)
    assert all(whole[name] == value for name, value in without.items())


@settings(max_examples=12, deadline=None)
@given(days=st.lists(st.integers(-400, 800), min_size=1, max_size=6), shift=st.integers(1, 900))
def test_what_comes_later_changes_no_feature(tables, days, shift):
    """Every row from the index date on, and every end that lies there, is shifted: no feature moves."""

    def happened(later_by: int) -> dict[str, list[dict]]:
        def told(day: int) -> int:
            return day if day > 0 else day - later_by

        return {
            "int_admission__classified": [
                row
                for day in days
                for row in emergency(told(day), None)["int_admission__classified"]
                for row in [row | {"discharge_date": ago(told(day - 20))}]
            ],
            "int_social_care__linked": [
                {"start_date": ago(told(day)), "end_date": ago(told(day - 20)), "event_type_code": "SERVICE"}
                for day in days
            ],
            **{
                table: rows
                for day in days
                for table, rows in (
                    seen(OP, told(day), attended_code="5") | seen(ECDS, told(day), attendance_category_code="1")
                    | seen(GP, told(day), status_code="ATTENDED")
                ).items()
            },
        }  # fmt: skip

    assert world(tables, happened(0)) == world(tables, happened(shift))


_AT = {"person_id": SOMEBODY, "index_code": "NOW", "reference_date": date(2025, 3, 31), "index_date": date(2025, 4, 1)}
_OF_PEOPLE = (
    "reference_date", "index_date", "is_national_opt_out", "borough_code", "age_band", "gender_code",
    "ethnic_group_code", "imd_quintile", "practice_code", "age_years", "imd_decile", "registered_days",
    "is_gp_data_absent",
)  # fmt: skip


@pytest.mark.parametrize("days, told", [(639, 2), (638, None)])
def test_the_year_before_last_is_told_where_discharges_reach_back_three_quarters_of_it(tables, days, told):
    def part(table: str, rows: list[dict], names: tuple[str, ...] = ()) -> None:
        names = names or tuple(column["name"] for column in described("models")[table]["columns"][2:])
        dated = {name: "date" if name.endswith("_date") else "bigint" for name in names}
        tables.give(table, rows, {"person_id": "uuid", "index_code": "varchar"} | dated)

    part("int_risk__population", [_AT], _OF_PEOPLE)
    twice = {"person_id": SOMEBODY, "index_code": "NOW", "emergency_admissions_366_730d_count": 2}
    part("int_risk__admissions", [twice])
    for table in (*OTHERS, *STAYS[1:]):
        part(table, [])
    tables.give("risk_feature_groups", [{"feature_group_code": group, "is_used": True} for group in GROUPS],
                {"feature_group_code": "varchar", "is_used": "boolean"})  # fmt: skip
    registers = [column["name"] for column in described("models")["int_condition__summary"]["columns"]]
    tables.give("int_condition__summary", [],
                {name: "boolean" if name.startswith("is_") else "bigint" for name in registers}
                | {"person_id": "uuid", "reference_date": "date"})  # fmt: skip
    tables.give("int_risk__index_dates", [{"index_date": INDEX}, {"index_date": _AT["index_date"]}],
                {"index_date": "date"})  # fmt: skip
    tables.give("int_admission__classified", [{"discharge_date": ago(days)}, {"discharge_date": None}],
                {"discharge_date": "date"})  # fmt: skip
    tables.build("int_risk__features")
    assert tables.rows("select emergency_admissions_366_730d_count from int_risk__features") == [(told,)]
