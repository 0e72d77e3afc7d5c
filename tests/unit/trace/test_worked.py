"""How a cost is told: what was multiplied with what, by which row of which list, or why there is nothing."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from orchestration.trace import Unit, rule, source, working

BLANK = dict.fromkeys(field.name for field in fields(Unit))


def unit(**said: object) -> Unit:
    return Unit(**BLANK | {"activity_date": date(2024, 5, 10), "quantity": 1} | said)


def gbp(text: str) -> Decimal:
    """An amount with the six decimals that the lake keeps."""
    return Decimal(text).quantize(Decimal("0.000001"))


SPELL = {"point_of_delivery_code": "NEL", "price_list_code": "APC", "price_gbp": gbp("3100"),
         "stay_price_gbp": gbp("3100"), "excess_days": 0, "market_forces_factor": gbp("1")}  # fmt: skip
TOLD = {
    # what the unit is                                                                   how it is told
    "a spell": (SPELL, "3,100.00 x 1"),
    "with a factor": (SPELL | {"market_forces_factor": gbp("1.148886")}, "3,100.00 x 1.148886"),
    "a short stay": (SPELL | {"stay_price_gbp": gbp("1250")}, "1,250.00 for a short stay x 1"),
    "past the trim point": (
        SPELL | {"excess_days": 2, "excess_day_price_gbp": gbp("260.5"), "trim_point_days": 10},
        "(3,100.00 + 2 days past 10 days x 260.50) x 1"),
    "past a trim point, at no price": (SPELL | {"excess_days": 2}, "3,100.00 x 1"),
    "an attendance": (
        {"point_of_delivery_code": "AE1", "price_gbp": gbp("400.5"), "market_forces_factor": gbp("1.1")},
        "400.50 x 1.1"),
    "an appointment in practice": ({"point_of_delivery_code": "GP", "price_gbp": gbp("44.005")}, "44.005"),
    "a prescription": (
        {"point_of_delivery_code": "RX", "price_gbp": gbp("3.33")}, "3.33, the net ingredient cost that was sent"),
    "bed days": ({"point_of_delivery_code": "MHBD", "price_gbp": gbp("564"), "quantity": 31}, "564.00 x 31 days"),
    "days of a service": (
        {"point_of_delivery_code": "SC", "price_gbp": gbp("350.01"), "quantity": 10}, "350.01 a week x 10 days / 7"),
    "a review": (
        {"point_of_delivery_code": "SC", "price_gbp": gbp("70"), "price_list_code": "SOCIAL_CARE"}, "70.00"),
    "support": (
        {"point_of_delivery_code": "VS", "price_gbp": gbp("24.333"), "contact_count": 3}, "24.333 x 3 contacts"),
    "no HRG": ({"unpriced_reason_code": "NO_CURRENCY"}, "no price: it came without the code that prices are listed by"),
    "no count of contacts": (
        {"unpriced_reason_code": "NO_AMOUNT", "price_gbp": gbp("24")},
        "no price: it came without the amount, or the count, that makes its cost"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "told"), TOLD.values(), ids=TOLD.keys())
def test_a_cost_is_told_as_it_was_worked_out(said, told):
    assert working(unit(**said)) == told


FOUND = {"price_list_code": "APC", "currency_code": "*", "valid_from": date(2024, 4, 1), "price_row_number": 7,
         "price_file": "ref_prices.csv"}  # fmt: skip


@pytest.mark.parametrize(("said", "told"), [
    (FOUND | {"price_rule_code": "ANY", "valid_to": date(2025, 3, 31)},
     "APC *, from 2024-04-01 to 2025-03-31: the price of any currency (row 7 of ref_prices.csv)"),
    (FOUND | {"price_rule_code": "MODIFIER", "modifier_code": "EL"},
     "APC * EL, from 2024-04-01: the price of any currency with its modifier (row 7 of ref_prices.csv)"),
    ({}, None),
])  # fmt: skip
def test_the_row_of_the_list_is_named_with_the_rule_that_found_it(said, told):
    assert rule(unit(**said)) == told


def test_the_row_of_the_delivery_is_named_as_trace_takes_it():
    assert source(unit(source_feed="op", source_key="R1H|A1", source_file="op.csv")) == "op:R1H|A1 in op.csv"
