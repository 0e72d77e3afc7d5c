"""One price list for all cases of costing, a row a line, and the tables that hold it.

Belongs here: prices, factors and how they are given to the models. Does not belong here: a case.
"""

from tests.spec.small_tables import SmallTables

# row list    currency  modifier  from        to          price    short  trim excess
PRICES = """
  1 APC         AA22C    NEL       2023-04-01  2024-03-31  3000     1200   10   250
  2 APC         AA22C    NEL       2024-04-01  -           3100     1250   10   260
  3 APC         AA22C    EL        2024-04-01  -           2500     -      5    200
  4 APC         BB10Z    -         2024-04-01  -           999.995  -      -    -
  5 APC         *        EL        2024-04-01  -           950      -      20   -
  6 APC         CC01A    NEL       2024-04-01  -           400      -      -    300
  7 APC         DD02B    NEL       2024-04-01  -           800      300    0    100
  8 APC         EE03C    NEL       2023-04-01  2024-03-31  640      -      -    -
  9 APC         *        -         2024-04-01  2024-12-31  70       -      -    -
 10 APC         FF04D    NEL       2024-04-01  -           500      -      -    -
 11 APC         FF04D    NEL       2024-07-01  -           550      -      -    -
 12 AE          VB01Z    01        2024-04-01  -           400.50   -      -    -
 13 AE          VB01Z    -         2024-04-01  -           300      -      -    -
 14 AE          *        05        2024-04-01  -           150      -      -    -
 15 OP          300      FIRST     2024-04-01  -           200      -      -    -
 16 OP          300      FOLLOW_UP 2024-04-01  -           90       -      -    -
 17 OP          *        FIRST     2024-04-01  -           160      -      -    -
 18 GP          GP       -         2024-04-01  -           48       -      -    -
 19 GP          GP       VIDEO     2024-04-01  -           44.005   -      -    -
 20 GP          *        VIDEO     2024-04-01  -           33       -      -    -
 21 GP          *        -         2024-04-01  -           30       -      -    -
 22 CSDS        PODIATRY -         2024-04-01  -           49       -      -    -
 23 MH_CONTACT  CRISIS   -         2024-04-01  -           312.10   -      -    -
 24 MH_CONTACT  *        -         2024-04-01  -           250      -      -    -
 25 MH_BED_DAY  *        -         2023-04-01  2024-04-30  500.10   -      -    -
 26 MH_BED_DAY  *        -         2024-05-01  -           564.333333 -    -    -
 27 SOCIAL_CARE REVIEW   -         2024-04-01  -           70       -      -    -
 28 VOLUNTARY   NAVIGATION -       2024-04-01  -           24.333   -      -    -
 29 RAPID_RESPONSE *     -         2024-04-01  -           235      -      -    -
"""
FACTORS = """
  1 R1H  2023-04-01  2024-03-31  1.1
  2 R1H  2024-04-01  -           1.148886
  3 RYJ  2024-04-01  2024-05-31  1.155276
"""


def records(table: str, *columns: str) -> list[dict]:
    """The lines of a table above, by column; a dash is empty."""
    lines = [line.split() for line in table.strip().splitlines()]
    return [
        {name: None if value == "-" else value for name, value in zip(columns, line, strict=True)} for line in lines
    ]


def priced_by(prices: list[dict], factors: list[dict]) -> SmallTables:
    tables = SmallTables()
    tables.give("stg_ref_prices__prices", prices)
    tables.give("stg_ref_market_forces__factors", factors)
    tables.build("int_cost__prices", "int_cost__factors")
    return tables


def price_list() -> list[dict]:
    columns = ("row_number", "price_list_code", "currency_code", "modifier_code", "valid_from", "valid_to", "price_gbp",
               "short_stay_price_gbp", "trim_point_days", "excess_day_price_gbp")  # fmt: skip
    return [
        row | {"sender_code": "NHSE", "delivery_id": "D", "extracted_at": "2024-01-01"}
        for row in records(PRICES, *columns)
    ]


def standard_tables() -> SmallTables:
    """The price list and the factors above, as their models make them."""
    columns = ("row_number", "provider_code", "valid_from", "valid_to", "market_forces_factor")
    factors = [
        row | {"sender_code": "NHSE", "delivery_id": "D", "extracted_at": "2024-01-01"}
        for row in records(FACTORS, *columns)
    ]
    return priced_by(price_list(), factors)


def found(tables: SmallTables, model: str) -> list[tuple]:
    """What the model made: row of the price list, rule, cost as text, and why there is none."""
    return tables.rows(
        f"select price_row_number, price_rule_code, cost_gbp::varchar, unpriced_reason_code from {model}"
    )
