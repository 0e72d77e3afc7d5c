"""An independent recalculation of the published tables from the interface pages alone: units of activity.

What belongs here: fct_activity. What does not: counts by month, or how a unit is priced.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.recalculation.attendances import POINTS, UNPLANNED
from tests.recalculation.costs import Tariff
from tests.recalculation.dates import fin_year, month_of, parts_by_month
from tests.recalculation.feeds import FEEDS
from tests.recalculation.registrations import Register

SETTINGS = {
    "GP": "PRIMARY_CARE",
    "RX": "PRESCRIBING",
    "CSC": "COMMUNITY",
    "RR": "COMMUNITY",
    "MHC": "MENTAL_HEALTH",
    "MHBD": "MENTAL_HEALTH",
    "SC": "SOCIAL_CARE",
    "VS": "VOLUNTARY",
}
OUTPATIENT = {"1": "OPFA", "3": "OPFA", "2": "OPFU", "4": "OPFU"}


def join_key(row: dict) -> str:
    """The values of a row's key, joined by a bar."""
    return "|".join("" if row[name] is None else str(row[name]) for name in FEEDS[row["feed"]].key)


def make_unit(row: dict, point: str, day: date, quantity: int, register: Register, tariff: Tariff) -> dict:
    """One unit of activity from a source row."""
    place, cost = register.place(row, day), tariff.cost_unit(row, point, day, quantity)
    return {
        "source_feed": row["feed"],
        "source_key": join_key(row),
        "person_id": row["person_id"],
        "activity_date": day,
        "month": month_of(day),
        "fin_year": fin_year(day),
        "setting_code": SETTINGS.get(point, "ACUTE"),
        "point_of_delivery_code": point,
        "provider_code": row["practice_code"] if point in ("GP", "RX") else row["provider_code"],
        "practice_code": place.practice_code,
        "borough_code": place.borough_code,
        "is_in_registered_population": place.is_in_registered_population,
        "quantity": quantity,
        "cost_gbp": cost,
        "is_priced": cost is not None,
        "bed_days_count": quantity if point == "MHBD" else 0,
    }


def attended(row: dict) -> bool:
    """Whether a contact took place; an empty code counts as attended."""
    return row["attended_code"] in (None, "5", "6")


def count_outpatient(row: dict) -> str | None:
    """The point of delivery of an outpatient row, if it counts."""
    counts = row["attended_code"] in ("5", "6") and row["administrative_category_code"] != "02"
    return OUTPATIENT.get(row["first_attendance_code"]) if counts else None


SINGLE = {
    "ecds": lambda row: POINTS[row["department_type_code"]] if row["attendance_category_code"] in UNPLANNED else None,
    "op": count_outpatient,
    "gp_appointments": lambda row: "GP" if row["status_code"] == "ATTENDED" else None,
    "gp_medications": lambda _: "RX",
    "csds": lambda row: "CSC" if attended(row) else None,
    "mh_contacts": lambda row: "MHC" if attended(row) else None,
    "social_care": lambda row: "SC" if row["event_type_code"] != "SERVICE" else None,
    "rapid_response": lambda row: "RR" if row["accepted"] else None,
    "voluntary_support": lambda _: "VS",
}


def spread_stays(rows: dict[str, list[dict]], register: Register, tariff: Tariff) -> Iterator[dict]:
    """Bed days and days of service, a row per month."""
    for row in rows["mh_stays"]:
        end = row["discharge_date"]
        last = register.as_of if end is None or end > register.as_of else end - timedelta(days=1)
        for day, days in parts_by_month(row["admission_date"], last) if last >= row["admission_date"] else ():
            yield make_unit(row, "MHBD", day, days, register, tariff)
    for row in rows["social_care"]:
        if row["event_type_code"] == "SERVICE":
            last = min(row["end_date"] or register.as_of, register.as_of)
            for day, days in parts_by_month(row["start_date"], last):
                yield make_unit(row, "SC", day, days, register, tariff)


def counts_as_activity(spell: dict) -> bool:
    """Whether a spell counts at all: NHS funded, and not one of mental health."""
    return spell["is_nhs_funded"] and not spell["is_mental_health_spell"]


def make_spell_unit(spell: dict) -> dict:
    """The unit of activity that a discharged spell is."""
    day = spell["discharge_date"]
    kept = (
        "person_id",
        "point_of_delivery_code",
        "provider_code",
        "practice_code",
        "borough_code",
        "is_in_registered_population",
        "cost_gbp",
        "is_priced",
    )
    return {
        "source_feed": "apc",
        "source_key": spell["admission_id"],
        "activity_date": day,
        "month": month_of(day),
        "fin_year": fin_year(day),
        "setting_code": "ACUTE",
        **{name: spell[name] for name in kept},
        "quantity": 1,
        "bed_days_count": spell["length_of_stay_days"],
    }


def make_activity(
    rows: dict[str, list[dict]], admissions: list[dict], register: Register, tariff: Tariff
) -> list[dict]:
    """One row per unit of activity."""
    units = [make_spell_unit(each) for each in admissions if each["discharge_date"] and counts_as_activity(each)]
    for feed, find_point in SINGLE.items():
        for row in rows[feed]:
            point = find_point(row)
            if point is not None:
                units.append(make_unit(row, point, row["date"], 1, register, tariff))
    return units + list(spread_stays(rows, register, tariff))
