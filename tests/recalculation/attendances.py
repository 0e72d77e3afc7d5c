"""An independent recalculation of the published tables from the interface pages alone: attendances at A&E."""

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta

from tests.recalculation.costs import Tariff
from tests.recalculation.facts import about_person
from tests.recalculation.values import london_date

POINTS = {"01": "AE1", "02": "AE2", "03": "AE3", "04": "AE3", "05": "AE5"}
UNPLANNED = ("1", "2", "3")
LONG_MINUTES = 240
FREQUENT_COUNT = 3


def minutes_between(row: dict, as_of: object) -> int | None:
    """Whole minutes from arrival to departure, where a departure has happened by the reporting date."""
    departure = row["departure_at"]
    if departure is None or london_date(departure) > as_of:
        return None
    return int((departure - row["arrival_at"]).total_seconds() // 60)


def make_attendances(rows: list[dict], as_of: object, tariff: Tariff) -> list[dict]:
    """One row per attendance, with how often the person had come unplanned in the 365 days before."""
    arrivals: dict[str, list] = defaultdict(list)
    for row in rows:
        if row["person_id"] is not None and row["attendance_category_code"] in UNPLANNED:
            arrivals[row["person_id"]].append(row["arrival_at"])
    for each in arrivals.values():
        each.sort()
    attendances = []
    for row in rows:
        minutes, known = minutes_between(row, as_of), arrivals.get(row["person_id"], [])
        now = row["arrival_at"]
        prior = bisect_left(known, now) - bisect_left(known, now - timedelta(days=365))
        unplanned = row["attendance_category_code"] in UNPLANNED
        point = POINTS[row["department_type_code"]] if unplanned else None
        cost = tariff.cost_attendance(row, point, row["date"])
        attendances.append(
            {
                "attendance_id": row["attendance_id"],
                "provider_code": row["provider_code"],
                **about_person(row),
                "source_practice_code": row["practice_code"],
                "arrival_at": now,
                "department_type_code": row["department_type_code"],
                "attendance_category_code": row["attendance_category_code"],
                "minutes_in_department": minutes,
                "is_over_4_hours": None if minutes is None else minutes > LONG_MINUTES,
                "is_admitted": row["disposal_code"] == "01",
                "is_left_before_treatment": row["disposal_code"] == "12",
                "point_of_delivery_code": point,
                "cost_gbp": cost,
                "is_priced": cost is not None,
                "prior_attendances_365d_count": prior,
                "is_frequent_attender": prior >= FREQUENT_COUNT,
            }
        )
    return attendances
