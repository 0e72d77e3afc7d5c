"""Which group of the population somebody is in: the rules as a table of records, and their order.

The groups are the 15 of Whole Systems Integrated Care, North West London; docs/conditions.md tells them in words.
"""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recalculation.dates import completed_years
from tests.spec.condition_records import PERIODS, Records, person, seed
from tests.spec.rendered_models import variable
from tests.spec.small_tables import SmallTables

DAY = "2025-06-01"
DAYS = {
    "person_id": "uuid", "reference_date": "date", "is_now": "boolean", "is_year_ago": "boolean",
    "fin_year": "varchar", "age_years": "bigint", "is_national_opt_out": "boolean", "is_gp_data_absent": "boolean",
}  # fmt: skip
SICK = "2020-01-01 AF"
# who: (born, record, number of registers that count, group)
CASES = {
    "a child of 12": ("2012-06-02", "", 0, 1),
    "a child of 13": ("2012-06-01", "", 0, 2),
    "a child of 17": ("2007-06-02", "", 0, 2),
    "an adult of 18": ("2007-06-01", "", 0, 3),
    "an adult of 64": ("1960-06-02", "", 0, 3),
    "somebody of 65": ("1960-06-01", "", 0, 4),
    "a child of 12 with a condition": ("2012-06-02", SICK, 1, 5),
    "a child of 17 with cancer": ("2007-06-02", "2020-01-01 CAN", 1, 5),
    "an adult of 18 with a condition": ("2007-06-01", SICK, 1, 6),
    "an adult of 64 with two": ("1960-06-02", f"{SICK}, 2020-01-01 HTN", 2, 6),
    "somebody of 65 with a condition": ("1960-06-01", SICK, 1, 7),
    "obesity is none that counts": ("1960-06-02", "2025-01-01 OB-VALUE=40", 0, 3),
    "diabetes to come is none that counts": ("1960-06-02", "2020-01-01 NDH", 0, 3),
    "cancer at 18": ("2007-06-01", "2020-01-01 CAN", 1, 8),
    "cancer at 70": ("1955-06-01", "2020-01-01 CAN", 1, 8),
    "a child of 12 on a respirator": ("2012-06-02", "2025-01-01 ICD Z99.1", 0, 9),
    "a child of 13 on a respirator": ("2012-06-01", "2025-01-01 ICD Z99.1", 0, 10),
    "an adult on a respirator": ("2007-06-01", "2025-01-01 ICD Z99.1", 0, 3),
    "mental illness at 18": ("2007-06-01", "2020-01-01 SMI", 1, 11),
    "mental illness at 17": ("2007-06-02", "2020-01-01 SMI", 1, 5),
    "learning disability at 18": ("2007-06-01", "2020-01-01 LD", 1, 12),
    "learning disability at 17": ("2007-06-02", "2020-01-01 LD", 1, 5),
    "paraplegia at 18": ("2007-06-01", "2020-01-01 DISABLED", 0, 13),
    "paraplegia at 17": ("2007-06-02", "2020-01-01 DISABLED", 0, 2),
    "dementia": ("1940-06-01", "2020-01-01 DEM", 1, 14),
    "no home, as a child": ("2012-06-02", "2025-01-01 HOMELESS", 0, 15),
    "no home, and nobody knows the age": (None, "2025-01-01 HOMELESS", 0, 15),
    "nobody knows the age": (None, SICK, 1, None),
}
# In the order of the setting: whoever fits two groups is in the one that comes first.
BOTH = {
    "dementia and no home": ("2020-01-01 DEM, 2025-01-01 HOMELESS", 14),
    "no home and learning disability": ("2025-01-01 HOMELESS, 2020-01-01 LD", 15),
    "learning disability and cancer": ("2020-01-01 LD, 2020-01-01 CAN", 12),
    "cancer and mental illness": ("2020-01-01 CAN, 2020-01-01 SMI", 8),
    "mental illness and paraplegia": ("2020-01-01 SMI, 2020-01-01 DISABLED", 11),
    "paraplegia and another condition": ("2020-01-01 DISABLED, 2020-01-01 AF", 13),
    "all of them": (
        "2020-01-01 DEM, 2025-01-01 HOMELESS, 2020-01-01 LD, 2020-01-01 CAN, 2020-01-01 SMI, 2020-01-01 DISABLED", 14),
}  # fmt: skip


def day_of(number: int, age_years: int | None, **more: object) -> dict:
    return {
        "person_id": person(number), "reference_date": DAY, "is_now": True, "is_year_ago": False,
        "age_years": age_years, "is_national_opt_out": False, "is_gp_data_absent": False,
    } | more  # fmt: skip


def grouped(records: SmallTables, days: list[dict]) -> dict[int, tuple]:
    """The number of registers and the group of each."""
    records.give("int_condition__reference_dates", days, DAYS)
    records.build("int_person__segments")
    made = records.rows("select person_id, ltc_count, segment_code from int_person__segments")
    return {who.int - 1: (count, group) for who, count, group in made}


def test_somebody_is_in_one_group():
    records = Records()
    cases = [(born, record) for born, record, *_ in CASES.values()]
    cases += [("1950-01-01", record) for record, _ in BOTH.values()]
    days = []
    for born, record in cases:
        age = completed_years(date.fromisoformat(born), date.fromisoformat(DAY)) if born else None
        days.append(day_of(records.add(record, born=born), age))
    records.work_out()
    made = grouped(records, days)
    names = [*CASES, *BOTH]
    assert {names[number]: found for number, found in made.items() if number < len(CASES)} == {
        name: (count, group) for name, (_, _, count, group) in CASES.items()
    }
    assert {names[number]: group for number, (_, group) in made.items() if number >= len(CASES)} == {
        name: group for name, (_, group) in BOTH.items()
    }


def test_of_somebody_whose_records_are_kept_out_nothing_is_known():
    """Not that there is no condition, and not that they are mostly healthy; nor what a hospital alone would say."""
    records = SmallTables()
    held = {"kind_code": "NEED", "held_from": "2020-01-01", "held_to": "9999-12-31"}
    records.give(
        "int_condition__periods",
        [
            {"person_id": person(0), "ltc_code": "HOMELESS"} | held,
            {"person_id": person(1), "ltc_code": "HOMELESS"} | held,
        ],
        PERIODS,
    )
    made = grouped(records, [day_of(0, 40, is_gp_data_absent=True), day_of(1, 40)])
    assert made == {0: (None, None), 1: (0, 15)}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 110), st.sets(st.sampled_from(
    ["AF", "HTN", "CAN", "DEM", "LD", "SMI", "CONTINUING_CARE", "DISABLED", "HOMELESS", "OB"]
))), max_size=60))  # fmt: skip
def test_everybody_of_a_known_age_is_in_the_first_group_that_fits(people):
    kinds = {row["ltc_code"]: row["kind_code"] for row in seed("code_conditions")}
    ages = {int(row["segment_code"]): (row["youngest_age_years"], row["oldest_age_years"])
            for row in seed("code_segments")}  # fmt: skip
    needed = {8: "CAN", 9: "CONTINUING_CARE", 10: "CONTINUING_CARE", 11: "SMI", 12: "LD", 13: "DISABLED", 14: "DEM",
              15: "HOMELESS"}  # fmt: skip
    records = SmallTables()
    periods = [
        {"person_id": person(number), "ltc_code": code, "kind_code": kinds[code], "held_from": DAY, "held_to": DAY}
        for number, (_, held) in enumerate(people)
        for code in held
    ]
    records.give("int_condition__periods", periods, PERIODS)
    made = grouped(records, [day_of(number, age) for number, (age, _) in enumerate(people)])
    for number, (age, held) in enumerate(people):
        count = sum(kinds[code] == "LONG_TERM" for code in held)
        fitting = [
            group
            for group, (youngest, oldest) in ages.items()
            if int(youngest or 0) <= age <= int(oldest or 999)
            and (group not in needed or needed[group] in held)
            and (group not in (5, 6, 7) or count > 0)
        ]
        first = next(group for group in variable("segment_precedence") if group in fitting)
        assert made[number] == (count, first)


def test_the_order_names_every_group_once():
    assert sorted(variable("segment_precedence")) == [int(row["segment_code"]) for row in seed("code_segments")]
