"""What the marts of cost add up, added up again in plain Python from the published facts and people."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from tests.pipeline.place import Place

AGES = ((5, "0-4"), (18, "5-17"), (40, "18-39"), (65, "40-64"), (75, "65-74"), (85, "75-84"), (999, "85+"))
NOTHING = Decimal("0.00")


def age_band(birth_month: date | None, year: str) -> str | None:
    """On the first of April, or at birth."""
    if birth_month is None:
        return None
    begin = date(int(year[:4]), 4, 1)
    years = begin.year - birth_month.year - (birth_month.month > begin.month)
    return next(band for below, band in AGES if max(years, 0) < below)


@pytest.fixture(scope="module")
def groups(first: Place) -> dict[tuple, tuple[int, int, Decimal]]:
    """People, units and pounds by year, way of grouping, group and setting."""
    networks = dict(first.rows("select practice_code, network_code from marts.dim_practice"))
    persons = {
        person: (birth_month, count)
        for person, birth_month, count in first.rows(
            "select person_id::varchar, birth_month, ltc_count from marts.dim_person"
        )
    }
    segments = {
        (person, year): segment
        for person, year, segment in first.rows(
            "select distinct person_id::varchar, fin_year, segment_code from marts.mart_cost__registered_people"
        )
    }
    people, units, pounds = defaultdict(set), defaultdict(int), defaultdict(lambda: NOTHING)
    for person, year, borough, practice, setting, quantity, cost in first.rows(
        "select person_id::varchar, fin_year, borough_code, practice_code, setting_code, sum(quantity)::bigint, "
        "sum(cost_gbp) from marts.fct_activity group by all"
    ):
        birth_month, conditions = persons[person] if person else (None, None)
        segment = segments.get((person, year))
        for way, group in {
            "ALL": "ALL",
            "BOROUGH": borough,
            "PRACTICE": practice,
            "NETWORK": networks.get(practice),
            "SEGMENT": None if segment is None else str(segment),
            "AGE_BAND": age_band(birth_month, year),
            "CONDITION_COUNT": None if conditions is None else "5+" if conditions >= 5 else str(conditions),
        }.items():
            key = (year, way, group, setting)
            people[key].add(person)
            units[key] += quantity
            pounds[key] += cost or NOTHING
    # A withheld identity is nobody.
    return {key: (len(people[key] - {None}), units[key], pounds[key]) for key in units}


def test_every_group_costs_what_its_activity_does(first: Place, groups):
    told = {
        tuple(row[:4]): tuple(row[4:])
        for row in first.rows(
            "select fin_year, group_type_code, group_code, setting_code, person_count, activity_count, "
            "coalesce(cost_gbp, 0) from marts.mart_cost__groups"
        )
    }
    assert {key: values for key, values in told.items() if values[1]} == groups
    # Who was registered and did nothing has a row, too.
    assert told.keys() - groups.keys() and all(told[key] == (0, 0, NOTHING) for key in told.keys() - groups.keys())


def gini(costs: list[Decimal], people: int) -> float:
    """By the textbook, over people in order of cost; who has no cost has none."""
    ordered = np.sort(np.concatenate([np.zeros(people - len(costs)), np.array(costs, dtype=float)]))
    return 2 * np.sum(np.arange(1, people + 1) * ordered) / (people * ordered.sum()) - (people + 1) / people


def test_the_gini_coefficient_is_that_of_the_textbook(first: Place):
    spent: dict[tuple, dict] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for person, year, borough, setting, cost in first.rows(
        "select person_id::varchar, fin_year, borough_code, setting_code, cost_gbp "
        "from marts.mart_cost__person_boroughs"
    ):
        for place in (borough, "ALL"):
            for scope in ("WHOLE_SYSTEM", *(["HOSPITAL"] if setting == "ACUTE" else [])):
                spent[year, place, scope][person] += cost or NOTHING
    told = first.rows(
        "select fin_year, borough_code, scope_code, people_count, gini_rate "
        "from marts.mart_cost__concentration_statements"
    )
    assert len(told) > 20
    for year, borough, scope, people, rate in told:
        costs = [cost for cost in spent[year, borough, scope].values() if cost > 0]
        assert rate == pytest.approx(gini(costs, people), abs=2e-6)


def test_what_is_pooled_is_what_the_costliest_cost_beyond_the_rest(first: Place):
    costs: dict[str, dict] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for person, year, cost in first.rows(
        "select person_id::varchar, fin_year, coalesce(sum(cost_gbp), 0) "
        "from marts.mart_cost__person_years group by all"
    ):
        costs[year][person] = cost
    pooled = {}
    for year, of_people in costs.items():
        threshold = sorted(of_people.values())[-(-len(of_people) * 995 // 1000) - 1]
        pooled |= {
            (person, year): (threshold, cost - threshold) for person, cost in of_people.items() if cost > threshold
        }
    told = first.rows(
        "select person_id::varchar, fin_year, threshold_gbp, pooled_gbp from marts.mart_cost__pooled_people"
    )
    assert {(person, year): (threshold, above) for person, year, threshold, above in told} == pooled
    for year, borne in first.rows("select fin_year, sum(pooled_gbp) from marts.mart_cost__risk_pool group by all"):
        assert borne == sum((above for (_, of), (_, above) in pooled.items() if of == year), NOTHING)
