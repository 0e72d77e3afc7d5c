"""What a spell in hospital costs, and which price of a list applies on a day: as the interface's page on money says.

A case says what was done, which row of the price list it finds, by which rule, and the pounds, or why there are none.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec.price_list import found, price_list, priced_by, standard_tables
from tests.spec.small_tables import SmallTables, sql_from


@pytest.fixture(scope="module")
def tables() -> SmallTables:
    return standard_tables()


SPELL_COLUMNS = {
    "admission_id": "varchar", "provider_code": "varchar", "point_of_delivery_code": "varchar",
    "length_of_stay_days": "bigint", "age_at_admission_years": "bigint", "hrg_code": "varchar",
    "discharge_date": "date", "is_nhs_funded": "boolean", "is_mental_health_spell": "boolean",
}  # fmt: skip


SPELLS = {
    # what:                                (HRG, POD, discharged, nights, age, provider): (row, rule, pounds, reason)
    "a plain emergency": ("AA22C NEL 2024-05-10 5 70 RXX", (2, "EXACT", "3100.00", None)),
    "times the factor": ("AA22C NEL 2024-05-10 5 70 R1H", (2, "EXACT", "3561.55", None)),  # 3561.5466
    "discharged on the last day of the old price and factor": (
        "AA22C NEL 2024-03-31 5 70 R1H", (1, "EXACT", "3300.00", None)),
    "discharged on the day of the new ones": ("AA22C NEL 2024-04-01 5 70 R1H", (2, "EXACT", "3561.55", None)),
    "a factor that has run out": ("AA22C NEL 2024-06-01 5 70 RYJ", (2, "EXACT", "3100.00", None)),
    "a factor on its last day": ("AA22C NEL 2024-05-31 5 70 RYJ", (2, "EXACT", "3581.36", None)),  # 3581.3556
    "the trim point reached": ("AA22C NEL 2024-05-10 10 70 RXX", (2, "EXACT", "3100.00", None)),
    "the trim point passed by one day": ("AA22C NEL 2024-05-10 11 70 RXX", (2, "EXACT", "3360.00", None)),
    "the trim point passed by one day, times the factor": (
        "AA22C NEL 2024-05-10 11 70 R1H", (2, "EXACT", "3860.26", None)),  # 3860.25696
    "an excess price and no trim point": ("CC01A NEL 2024-05-10 99 70 RXX", (6, "EXACT", "400.00", None)),
    "a trim point and no excess price": ("ZZ99Z EL 2024-05-10 99 70 RXX", (5, "MODIFIER", "950.00", None)),
    "short: one night": ("AA22C NEL 2024-05-10 1 70 RXX", (2, "EXACT", "1250.00", None)),
    "short: no night": ("AA22C NEL 2024-05-10 0 70 RXX", (2, "EXACT", "1250.00", None)),
    "not short: two nights": ("AA22C NEL 2024-05-10 2 70 RXX", (2, "EXACT", "3100.00", None)),
    "short, aged 19": ("AA22C NEL 2024-05-10 1 19 RXX", (2, "EXACT", "1250.00", None)),
    "short, aged 18": ("AA22C NEL 2024-05-10 1 18 RXX", (2, "EXACT", "3100.00", None)),
    "short, of unknown age": ("AA22C NEL 2024-05-10 1 - RXX", (2, "EXACT", "1250.00", None)),
    "short, and no short-stay price": ("CC01A NEL 2024-05-10 1 70 RXX", (6, "EXACT", "400.00", None)),
    "short past a trim point of none": ("DD02B NEL 2024-05-10 1 70 RXX", (7, "EXACT", "400.00", None)),
    "short, but a birth": ("AA22C MAT 2024-05-10 1 30 RXX", (2, "EXACT", "3100.00", None)),
    "short, but elective": ("AA22C EL 2024-05-10 1 70 RXX", (3, "EXACT", "2500.00", None)),
    "a day case is elective": ("AA22C DC 2024-05-10 0 70 RXX", (3, "EXACT", "2500.00", None)),
    "a regular attender is elective": ("AA22C RA 2024-05-10 0 70 RXX", (3, "EXACT", "2500.00", None)),
    "a newborn is not": ("AA22C NEO 2024-05-10 3 0 RXX", (2, "EXACT", "3100.00", None)),
    "a transfer is not": ("AA22C TRF 2024-05-10 3 50 RXX", (2, "EXACT", "3100.00", None)),
    "all else is not": ("AA22C OTH 2024-05-10 3 50 RXX", (2, "EXACT", "3100.00", None)),
    "the currency with any modifier; half a penny goes up": (
        "BB10Z EL 2024-05-10 3 50 RXX", (4, "CURRENCY", "1000.00", None)),
    "any currency with the modifier": ("ZZ99Z EL 2024-05-10 3 50 RXX", (5, "MODIFIER", "950.00", None)),
    "any currency at all": ("ZZ99Z NEL 2024-05-10 3 50 RXX", (9, "ANY", "70.00", None)),
    "its own price has run out": ("EE03C NEL 2024-05-10 3 50 RXX", (9, "ANY", "70.00", None)),
    "no HRG was sent": ("- NEL 2024-05-10 3 50 RXX", (9, "ANY", "70.00", None)),
    "no HRG was sent and nothing is priced as any": ("- NEL 2025-01-01 3 50 RXX", (None, None, None, "NO_CURRENCY")),
    "listed, but for other days": ("EE03C NEL 2025-01-01 3 50 RXX", (None, None, None, "NOT_VALID")),
    "of two valid prices the later": ("FF04D NEL 2024-07-01 3 50 RXX", (11, "EXACT", "550.00", None)),
    "of two prices the only valid": ("FF04D NEL 2024-06-30 3 50 RXX", (10, "EXACT", "500.00", None)),
}  # fmt: skip


def spell(name: str, said: str, **more: object) -> dict:
    hrg, point, discharged, nights, age, provider = (None if word == "-" else word for word in said.split())
    return {
        "admission_id": name, "hrg_code": hrg, "point_of_delivery_code": point, "discharge_date": discharged,
        "length_of_stay_days": nights, "age_at_admission_years": age, "provider_code": provider,
        "is_nhs_funded": True, "is_mental_health_spell": False,
    } | more  # fmt: skip


def test_spells(tables):
    tables.give("int_admission__classified", [spell(name, said) for name, (said, _) in SPELLS.items()], SPELL_COLUMNS)
    tables.build("int_cost__apc")
    made = tables.rows(
        "select admission_id, price_row_number, price_rule_code, cost_gbp::varchar, unpriced_reason_code "
        "from int_cost__apc"
    )
    assert {name: tuple(rest) for name, *rest in made} == {name: expected for name, (_, expected) in SPELLS.items()}


NOT_ASKED = {
    "still open": {"discharge_date": None, "length_of_stay_days": None},
    "private": {"is_nhs_funded": False},
    "of mental health, which the trust sends as a stay too": {"is_mental_health_spell": True},
}


@pytest.mark.parametrize("more", NOT_ASKED.values(), ids=NOT_ASKED.keys())
def test_spells_without_a_cost_are_not_even_unpriced(tables, more):
    tables.give("int_admission__classified", [spell("one", "AA22C NEL 2024-05-10 5 70 R1H", **more)], SPELL_COLUMNS)
    tables.build("int_cost__apc")
    assert found(tables, "int_cost__apc") == []


pennies = st.decimals(min_value=0, max_value=10**6, places=6)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(pennies, st.integers(0, 4000), pennies), min_size=1, max_size=20))
def test_money_is_exact_and_rounded_half_up_once(rows):
    """Against Python's own decimals, which are exact."""
    tables = SmallTables()
    columns = {"amount": "decimal(18, 6)", "days": "bigint", "factor": "decimal(18, 6)"}
    tables.give("rows", [dict(zip(columns, row, strict=True)) for row in rows], columns)
    made = tables.rows(
        sql_from(
            "select {{ to_the_penny('(amount + amount * days) * factor') }}, "
            "{{ to_the_penny(weekly_cost_to_the_penny('amount', 'days')) }} from rows"
        )
    )

    def penny(amount: Decimal) -> Decimal:
        return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)

    # Sevenths have no end in decimals; a penny's half is met exactly by multiplying first.
    def seventh(amount: Decimal) -> Decimal:
        micro = int(amount * 10**6)
        return Decimal((2 * micro + 70000) // 140000) / 100

    expected = [
        (penny((amount + amount * days) * factor) if (amount + amount * days) * factor < 10**16 else None,
         seventh(amount * days))
        for amount, days, factor in rows
    ]  # fmt: skip
    assert made == expected


def test_a_price_list_is_the_same_in_any_order_of_its_rows(tables):
    """Every day of a year, every currency and modifier: the same price, whichever row of the list comes first."""
    day = date(2024, 3, 1)
    questions = [
        spell(f"{hrg} {point} {days}", f"{hrg} {point} {day + timedelta(days=days)} 3 50 RXX")
        for hrg in ("AA22C", "BB10Z", "EE03C", "FF04D", "ZZ99Z")
        for point in ("EL", "NEL")
        for days in range(0, 330, 30)
    ]
    answers = []
    for prices in (price_list(), price_list()[::-1]):
        tables = priced_by(prices, [])
        tables.give("int_admission__classified", questions, SPELL_COLUMNS)
        tables.build("int_cost__apc")
        answers.append(sorted(tables.rows("select admission_id, price_row_number, cost_gbp from int_cost__apc")))
    assert answers[0] == answers[1]
