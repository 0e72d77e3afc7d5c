"""`careweave trace --person`: what a person's year cost, told from the models that costed it, is what the marts say."""

import csv
import io
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.contracts import load_contracts
from orchestration.trace import Unit, explain_person
from orchestration.trace.page import exact_gbp, page
from orchestration.trace.person import COSTED_BY
from orchestration.trace.walk import walk
from tests.pipeline.place import Place

# So many people who did the most different things, and years of them.
PEOPLE = 6


def person_years(place: Place) -> list[tuple[str, str]]:
    return place.rows(
        "select person_id::varchar, fin_year from marts.fct_activity where person_id is not null group by all "
        f"order by count(distinct source_feed) desc, count(*) filter (where not is_priced) desc, 1 limit {PEOPLE}"
    )


@pytest.fixture(scope="module")
def years(first) -> list:
    """The years of people who did the most different things."""
    contracts = load_contracts()
    return [explain_person(first.settings, contracts, person, year) for person, year in person_years(first)]


def worked_out(unit: Unit) -> Decimal | None:
    """The pounds by what the unit says of itself, without the models."""
    if unit.unpriced_reason_code:
        return None
    amount = unit.price_gbp if unit.stay_price_gbp is None else unit.stay_price_gbp
    amount += (unit.excess_days or 0) * (unit.excess_day_price_gbp or 0)
    if unit.point_of_delivery_code == "SC" and unit.price_list_code is None:
        amount = amount * unit.quantity / 7
    elif unit.point_of_delivery_code == "MHBD":
        amount *= unit.quantity
    elif unit.contact_count is not None:
        amount *= unit.contact_count
    amount *= unit.market_forces_factor or 1
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_persons_year_adds_up_to_the_marts(years):
    assert [year.is_the_marts for year in years] == [True] * PEOPLE
    assert all(year.units and year.cost_gbp > 0 for year in years)


def test_every_unit_is_explained_to_the_penny(years):
    units = [unit for year in years for unit in year.units]
    assert [unit for unit in units if worked_out(unit) != unit.cost_gbp] == []
    assert {unit.source_file is None for unit in units} == {False}


def test_every_price_is_found_in_its_row_of_its_list(first, years):
    asked = [unit for year in years for unit in year.units if unit.price_list_code]
    assert len({unit.price_list_code for unit in asked}) > 5
    for unit in asked:
        row = lists(first, unit.price_file)[unit.price_row_number - 1]
        assert Decimal(row["price_gbp"]) == unit.price_gbp
        assert (row["price_list_code"], row["currency_code"]) == (unit.price_list_code, unit.currency_code)
        assert str(unit.valid_from) == row["valid_from"] and unit.valid_from <= unit.activity_date


@cache
def lists(place: Place, file: str) -> list[dict]:
    with open(place.inbox / file, encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def test_every_feed_that_counts_brings_its_amount_or_has_a_list(first):
    feeds = {feed for (feed,) in first.rows("select distinct source_feed from marts.fct_activity")}
    assert feeds - COSTED_BY.keys() == {"gp_medications"}


def traced(place: Place, *asked: str) -> Result:
    return CliRunner().invoke(app, ["trace", *asked, "--warehouse", str(place.warehouse)])


def test_the_command_lists_the_year_and_its_sum(first):
    (person, year), *_ = person_years(first)
    told = traced(first, "--person", person, "--year", year)
    assert told.exit_code == 0
    assert "mart_cost__person_years says the same." in told.output
    written = traced(first, "--person", person, "--year", year, "--format", "csv").output
    (cost,) = first.rows(
        f"select sum(cost_gbp) from marts.mart_cost__person_years where person_id = '{person}' and fin_year = '{year}'"
    )[0]
    assert sum(Decimal(row["cost_gbp"] or 0) for row in csv.DictReader(io.StringIO(written))) == cost


def refusals() -> Iterator[tuple]:
    yield ("--person", "nobody"), 2, "is no person_id"
    yield ("--person", str(uuid4()), "--year", "2024"), 2, "is not a financial year"
    yield ("--person", str(uuid4())), 1, "Nothing is published of that person"
    yield (), 2, "Name a record, or a person with --person"


@pytest.mark.parametrize(("asked", "code", "told"), refusals())
def test_what_cannot_be_explained_is_a_sentence(first, asked, code, told):
    refused = traced(first, *asked)
    assert refused.exit_code == code and told in refused.stderr


def test_an_admission_and_a_care_package_are_walked_from_row_to_pound(first):
    walked = walk(first.settings, load_contracts(), "")
    for way in (walked.admission, walked.package):
        assert way.row.said and (first.inbox / way.row.file).is_file()
        assert {each.table.split("__")[0] for each in way.counted} == {"mart_cost", "mart_activity"}
    assert walked.admission.parts[0].cost_gbp == exact_gbp(walked.admission).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert "## A care package" in page(walked)
