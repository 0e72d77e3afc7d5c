"""An independent recalculation of the published tables from the interface pages alone: what people and boroughs cost.

What belongs here: sums of priced activity by person, share and group. What does not: what one unit costs, or who is in
which group of the population.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.recalculation.activity import SETTINGS
from tests.recalculation.costs import to_the_penny
from tests.recalculation.registrations import Register

ALL_SETTINGS = ("ACUTE", *dict.fromkeys(SETTINGS.values()))
NOTHING = Decimal("0.00")


def year_starts(year: str) -> date:
    """The first day of a financial year."""
    return date(int(year[:4]), 4, 1)


def days_in(year: str) -> int:
    """The days of a financial year."""
    return (date(int(year[:4]) + 1, 4, 1) - year_starts(year)).days


def count_registered_days(register: Register, people: Iterable[str], years: Iterable[str]) -> Counter:
    """Days registered and alive, to the reporting date, by person, year and borough."""
    days: Counter = Counter()
    for year in years:
        span = [year_starts(year) + timedelta(days=each) for each in range(days_in(year))]
        for person in people:
            for day in span:
                if day <= register.as_of and register.is_alive(person, day):
                    entry = register.in_force(person, day)
                    if entry is not None:
                        days[person, year, register.references.borough_of(entry.row["postcode"])] += 1
    return days


def sum_costs(units: Iterable[dict], *names: str) -> dict[tuple, Decimal | None]:
    """Cost by some columns; nothing where nothing is priced."""
    sums: dict[tuple, Decimal | None] = {}
    for unit in units:
        key = tuple(unit[name] for name in names)
        before = sums.setdefault(key, None)
        if unit["is_priced"]:
            sums[key] = (before or NOTHING) + unit["cost_gbp"]
    return sums


def make_person_years(activity: list[dict], registered: Counter) -> list[dict]:
    """Everybody who was registered in a year or did anything in it, in every setting."""
    known = [unit for unit in activity if unit["person_id"] is not None]
    counts: Counter = Counter()
    for unit in known:
        counts[unit["person_id"], unit["fin_year"], unit["setting_code"]] += unit["quantity"]
    costs = sum_costs(known, "person_id", "fin_year", "setting_code")
    people = {(person, year) for person, year, _ in registered} | {(person, year) for person, year, _ in counts}
    return [
        {
            "person_id": person,
            "fin_year": year,
            "setting_code": setting,
            "activity_count": counts[person, year, setting],
            "cost_gbp": costs.get((person, year, setting), NOTHING),
        }
        for person, year in people
        for setting in ALL_SETTINGS
    ]


def make_concentration(activity: list[dict], registered: Counter) -> list[dict]:
    """What share of cost the costliest people hold."""
    residents: dict[tuple, set[str]] = defaultdict(set)
    for person, year, borough in registered:
        residents[year, borough].add(person)
        residents[year, "ALL"].add(person)
    costs: dict[tuple, Counter] = defaultdict(Counter)
    for unit in activity:
        if unit["person_id"] is not None and unit["is_priced"]:
            scopes = ("HOSPITAL", "WHOLE_SYSTEM") if unit["setting_code"] == "ACUTE" else ("WHOLE_SYSTEM",)
            for scope in scopes:
                for borough in (unit["borough_code"], "ALL"):
                    costs[unit["fin_year"], borough, scope][unit["person_id"]] += unit["cost_gbp"]
    rows = []
    for (year, borough, scope), spent in costs.items():
        patients = {person for person, cost in spent.items() if cost > 0}
        ranked = sorted((spent[person] for person in patients), reverse=True)
        if not ranked:
            continue
        for basis, people in (("PATIENTS", patients), ("RESIDENTS", patients | residents[year, borough])):
            gini = find_gini(ranked, len(people))
            for pct in range(1, 101):
                top = sum(ranked[: -(-len(people) * pct // 100)])
                share = float(Fraction(top) * 100 / Fraction(sum(ranked)))
                key = {"fin_year": year, "borough_code": borough, "scope_code": scope, "basis_code": basis}
                rows.append(key | {"people_pct": float(pct), "cost_pct": share, "gini_rate": gini})
    return rows


def find_gini(costs: list[Decimal], people: int) -> float:
    """Half the mean difference between any two of so many people over their mean cost; who has no cost has none."""
    ordered = sorted([*costs, *[NOTHING] * (people - len(costs))])
    weighted = sum(place * Fraction(cost) for place, cost in enumerate(ordered, 1))
    return round(float(2 * weighted / (people * Fraction(sum(ordered))) - Fraction(people + 1, people)), 6)


def find_baseline(activity: list[dict], as_of: date) -> str | None:
    """The earliest year that has ended and of each month of which hospital activity is known."""
    months: dict[str, set[date]] = defaultdict(set)
    for unit in activity:
        if unit["setting_code"] == "ACUTE":
            months[unit["fin_year"]].add(unit["month"])
    ended = [year for year in months if year_starts(year) + timedelta(days=days_in(year) - 1) <= as_of]
    return min((year for year in ended if len(months[year]) == 12), default=None)


def make_capitation(
    activity: list[dict],
    registered: Counter,
    segments: dict[tuple[str, str], int | None],
    as_of: date,
    deflators: dict[str, Decimal],
) -> list[dict]:
    """What people cost beside what capitation would have given."""
    known = [
        unit | {"segment_code": segments.get((unit["person_id"], unit["fin_year"]))}
        for unit in activity
        if unit["person_id"] is not None
    ]
    costs = sum_costs(known, "fin_year", "borough_code", "segment_code")
    days: Counter = Counter()
    for (person, year, borough), count in registered.items():
        days[year, borough, segments[person, year]] += count
    base = find_baseline(activity, as_of)
    spent: Counter = Counter()
    lived: Counter = Counter()
    for (year, _, segment), cost in costs.items():
        spent[segment] += Fraction(cost or 0) if year == base else 0
    for (year, _, segment), count in days.items():
        lived[segment] += count if year == base else 0
    did = {segment for year, _, segment in costs if year == base}
    unpriced = did - {segment for (year, _, segment), cost in costs.items() if year == base and cost is not None}
    rows = []
    for year, borough, segment in days.keys() | costs.keys():
        cost, rate, budget = costs.get((year, borough, segment)) or NOTHING, None, None
        if lived[segment] and segment not in unpriced and year in deflators:
            rate_in_base = spent[segment] * days_in(base) / lived[segment]
            rate = to_the_penny(rate_in_base * Fraction(deflators[year]) / Fraction(deflators[base]))
            budget = to_the_penny(Fraction(rate) * days[year, borough, segment] / days_in(year))
        rows.append(
            {
                "fin_year": year,
                "borough_code": borough,
                "segment_code": segment,
                "person_years": float(Fraction(days[year, borough, segment], days_in(year))),
                "cost_gbp": cost,
                "rate_gbp": rate,
                "budget_gbp": budget,
                "variance_gbp": None if budget is None else cost - budget,
            }
        )
    return rows


def make_borough_settings(activity: list[dict], registered: Counter) -> list[dict]:
    """Cost by borough and setting, all of it and for each head."""
    costs = sum_costs(activity, "fin_year", "borough_code", "setting_code")
    inside = [unit for unit in activity if unit["is_in_registered_population"]]
    inside_costs = sum_costs(inside, "fin_year", "borough_code", "setting_code")
    days: Counter = Counter()
    for (_, year, borough), count in registered.items():
        days[year, borough] += count
    rows = []
    for year, borough in days.keys() | {key[:2] for key in costs}:
        for setting in ALL_SETTINGS:
            cost = costs.get((year, borough, setting), NOTHING)
            spent = inside_costs.get((year, borough, setting)) or NOTHING
            per_head = None
            if days[year, borough] and cost is not None:
                per_head = to_the_penny(Fraction(spent) * days_in(year) / days[year, borough])
            rows.append(
                {
                    "fin_year": year,
                    "borough_code": borough,
                    "setting_code": setting,
                    "cost_gbp": cost,
                    "cost_per_head_gbp": per_head,
                }
            )
    return rows
