"""What activity other than spells costs: attendances, appointments, contacts, bed days, care, calls and support.

A case says what was done, which row of the price list it finds, by which rule, and the pounds, or why there are none.
"""

from itertools import permutations

import pytest

from tests.spec.price_list import found, priced_by, standard_tables
from tests.spec.small_tables import SmallTables


@pytest.fixture(scope="module")
def tables() -> SmallTables:
    return standard_tables()


def attendance(**said: object) -> dict:
    return {"provider_code": "R1H", "arrival_at": "2024-05-10 12:00", "attendance_category_code": "1"} | said


def appointment(**said: object) -> dict:
    return {"provider_code": "R1H", "appointment_date": "2024-05-10", "attended_code": "5"} | said


def talk(**said: object) -> dict:
    return {"appointment_at": "2024-05-10 12:00", "status_code": "ATTENDED"} | said


def contact(**said: object) -> dict:
    return {"contact_at": "2024-05-10 12:00", "attended_code": "5"} | said


ECDS, OP = ("stg_ecds__attendances", "int_cost__ae"), ("stg_op__appointments", "int_cost__op")
GP, CSDS = ("stg_gp_appointments__appointments", "int_cost__gp"), ("stg_csds__contacts", "int_cost__csds")
MHC, VS = ("stg_mh_contacts__contacts", "int_cost__mh_contact"), ("stg_voluntary_support__episodes",
                                                                   "int_cost__voluntary")  # fmt: skip
RR = ("stg_rapid_response__calls", "int_cost__rapid_response")
STAYS, CARE = ("int_mh_stays__bed_days", "int_cost__mh_bed_day"), ("int_social_care__units", "int_cost__social_care")
UNITS = {
    "int_mh_stays__bed_days": {"activity_date": "date", "quantity": "bigint"},
    "int_social_care__units": {
        "event_type_code": "varchar", "weekly_cost_gbp": "decimal(18, 6)", "activity_date": "date",
        "quantity": "bigint",
    },
}  # fmt: skip
NONE = (None, None, None)
OTHERS = {
    "A&E: HRG in that department, times the factor": (
        ECDS, attendance(hrg_code="VB01Z", department_type_code="01"), (12, "EXACT", "460.13", None)),
    "A&E: HRG in any department": (
        ECDS, attendance(hrg_code="VB01Z", department_type_code="03"), (13, "CURRENCY", "344.67", None)),
    "A&E: any HRG in that department": (
        ECDS, attendance(hrg_code="VB99Z", department_type_code="05"), (14, "MODIFIER", "172.33", None)),
    "A&E: no HRG sent": (
        ECDS, attendance(hrg_code=None, department_type_code="01"), (*NONE, "NO_CURRENCY")),
    "A&E: half past midnight in London on the first day of the price": (
        ECDS, attendance(hrg_code="VB01Z", department_type_code="01", provider_code="RXX",
                         arrival_at="2024-03-31 23:30"), (12, "EXACT", "400.50", None)),
    "OP: first": (
        OP, appointment(treatment_function_code="300", first_attendance_code="1"), (15, "EXACT", "229.78", None)),
    "OP: first, by telephone": (
        OP, appointment(treatment_function_code="300", first_attendance_code="3"), (15, "EXACT", "229.78", None)),
    "OP: follow-up": (
        OP, appointment(treatment_function_code="300", first_attendance_code="4"), (16, "EXACT", "103.40", None)),
    "OP: any treatment function": (
        OP, appointment(treatment_function_code="999", first_attendance_code="1"), (17, "MODIFIER", "183.82", None)),
    "OP: not listed": (
        OP, appointment(treatment_function_code="999", first_attendance_code="2"), (*NONE, "NOT_LISTED")),
    "GP: professional and mode; half a penny goes up": (
        GP, talk(professional_code="GP", mode_code="VIDEO"), (19, "EXACT", "44.01", None)),
    "GP: professional, any mode": (
        GP, talk(professional_code="GP", mode_code="ONLINE"), (18, "CURRENCY", "48.00", None)),
    "GP: no mode sent": (GP, talk(professional_code="GP", mode_code=None), (18, "EXACT", "48.00", None)),
    "GP: any professional, that mode": (
        GP, talk(professional_code="NURSE", mode_code="VIDEO"), (20, "MODIFIER", "33.00", None)),
    "GP: anybody, anyhow": (GP, talk(professional_code=None, mode_code=None), (21, "ANY", "30.00", None)),
    "community: no factor": (CSDS, contact(team_type_code="PODIATRY"), (22, "EXACT", "49.00", None)),
    "community: attended, by assumption": (
        CSDS, contact(team_type_code="PODIATRY", attended_code=None), (22, "EXACT", "49.00", None)),
    "community: not listed": (CSDS, contact(team_type_code="PALLIATIVE"), (*NONE, "NOT_LISTED")),
    "community: before any price": (
        CSDS, contact(team_type_code="PODIATRY", contact_at="2024-03-30 12:00"), (*NONE, "NOT_VALID")),
    "mental health contact": (MHC, contact(team_type_code="CRISIS"), (23, "EXACT", "312.10", None)),
    "mental health contact: any team": (MHC, contact(team_type_code="CAMHS"), (24, "ANY", "250.00", None)),
    "bed days: rounded after they are multiplied": (  # 17494.333323
        STAYS, {"activity_date": "2024-05-01", "quantity": 31}, (26, "ANY", "17494.33", None)),
    "bed days: at the price of the first of them": (
        STAYS, {"activity_date": "2024-04-29", "quantity": 2}, (25, "ANY", "1000.20", None)),
    "social care: an event at its price": (
        CARE, {"event_type_code": "REVIEW", "activity_date": "2024-05-10", "quantity": 1},
        (27, "EXACT", "70.00", None)),
    "social care: an event that is not listed": (
        CARE, {"event_type_code": "REQUEST", "activity_date": "2024-05-10", "quantity": 1}, (*NONE, "NOT_LISTED")),
    "social care: a whole February of a leap year": (  # 100 x 29 / 7 = 414.2857
        CARE, {"event_type_code": "SERVICE", "weekly_cost_gbp": "100", "activity_date": "2024-02-01", "quantity": 29},
        (None, None, "414.29", None)),
    "social care: a service that ends in mid-month": (  # 350.01 x 10 / 7 = 500.0142857
        CARE, {"event_type_code": "SERVICE", "weekly_cost_gbp": "350.01", "activity_date": "2024-05-01",
               "quantity": 10}, (None, None, "500.01", None)),
    "social care: half a penny goes up": (  # 0.07 x 0.5 / 7: 0.035 x 1 / 7 = 0.005
        CARE, {"event_type_code": "SERVICE", "weekly_cost_gbp": "0.035", "activity_date": "2024-05-01",
               "quantity": 1}, (None, None, "0.01", None)),
    "social care: a free service costs nothing, which is a cost": (
        CARE, {"event_type_code": "SERVICE", "weekly_cost_gbp": "0", "activity_date": "2024-05-01", "quantity": 31},
        (None, None, "0.00", None)),
    "voluntary: each contact": (  # 72.999
        VS, {"service_code": "NAVIGATION", "start_date": "2024-05-10", "contact_count": 3},
        (28, "EXACT", "73.00", None)),
    "voluntary: no contact": (
        VS, {"service_code": "NAVIGATION", "start_date": "2024-05-10", "contact_count": 0},
        (28, "EXACT", "0.00", None)),
    "voluntary: contacts not counted": (
        VS, {"service_code": "NAVIGATION", "start_date": "2024-05-10"}, (28, "EXACT", None, None)),
    "voluntary: fewer contacts than none": (
        VS, {"service_code": "NAVIGATION", "start_date": "2024-05-10", "contact_count": -2},
        (28, "EXACT", None, None)),
    "voluntary: more contacts than there is money for": (
        VS, {"service_code": "NAVIGATION", "start_date": "2024-05-10", "contact_count": 9 * 10**18},
        (28, "EXACT", None, None)),
    "rapid response": (RR, {"call_received_at": "2024-05-10 12:00", "accepted": True}, (29, "ANY", "235.00", None)),
}  # fmt: skip


@pytest.mark.parametrize(("where", "row", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_other_activity(tables, where, row, expected):
    given_to, made = where
    tables.give(given_to, [row], UNITS.get(given_to))
    tables.build(made)
    assert found(tables, made) == [expected]


PUBLISHERS = {
    # (sender, valid from, extracted): of all of these the first is what stands
    "the later validity, whoever says so": [
        ("A", "2024-05-01", "2024-01-01"), ("B", "2024-04-01", "2024-02-01"), ("C", "2024-04-02", "2024-03-01")],
    "as late as each other: the one extracted later": [
        ("A", "2024-05-01", "2024-02-01"), ("B", "2024-05-01", "2024-01-01")],
    "and extracted together: that of the greater sender": [
        ("B", "2024-05-01", "2024-01-01"), ("A", "2024-05-01", "2024-01-01")],
}  # fmt: skip


@pytest.mark.parametrize("lists", PUBLISHERS.values(), ids=PUBLISHERS.keys())
def test_of_several_publishers_one_price_and_one_factor_stand_in_any_order(lists):
    common = {"price_list_code": "AE", "currency_code": "VB01Z", "delivery_id": "D"}
    for order in permutations(enumerate(lists)):
        said = [
            {"sender_code": sender, "valid_from": day, "extracted_at": moment, "row_number": number}
            for number, (sender, day, moment) in order
        ]
        tables = priced_by(
            [row | common | {"price_gbp": 100 + row["row_number"]} for row in said],
            [row | {"provider_code": "R1H", "market_forces_factor": 1 + row["row_number"]} for row in said],
        )
        tables.give("stg_ecds__attendances", [attendance(hrg_code="VB01Z", department_type_code="01")])
        tables.build("int_cost__ae")
        assert found(tables, "int_cost__ae") == [(0, "CURRENCY", "100.00", None)]
