"""What happens to a price list that is wrong: refused, with the one before it in force, or told of row by row.

A case changes one row of a good list; refused lists name the rule, lists in force name the rows.
"""

import pytest

from tests.spec.small_tables import SmallTables

PRICE = {"price_list_code": "APC", "currency_code": "AA22C", "modifier_code": "NEL", "valid_from": "2024-04-01",
         "valid_to": "2025-03-31", "price_gbp": "3000", "short_stay_price_gbp": "1200", "trim_point_days": "10",
         "excess_day_price_gbp": "250"}  # fmt: skip
REGISTRATION = {"nhs_number": "9434765919", "birth_date": "1950-02-03", "registration_id": "R1",
                "practice_code": "F84001", "registered_from": "2015-01-01"}  # fmt: skip
FACTOR = {"provider_code": "R1H", "valid_from": "2024-04-01", "market_forces_factor": "1.148886"}
REFUSED = {
    "a negative price": ("ref_prices", {"price_gbp": "-0.01"}, ("OUT_OF_RANGE", "price_gbp")),
    "an absurd price": ("ref_prices", {"price_gbp": "3000000"}, ("OUT_OF_RANGE", "price_gbp")),
    "a negative short-stay price": (
        "ref_prices", {"short_stay_price_gbp": "-1"}, ("OUT_OF_RANGE", "short_stay_price_gbp")),
    "a negative price of excess days": (
        "ref_prices", {"excess_day_price_gbp": "-1"}, ("OUT_OF_RANGE", "excess_day_price_gbp")),
    "a trim point of a lifetime": ("ref_prices", {"trim_point_days": "36600"}, ("OUT_OF_RANGE", "trim_point_days")),
    "valid to before it is valid from": ("ref_prices", {"valid_to": "2024-03-31"}, ("DATE_ORDER", "valid_to")),
    "no price": ("ref_prices", {"price_gbp": ""}, ("MISSING_REQUIRED", "price_gbp")),
    "a currency in capitals and not": ("ref_prices", {"currency_code": "bb10z "}, ("DUPLICATE_KEY", None)),
    "a factor of zero": ("ref_market_forces", {"market_forces_factor": "0"}, ("OUT_OF_RANGE", "market_forces_factor")),
    "an absurd factor": (
        "ref_market_forces", {"market_forces_factor": "11.48886"}, ("OUT_OF_RANGE", "market_forces_factor")),
}  # fmt: skip


def whole(feed: str) -> list[dict]:
    if feed == "ref_prices":
        return [PRICE, PRICE | {"currency_code": "BB10Z"}]
    return [FACTOR, FACTOR | {"provider_code": "RYJ"}]


@pytest.mark.parametrize(("feed", "change", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_list_with_a_wrong_row_is_refused_and_the_one_before_stays(warehouse, feed, change, told):
    first, second = whole(feed)
    warehouse.deliver(feed, [first, second], provider="NHSE", period="2024-05", extracted_at="20240501T020000Z")
    wrong = [first | change, second]
    warehouse.deliver(feed, wrong, provider="NHSE", period="2024-06", extracted_at="20240601T020000Z")
    warehouse.deliver("registrations", [REGISTRATION], provider="EMIS")
    warehouse.build()
    status, reason = warehouse.rows(
        f"select status_code, reason from lake.deliveries where feed = '{feed}' order by period"
    )[1]
    rule, column = told
    assert status == "REJECTED"
    assert f"ref_{feed[4:]}_NHSE_2024-05" in reason and f"{rule}{f' in {column}' if column else ''} 1 row" in reason
    assert warehouse.rows(f"select count(*), min(period)::varchar from lake.{feed}") == [(2, "2024-05-01")]
    assert warehouse.rows("select row_number, rule_code, column_name from lake.quarantine") == [(1, rule, column)]


TOLD_OF = {
    # what                        list, currency, modifier, from, to; its two rows      (row, fault, other row)
    "an overlap of one day": (
        ("APC AA22C NEL 2023-04-01 2024-04-01", "APC AA22C NEL 2024-04-01 -"), [(1, "OVERLAP", 2), (2, "OVERLAP", 1)]),
    "an old price left open": (
        ("APC AA22C NEL 2023-04-01 -", "APC AA22C NEL 2024-04-01 -"), [(1, "OVERLAP", 2), (2, "OVERLAP", 1)]),
    "one after the other": (("APC AA22C NEL 2023-04-01 2024-03-31", "APC AA22C NEL 2024-04-01 -"), []),
    "two modifiers": (("APC AA22C NEL 2023-04-01 -", "APC AA22C EL 2024-04-01 -"), []),
    "no modifier, twice": (
        ("GP GP - 2023-04-01 -", "GP GP - 2024-04-01 -"), [(1, "OVERLAP", 2), (2, "OVERLAP", 1)]),
    "a currency with a hyphen and without": (
        ("APC AA22C NEL 2024-04-01 -", "APC AA22-C EL 2024-04-01 -"),
        [(1, "TWO_SPELLINGS", 2), (2, "TWO_SPELLINGS", 1)]),
    "the same currency on two lists": (("AE VB01Z 01 2024-04-01 -", "OP VB-01Z FIRST 2024-04-01 -"), []),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), TOLD_OF.values(), ids=TOLD_OF.keys())
def test_rows_in_force_that_stand_in_each_others_way_are_named(lines, expected):
    names = ("price_list_code", "currency_code", "modifier_code", "valid_from", "valid_to")
    tables = SmallTables()
    tables.give("stg_ref_market_forces__factors", [])
    tables.give(
        "stg_ref_prices__prices",
        [
            {"row_number": number, "sender_code": "NHSE", "delivery_id": "D", "price_gbp": 1}
            | {name: None if word == "-" else word for name, word in zip(names, line.split(), strict=True)}
            for number, line in enumerate(lines, start=1)
        ],
    )
    tables.build("int_cost__prices", "int_cost__factors", "int_cost__faults")
    assert tables.rows("select row_number, fault_code, other_row_number from int_cost__faults order by 1") == expected


def test_factors_of_a_provider_that_overlap_are_named():
    tables = SmallTables()
    tables.give("stg_ref_prices__prices", [])
    row = {"sender_code": "NHSE", "delivery_id": "D", "provider_code": "R1H", "market_forces_factor": 1.1}
    others = [("R1H", "2024-04-01"), ("RYJ", "2024-05-01")]
    tables.give(
        "stg_ref_market_forces__factors",
        [row | {"row_number": 1, "valid_from": "2023-04-01"}]
        + [row | {"row_number": 2 + n, "provider_code": p, "valid_from": day} for n, (p, day) in enumerate(others)],
    )
    tables.build("int_cost__prices", "int_cost__factors", "int_cost__faults")
    assert tables.rows("select feed, row_number, other_row_number from int_cost__faults order by 2") == [
        ("ref_market_forces", 1, 2),
        ("ref_market_forces", 2, 1),
    ]
