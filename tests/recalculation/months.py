"""An independent recalculation of the published tables from the interface pages alone: counts by month."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from tests.recalculation.activity import counts_as_activity
from tests.recalculation.dates import (
    is_provisional,
    last_day,
    month_of,
    months_between,
    parts_by_month,
)
from tests.recalculation.registrations import Register
from tests.recalculation.values import london_date

BOROUGH_COUNTS = (
    "registered_count",
    "emergency_admission_count",
    "elective_admission_count",
    "ae_attendance_count",
    "emergency_readmission_count",
    "acsc_admission_count",
    "emergency_bed_days_count",
    "readmission_index_count",
)


def make_practice_months(activity: list[dict], as_of: date) -> list[dict]:
    """One row per practice, borough, month and point of delivery that has any activity."""
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, set(), None])
    for unit in activity:
        total = sums[unit["practice_code"], unit["borough_code"], unit["month"], unit["point_of_delivery_code"]]
        total[0] += unit["quantity"]
        total[1] += unit["bed_days_count"]
        if unit["person_id"] is not None:
            total[2].add(unit["person_id"])
        if unit["is_priced"]:
            total[3] = (total[3] or 0) + unit["cost_gbp"]
    return [
        {
            "practice_code": practice,
            "borough_code": borough,
            "month": month,
            "point_of_delivery_code": point,
            "activity_count": quantity,
            "bed_days_count": bed_days,
            "person_count": len(people),
            "cost_gbp": cost,
            "is_provisional": is_provisional(month, as_of),
        }
        for (practice, borough, month, point), (quantity, bed_days, people, cost) in sums.items()
    ]


def count_registered(register: Register, people: Iterable[str], months: list[date]) -> Counter:
    """How many people were registered and alive on the first day of each month, by borough."""
    counts: Counter = Counter()
    for person in people:
        for month in months:
            entry = register.in_force(person, month)
            if entry is not None and register.is_alive(person, month):
                counts[register.references.borough_of(entry.row["postcode"]), month, "registered_count"] += 1
    return counts


def count_admission(spell: dict, as_of: date, counts: Counter) -> None:
    """Add one spell to the counts of its borough."""
    borough, month = spell["borough_code"], month_of(spell["admission_date"])
    point = spell["point_of_delivery_code"]
    counts[borough, month, "emergency_admission_count"] += point == "NEL"
    counts[borough, month, "elective_admission_count"] += point in ("EL", "DC")
    counts[borough, month, "emergency_readmission_count"] += spell["is_readmission_30d"]
    counts[borough, month, "readmission_index_count"] += spell["is_readmission_index"]
    counts[borough, month, "acsc_admission_count"] += point == "NEL" and spell["is_acsc"]
    if point == "NEL":
        discharged = spell["discharge_date"]
        last_night = discharged - timedelta(days=1) if discharged else as_of
        if last_night >= spell["admission_date"]:
            for day, nights in parts_by_month(spell["admission_date"], last_night):
                counts[borough, month_of(day), "emergency_bed_days_count"] += nights


def make_borough_months(
    activity: list[dict], admissions: list[dict], attendances: list[dict], register: Register, people: set[str]
) -> list[dict]:
    """A row per borough and month from the first month of any activity to the last, zeros included."""
    counts: Counter = Counter()
    for spell in admissions:
        if counts_as_activity(spell):
            count_admission(spell, register.as_of, counts)
    for row in attendances:
        if row["point_of_delivery_code"] in ("AE1", "AE2", "AE3"):
            counts[row["borough_code"], month_of(london_date(row["arrival_at"])), "ae_attendance_count"] += 1
    active = {unit["month"] for unit in activity} | {month for (_, month, _), count in counts.items() if count}
    if not active:
        return []
    months = list(months_between(min(active), max(active)))
    counts += count_registered(register, people, months)
    boroughs = {unit["borough_code"] for unit in activity} | {borough for borough, _, _ in counts}
    return [
        {"borough_code": borough, "month": month}
        | {name: counts[borough, month, name] for name in BOROUGH_COUNTS}
        | {"is_provisional": is_provisional(month, register.as_of)}
        for borough in boroughs
        for month in months
    ]


def make_care_months(plans: list[dict], as_of: date) -> list[dict]:
    """One row per borough, programme and month with a plan made or open."""
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, set()])
    for plan in plans:
        if plan["consent_status_code"] == "DECLINED":
            continue
        scope = plan["borough_code"], plan["programme_code"]
        closed = plan["closed_date"] if plan["closed_date"] and plan["closed_date"] <= as_of else None
        sums[*scope, month_of(plan["created_date"])][0] += 1
        for month in months_between(plan["created_date"], as_of):
            if closed is None or closed > last_day(month):
                sums[*scope, month][1] += 1
                sums[*scope, month][2].add(plan["person_id"])
    return [
        {
            "borough_code": borough,
            "programme_code": programme,
            "month": month,
            "care_plans_created_count": made,
            "care_plans_open_count": still_open,
            "people_with_open_care_plan_count": len(people),
            "is_provisional": is_provisional(month, as_of),
        }
        for (borough, programme, month), (made, still_open, people) in sums.items()
    ]


def make_conference_months(discussions: list[dict], as_of: date) -> list[dict]:
    """One row per multi-disciplinary group and month with a conference that was not cancelled."""
    held: dict[tuple, list[dict]] = defaultdict(list)
    for row in discussions:
        if row["status_code"] != "CANCELLED":
            held[row["mdg_code"], month_of(row["conference_date"])].append(row)
    return [
        {
            "mdg_code": group,
            "month": month,
            "conferences_count": len({row["conference_id"] for row in rows}),
            "discussions_count": len(rows),
            "people_discussed_count": len({row["person_id"] for row in rows}),
            "is_provisional": is_provisional(month, as_of),
        }
        for (group, month), rows in held.items()
    ]
