"""What a group of the population is given by capitation: what a person-year of it cost in the baseline year.

Each case: what was done for the one person of a group in the baseline year (the cost of each setting; None where what
was done has no price), and then its rate, budget and variance in the year after, in which it cost 50 pounds.
"""

from decimal import Decimal

import pytest

from tests.spec.small_tables import SmallTables

PERSON = "00000000-0000-0000-0000-000000000001"
BASE, AFTER = "2023/24", "2024/25"
CASES = {
    "something done": ({"ACUTE": 100}, 366, (Decimal(100), Decimal(100), Decimal(-50))),
    "half a year of it": ({"ACUTE": 100}, 183, (Decimal(200), Decimal(200), Decimal(-150))),
    "in two settings": ({"ACUTE": 100, "COMMUNITY": 20}, 366, (Decimal(120), Decimal(120), Decimal(-70))),
    "one of them without a price": ({"ACUTE": 100, "COMMUNITY": None}, 366, (Decimal(100), Decimal(100), Decimal(-50))),
    "nothing done costs nothing": ({}, 366, (Decimal(0), Decimal(0), Decimal(50))),
    "done for nothing": ({"ACUTE": 0}, 366, (Decimal(0), Decimal(0), Decimal(50))),
    "what was done has no price": ({"ACUTE": None}, 366, (None, None, None)),
    "nobody was of the group": ({"ACUTE": 100}, 0, (None, None, None)),
}


@pytest.fixture
def tables() -> SmallTables:
    made = SmallTables()
    made.give(
        "mart_cost__years",
        [
            {"fin_year": BASE, "days_count": 366, "gdp_deflator": 100, "is_baseline": True, "is_whole": True},
            {"fin_year": AFTER, "days_count": 365, "gdp_deflator": 100, "is_baseline": False, "is_whole": True},
        ],
    )
    settings = [{"setting_code": "ACUTE"}, {"setting_code": "COMMUNITY"}]
    made.give("code_points_of_delivery", settings, {"setting_code": "varchar"})
    return made


def live_and_cost(tables: SmallTables, days: int, did: dict[str, int | None]) -> None:
    """The person is of the group for so many days of the baseline year, and for all of the next."""
    someone = {"person_id": PERSON, "borough_code": "E1"}
    lived = [someone | {"fin_year": AFTER, "registered_days": 365, "segment_code": 4}]
    if days:
        lived.append(someone | {"fin_year": BASE, "registered_days": days, "segment_code": 4})
    tables.give("mart_cost__registered_people", lived)
    spent = [someone | {"fin_year": BASE, "setting_code": code, "cost_gbp": cost} for code, cost in did.items()]
    spent.append(someone | {"fin_year": AFTER, "setting_code": "ACUTE", "cost_gbp": 50})
    tables.give("mart_cost__person_boroughs", spent)


@pytest.mark.parametrize(("did", "days", "expected"), CASES.values(), ids=CASES.keys())
def test_a_group_is_given_what_it_cost_in_the_baseline_year(tables, did, days, expected):
    live_and_cost(tables, days, did)
    tables.build("mart_cost__segment_rates", "mart_cost__capitation_budgets")
    given = tables.rows(
        "select rate_gbp, budget_gbp, variance_gbp from mart_cost__capitation_budgets "
        f"where fin_year = '{AFTER}' and segment_code = 4"
    )
    assert given == [expected]


def test_the_rates_of_the_settings_of_a_group_are_all_there(tables):
    """So that nothing spent on a setting in the baseline year is nothing given for it, and not an unknown."""
    live_and_cost(tables, 366, {"ACUTE": 100})
    tables.build("mart_cost__segment_rates")
    rates = tables.rows(f"select setting_code, rate_gbp from mart_cost__segment_rates where fin_year = '{AFTER}'")
    assert dict(rates) == {"ACUTE": Decimal(100), "COMMUNITY": Decimal(0), "ALL": Decimal(100)}
