"""A year of care of one person, sent as extracts: what happened at the edges of the rules of cost, and what it costs.

Belongs here: what is sent, case by case, with the units of activity that it should become. Does not belong here: how it
is delivered (test_costs_of_extracts.py), or a rule that needs no extract (test_costs.py).
"""

from tests.conftest import nhs_number
from tests.spec.price_list import FACTORS, price_list, records

AS_OF = "2024-05-31"
PERSON = {"nhs_number": nhs_number(1), "birth_date": "1950-02-03", "given_name": "Ann", "family_name": "Smith",
          "postcode": "E17 4AA", "gender_code": "2"}  # fmt: skip
REGISTERED = PERSON | {"registration_id": "R1", "practice_code": "F84001", "registered_from": "2010-01-01"}


def service(begins: str, ends: str = "", weekly: str = "70") -> dict:
    """Home support of a council; at 70 pounds a week a day of it is 10."""
    return {"provider_code": "E09000031", "event_type_code": "SERVICE", "service_type_code": "HOME_SUPPORT",
            "start_date": begins, "end_date": ends, "weekly_cost_gbp": weekly}  # fmt: skip


def stay(begins: str, ends: str = "") -> dict:
    """A stay with a mental health trust; a bed day is 500.10, from May 2024 on 564.333333."""
    return {"provider_code": "RWK", "admission_date": begins, "discharge_date": ends, "admission_method_code": "21"}


def spell(begins: str, ends: str = "", **more: str) -> dict:
    """An emergency with HRG AA22C, in a hospital that has no factor; the price changed on 1 April 2024."""
    return {"provider_code": "RXX", "episode_number": "1", "admission_date": begins, "admission_method_code": "21",
            "patient_classification_code": "1", "episode_start_date": begins, "episode_end_date": ends or AS_OF,
            "discharge_date": ends, "spell_hrg_code": "AA22C", "treatment_function_code": "300"} | more  # fmt: skip


def attendance(arrived: str, **more: str) -> dict:
    return {"provider_code": "RXX", "arrival_at": f"{arrived}T12:00:00", "department_type_code": "01",
            "hrg_code": "VB01Z", "attendance_category_code": "1", "disposal_code": "03"} | more  # fmt: skip


def appointment(day: str, **more: str) -> dict:
    return {"provider_code": "RXX", "appointment_date": day, "attended_code": "5", "first_attendance_code": "1",
            "treatment_function_code": "300"} | more  # fmt: skip


CASES = {
    # what happened: feed, what was sent, and of each unit: first day, quantity, pounds or why there are none
    "a service that ends in mid-month": (
        "social_care", service("2024-03-20", "2024-04-10"), ["2024-03-20 12 120.00", "2024-04-01 10 100.00"]),
    "a service of one day": ("social_care", service("2024-05-10", "2024-05-10"), ["2024-05-10 1 10.00"]),
    "a service through February of a leap year": (
        "social_care", service("2024-02-01", "2024-02-29"), ["2024-02-01 29 290.00"]),
    "and of another year": ("social_care", service("2023-02-01", "2023-02-28"), ["2023-02-01 28 280.00"]),
    "a service that goes on: up to the reporting date": (
        "social_care", service("2024-05-30"), ["2024-05-30 2 20.00"]),
    "a service whose end has been set, and is yet to come": (
        "social_care", service("2024-05-30", "2024-06-20"), ["2024-05-30 2 20.00"]),
    "a service that is yet to begin": ("social_care", service("2024-06-02"), []),
    "a service of which each month is rounded by itself": (
        "social_care", service("2024-03-31", "2024-04-01", "0.10"), ["2024-03-31 1 0.01", "2024-04-01 1 0.01"]),
    "an open mental health stay: up to the reporting date": (
        "mh_stays", stay("2024-04-29"), ["2024-04-29 2 1000.20", "2024-05-01 31 17494.33"]),
    "a stay: the day of discharge is none": ("mh_stays", stay("2024-05-01", "2024-05-04"), ["2024-05-01 3 1693.00"]),
    "a stay that ends on the first of a month": (
        "mh_stays", stay("2024-04-29", "2024-05-01"), ["2024-04-29 2 1000.20"]),
    "a stay over the leap day": (
        "mh_stays", stay("2024-02-28", "2024-03-02"), ["2024-02-28 2 1000.20", "2024-03-01 1 500.10"]),
    "a stay that ends on the day it began": ("mh_stays", stay("2024-05-10", "2024-05-10"), []),
    "a stay whose discharge is yet to come": ("mh_stays", stay("2024-05-30", "2024-06-10"), ["2024-05-30 2 1128.67"]),
    "the stay of the leap day once more, as a spell": (
        "apc", spell("2024-02-28", "2024-03-02", provider_code="RWK", treatment_function_code="710"), []),
    "a spell discharged on the last day of the old price": (
        "apc", spell("2024-03-25", "2024-03-31"), ["2024-03-31 1 3000.00"]),
    "and on the day of the new one": ("apc", spell("2024-03-25", "2024-04-01"), ["2024-04-01 1 3100.00"]),
    "a stay of as many days as the trim point": ("apc", spell("2024-05-01", "2024-05-11"), ["2024-05-11 1 3100.00"]),
    "a trim point passed by one day": ("apc", spell("2024-05-01", "2024-05-12"), ["2024-05-12 1 3360.00"]),
    "a short stay at the limit": ("apc", spell("2024-05-01", "2024-05-02"), ["2024-05-02 1 1250.00"]),
    "and past it": ("apc", spell("2024-05-01", "2024-05-03"), ["2024-05-03 1 3100.00"]),
    "an HRG that only any HRG is listed for": (
        "apc", spell("2024-05-01", "2024-05-05", spell_hrg_code="ZZ99Z"), ["2024-05-05 1 70.00"]),
    "a hospital that has a factor": (
        "apc", spell("2024-05-01", "2024-05-05", provider_code="R1H"), ["2024-05-05 1 3561.55"]),
    "a hospital whose factor has not begun": (
        "apc", spell("2024-03-20", "2024-03-25", provider_code="RYJ"), ["2024-03-25 1 3000.00"]),
    "discharged on the reporting date": ("apc", spell("2024-05-25", AS_OF), ["2024-05-31 1 3100.00"]),
    "an open spell": ("apc", spell("2024-05-25"), []),
    "a spell whose discharge is yet to come": ("apc", spell("2024-05-25", "2024-06-03", episode_end_date=AS_OF), []),
    "a private patient": ("apc", spell("2024-05-01", "2024-05-05", administrative_category_code="02"), []),
    "nothing is listed for the day": (
        "apc", spell("2023-02-01", "2023-02-05", spell_hrg_code="EE03C"), ["2023-02-05 1 NOT_VALID"]),
    "an attendance": ("ecds", attendance("2024-05-10"), ["2024-05-10 1 400.50"]),
    "a planned follow-up": ("ecds", attendance("2024-05-10", attendance_category_code="4"), []),
    "an appointment": ("op", appointment("2024-05-10"), ["2024-05-10 1 200.00"]),
    "one that was missed": ("op", appointment("2024-05-10", attended_code="3"), []),
    "one of a private patient": ("op", appointment("2024-05-10", administrative_category_code="02"), []),
    "one that stops a clock": ("op", appointment("2024-05-10", first_attendance_code="5"), []),
    "a prescription that brings no cost": (
        "gp_medications", {"practice_code": "F84001", "issue_date": "2024-05-10"}, ["2024-05-10 1 NO_AMOUNT"]),
}  # fmt: skip
# The column that tells one row of a feed from another; here the place of the case in the table above.
KEYS = {"social_care": "event_id", "mh_stays": "spell_number", "apc": "spell_number", "ecds": "attendance_id",
        "op": "appointment_id", "gp_medications": "issue_id"}  # fmt: skip


def key(name: str) -> str:
    return f"C{list(CASES).index(name)}"


def rows_of(feed: str) -> list[dict]:
    """What is sent of a feed of persons, a row per case."""
    return [PERSON | row | {KEYS[feed]: key(name)} for name, (of, row, _) in CASES.items() if of == feed]


def list_rows(feed: str) -> list[dict]:
    """The price list and the factors of all cases of costing, as extracts."""
    if feed == "ref_prices":
        kept = ("row_number", "sender_code", "delivery_id", "extracted_at")
        return [{name: value for name, value in row.items() if value and name not in kept} for row in price_list()]
    columns = ("row", "provider_code", "valid_from", "valid_to", "market_forces_factor")
    return [{name: value for name, value in row.items() if value and name != "row"}
            for row in records(FACTORS, *columns)]  # fmt: skip
