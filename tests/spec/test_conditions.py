"""Who is on which disease register on a day: each rule as a table of records, and what follows from them.

A case says what a record holds, the day that is asked about, and whether the person is on the register then. The rules
are those of the Quality and Outcomes Framework; docs/conditions.md tells them in words.
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.recalculation.conditions import COUNTED, Conditions, months_before
from tests.recalculation.conditions import OTHERS as UNCOUNTED
from tests.recalculation.seeds import Codes
from tests.spec.condition_records import CODES, Records, code_for, counted, medicine_for, seed
from tests.spec.small_tables import sql_from

BORN = "1960-01-01"
# rule: (record, day asked about, register, held); everybody is born in January 1960, unless the case says otherwise.
RESOLVED = {
    "never diagnosed": ("", "2025-01-01", "AF", False),
    "diagnosed that day": ("2025-01-01 AF", "2025-01-01", "AF", True),
    "diagnosed the day after": ("2025-01-02 AF", "2025-01-01", "AF", False),
    "resolved later": ("2020-01-01 AF, 2024-01-01 AF-RESOLVED", "2025-01-01", "AF", False),
    "resolved later, asked before": ("2020-01-01 AF, 2024-01-01 AF-RESOLVED", "2023-12-31", "AF", True),
    "resolved, and diagnosed again": ("2020-01-01 AF, 2022-01-01 AF-RESOLVED, 2024-01-01 AF", "2025-01-01", "AF", True),
    "resolved, and not yet diagnosed again": (
        "2020-01-01 AF, 2022-01-01 AF-RESOLVED, 2024-01-01 AF", "2023-12-31", "AF", False),
    "resolved before the first diagnosis": ("2019-01-01 AF-RESOLVED, 2020-01-01 AF", "2025-01-01", "AF", True),
    "both on one day: the diagnosis is not later": ("2020-01-01 AF, 2020-01-01 AF-RESOLVED", "2025-01-01", "AF", False),
    "written again after that day": (
        "2020-01-01 AF, 2020-01-01 AF-RESOLVED, 2020-01-02 AF", "2025-01-01", "AF", True),
    "resolved: heart failure": ("2020-01-01 HF, 2024-01-01 HF-RESOLVED", "2025-01-01", "HF", False),
    "resolved: hypertension": ("2020-01-01 HTN, 2024-01-01 HTN-RESOLVED", "2025-01-01", "HTN", False),
    "resolved: diabetes": ("2020-01-01 DM, 2024-01-01 DM-RESOLVED", "2025-01-01", "DM", False),
    "resolved: lung disease": ("2020-01-01 COPD, 2024-01-01 COPD-RESOLVED", "2025-01-01", "COPD", False),
    "resolved: depression": ("2020-01-01 DEP, 2024-01-01 DEP-RESOLVED", "2025-01-01", "DEP", False),
    "excluded: learning disability": ("2020-01-01 LD, 2024-01-01 LD-RESOLVED", "2025-01-01", "LD", False),
    "no longer indicated: palliative care": ("2020-01-01 PC, 2024-01-01 PC-RESOLVED", "2025-01-01", "PC", False),
    "kidneys: downstaged to stage 1 or 2": ("2020-01-01 CKD, 2024-01-01 CKD-RESOLVED", "2025-01-01", "CKD", False),
    "kidneys: downstaged, then stage 3 again": (
        "2020-01-01 CKD, 2024-01-01 CKD-RESOLVED, 2024-06-01 CKD", "2025-01-01", "CKD", True),
    "for life: a code of another condition ends nothing": (
        "2020-01-01 CHD, 2024-01-01 HF-RESOLVED", "2025-01-01", "CHD", True),
    "for life: dementia": ("1999-01-01 DEM", "2025-01-01", "DEM", True),
    "for life: arteries of the leg": ("1999-01-01 PAD", "2025-01-01", "PAD", True),
    "for life: stroke": ("1999-01-01 STIA", "2025-01-01", "STIA", True),
}  # fmt: skip
DATED = {
    "cancer on the first day that counts": ("2003-04-01 CAN", "2025-01-01", "CAN", True),
    "cancer the day before": ("2003-03-31 CAN", "2025-01-01", "CAN", False),
    "cancer before, and written again": ("2003-03-31 CAN, 2010-01-01 CAN", "2025-01-01", "CAN", True),
    "depression on the first day that counts": ("2006-04-01 DEP", "2025-01-01", "DEP", True),
    "depression the day before": ("2006-03-31 DEP", "2025-01-01", "DEP", False),
    "palliative care on the first day that counts": ("2008-04-01 PC", "2025-01-01", "PC", True),
    "palliative care the day before": ("2008-03-31 PC", "2025-01-01", "PC", False),
    "before birth": ("1959-12-31 CHD", "2025-01-01", "CHD", False),
    "in the month of birth": ("1960-01-01 CHD", "2025-01-01", "CHD", True),
    "after the reporting date, asked after it": ("2025-07-01 CHD", "2025-08-01", "CHD", False),
}
TREATED = {
    "asthma, untreated": ("2010-01-01 AST", "2025-01-31", "AST", False),
    "asthma, treated that day": ("2010-01-01 AST, 2025-01-31 RX AST", "2025-01-31", "AST", True),
    "asthma, treated the day after": ("2010-01-01 AST, 2025-02-01 RX AST", "2025-01-31", "AST", False),
    "asthma, treated twelve months before": ("2010-01-01 AST, 2024-01-31 RX AST", "2025-01-31", "AST", True),
    "asthma, treated a day more than twelve months before": (
        "2010-01-01 AST, 2024-01-30 RX AST", "2025-01-31", "AST", False),
    "asthma, treated on 29 February, asked on 28": ("2010-01-01 AST, 2024-02-29 RX AST", "2025-02-28", "AST", True),
    "asthma, treated on 29 February, asked on 1 March": (
        "2010-01-01 AST, 2024-02-29 RX AST", "2025-03-01", "AST", False),
    "asthma, treated for something else": ("2010-01-01 AST, 2025-01-01 RX EP", "2025-01-31", "AST", False),
    "asthma, treated and resolved": (
        "2010-01-01 AST, 2025-01-01 RX AST, 2025-01-15 AST-RESOLVED", "2025-01-31", "AST", False),
    "treated, and no asthma": ("2025-01-01 RX AST", "2025-01-31", "AST", False),
    "epilepsy, treated six months before": ("2010-01-01 EP, 2024-07-31 RX EP", "2025-01-31", "EP", True),
    "epilepsy, treated a day more than six months before": (
        "2010-01-01 EP, 2024-07-30 RX EP", "2025-01-31", "EP", False),
    "epilepsy, treated on the last day of a short month": (
        "2010-01-01 EP, 2024-09-30 RX EP", "2025-03-31", "EP", True),
    "mental illness, for life": ("1999-01-01 SMI", "2025-01-31", "SMI", True),
    "lithium six months before": ("2024-07-31 RX SMI", "2025-01-31", "SMI", True),
    "lithium a day more than six months before": ("2024-07-30 RX SMI", "2025-01-31", "SMI", False),
    "lithium stopped since": ("2024-12-01 RX SMI, 2025-01-31 SMI-STOPPED", "2025-01-31", "SMI", False),
    "lithium stopped the day after": ("2024-12-01 RX SMI, 2025-02-01 SMI-STOPPED", "2025-01-31", "SMI", True),
    "lithium stopped, and begun again": (
        "2024-12-01 RX SMI, 2024-12-15 SMI-STOPPED, 2025-01-01 RX SMI", "2025-01-31", "SMI", True),
    "lithium stopped, and diagnosed before": (
        "2010-01-01 SMI, 2024-12-01 RX SMI, 2025-01-01 SMI-STOPPED", "2025-01-31", "SMI", True),
}  # fmt: skip
BONES = {
    "no fracture": ("2015-01-01 OST", "2015-06-01", "OST", False),
    "at 55: fracture and scan": (
        "2015-01-01 OST, 2015-01-01 OST-FRACTURE, 2015-01-01 OST-BONE_SCAN=-2.5", "2015-06-01", "OST", True),
    "at 55: no scan": ("2015-01-01 OST, 2015-01-01 OST-FRACTURE", "2015-06-01", "OST", False),
    "at 55: a scan that is not so bad": (
        "2015-01-01 OST, 2015-01-01 OST-FRACTURE, 2015-01-01 OST-BONE_SCAN=-2.4", "2015-06-01", "OST", False),
    "at 55: a fracture too long ago": (
        "2015-01-01 OST, 2012-03-31 OST-FRACTURE, 2015-01-01 OST-BONE_SCAN=-3", "2015-06-01", "OST", False),
    "at 55: a fracture in the hospital's record": (
        "2015-01-01 OST, 2012-04-01 ICD S72.0, 2015-01-01 OST-BONE_SCAN=-3", "2015-06-01", "OST", True),
    "fracture and scan, and no diagnosis": (
        "2015-01-01 OST-FRACTURE, 2015-01-01 OST-BONE_SCAN=-3", "2015-06-01", "OST", False),
}  # fmt: skip
OTHERS = {
    "sugar: no diabetes": ("2020-01-01 NDH", "2025-01-01", "NDH", True),
    "sugar: diabetes since": ("2020-01-01 NDH, 2024-01-01 DM", "2025-01-01", "NDH", False),
    "sugar: diabetes since, asked before": ("2020-01-01 NDH, 2024-01-01 DM", "2023-12-31", "NDH", True),
    "sugar: diabetes, and resolved": (
        "2020-01-01 NDH, 2022-01-01 DM, 2024-01-01 DM-RESOLVED", "2025-01-01", "NDH", True),
    "sugar: diabetes resolved, and back": (
        "2020-01-01 NDH, 2021-01-01 DM, 2022-01-01 DM-RESOLVED, 2023-01-01 DM", "2025-01-01", "NDH", False),
    "weight: 30": ("2024-01-01 OB-VALUE=30", "2025-01-01", "OB", True),
    "weight: under 30": ("2024-01-01 OB-VALUE=29.9", "2025-01-01", "OB", False),
    "weight: the latest counts": ("2023-01-01 OB-VALUE=35, 2024-01-01 OB-VALUE=29", "2025-01-01", "OB", False),
    "weight: the latest by then counts": ("2023-01-01 OB-VALUE=35, 2024-01-01 OB-VALUE=29", "2023-12-31", "OB", True),
    "weight: one beyond belief does not": ("2023-01-01 OB-VALUE=35, 2024-01-01 OB-VALUE=2", "2025-01-01", "OB", True),
    "no home, twelve months before": ("2024-01-01 HOMELESS", "2025-01-01", "HOMELESS", True),
    "no home, longer before": ("2023-12-31 HOMELESS", "2025-01-01", "HOMELESS", False),
    "no home, the hospital says": ("2024-06-01 ICD Z59.0", "2025-01-01", "HOMELESS", True),
    "cannot walk, for life": ("2001-06-01 ICD G82.2", "2025-01-01", "DISABLED", True),
    "breathes by a tube, two years before": ("2023-01-01 ICD Z93.0", "2025-01-01", "CONTINUING_CARE", True),
    "breathes by a tube, longer before": ("2022-12-31 ICD Z93.0", "2025-01-01", "CONTINUING_CARE", False),
}  # fmt: skip
# what: (born, record, day asked about, register, held); ages are completed years from the first of the birth month.
AGES = {
    "asthma at 6": ("2019-02-01", "2020-01-01 AST, 2024-12-01 RX AST", "2025-02-01", "AST", True),
    "asthma the day before": ("2019-02-01", "2020-01-01 AST, 2024-12-01 RX AST", "2025-01-31", "AST", False),
    "diabetes at 17": ("2008-02-01", "2020-01-01 DM", "2025-02-01", "DM", True),
    "diabetes the day before": ("2008-02-01", "2020-01-01 DM", "2025-01-31", "DM", False),
    "hypertension at 18": ("2007-02-01", "2020-01-01 HTN", "2025-02-01", "HTN", True),
    "hypertension the day before": ("2007-02-01", "2020-01-01 HTN", "2025-01-31", "HTN", False),
    "kidneys at 17": ("2007-02-01", "2020-01-01 CKD", "2025-01-31", "CKD", False),
    "depression at 17": ("2007-02-01", "2020-01-01 DEP", "2025-01-31", "DEP", False),
    "epilepsy at 17": ("2007-02-01", "2020-01-01 EP, 2024-12-01 RX EP", "2025-01-31", "EP", False),
    "weight at 17": ("2007-02-01", "2020-01-01 OB-VALUE=40", "2025-01-31", "OB", False),
    "heart failure at any age": ("2024-12-01", "2025-01-01 HF", "2025-01-31", "HF", True),
    "joints, first diagnosed at 16": ("1990-02-01", "2006-02-01 RA", "2025-01-31", "RA", True),
    "joints, first diagnosed at 15": ("1990-02-01", "2006-01-31 RA, 2020-01-01 RA", "2025-01-31", "RA", False),
    "sugar, first diagnosed at 18": ("1990-02-01", "2008-02-01 NDH", "2025-01-31", "NDH", True),
    "sugar, first diagnosed at 17": ("1990-02-01", "2008-01-31 NDH, 2020-01-01 NDH", "2025-01-31", "NDH", False),
    "bones at 49": (
        "1975-02-01", "2020-01-01 OST, 2020-01-01 OST-FRACTURE, 2020-01-01 OST-BONE_SCAN=-3", "2025-01-31", "OST",
        False),
    "bones at 50": (
        "1975-02-01", "2020-01-01 OST, 2020-01-01 OST-FRACTURE, 2020-01-01 OST-BONE_SCAN=-3", "2025-02-01", "OST",
        True),
    "bones at 74, no scan": ("1950-02-01", "2020-01-01 OST, 2020-01-01 OST-FRACTURE", "2025-01-31", "OST", False),
    "bones at 75, no scan": ("1950-02-01", "2020-01-01 OST, 2020-01-01 OST-FRACTURE", "2025-02-01", "OST", True),
    "bones at 75, a fracture too long ago": (
        "1950-02-01", "2020-01-01 OST, 2014-03-31 OST-FRACTURE, 2020-01-01 OST-BONE_SCAN=-3", "2025-02-01", "OST",
        False),
    "an unknown age is not 18": (None, "2020-01-01 HTN", "2025-01-31", "HTN", False),
    "an unknown age does for what asks for none": (None, "2020-01-01 AF", "2025-01-31", "AF", True),
}  # fmt: skip


def asked(cases: dict[str, tuple]) -> dict[str, bool]:
    """Whether each is on the register, all worked out at once."""
    records = Records()
    numbers = {name: records.add(record, born=born) for name, (born, record, *_) in cases.items()}
    records.work_out()
    held = {day: records.held(day) for day in {day for _, _, day, _, _ in cases.values()}}
    return {name: ltc_code in held[day][numbers[name]] for name, (_, _, day, ltc_code, _) in cases.items()}


@pytest.mark.parametrize(
    "cases", [RESOLVED, DATED, TREATED, BONES, OTHERS], ids=["resolved", "dated", "treated", "bones", "others"]
)
def test_a_record_puts_somebody_on_a_register(cases):
    made = asked({name: (BORN, *case) for name, case in cases.items()})
    assert made == {name: held for name, (*_, held) in cases.items()}


def test_ages_are_completed_years():
    assert asked(AGES) == {name: held for name, (*_, held) in AGES.items()}


def test_the_dead_do_not_grow_older():
    records = Records()
    records.add("2020-01-01 HTN", born="2007-02-01", died="2025-01-31")
    records.add("2020-01-01 HTN", born="2007-02-01", died="2025-02-01")
    records.work_out()
    assert records.held("2025-06-30") == {0: {}, 1: {"HTN": date(2020, 1, 1)}}


def test_the_limit_of_weight_is_lower_for_some():
    records = Records()
    for ethnicity in ("A", "H", "N", "Z", "R"):
        records.add("2024-01-01 OB-VALUE=27.5", ethnicity=ethnicity)
    records.work_out()
    assert ["OB" in held for held in records.held("2025-01-01").values()] == [False, True, True, False, True]


def test_a_type_1_opt_out_leaves_what_hospitals_know():
    records = Records()
    records.add("2024-01-01 AF, 2024-06-01 RX SMI, 2024-06-01 ICD Z59.0", is_type_1_opt_out=True)
    records.add("2024-01-01 AF, 2024-06-01 RX SMI, 2024-06-01 ICD Z59.0", is_national_opt_out=True)
    records.work_out()
    assert [set(held) for held in records.held("2024-07-01").values()] == [{"HOMELESS"}, {"AF", "SMI", "HOMELESS"}]


def test_since_is_the_first_diagnosis_that_nothing_has_resolved():
    records = Records()
    records.add("2010-01-01 AF, 2012-01-01 AF, 2013-01-01 AF-RESOLVED, 2015-01-01 AF, 2020-01-01 AF")
    records.add("2010-01-01 AST, 2024-12-01 RX AST")
    records.work_out()
    assert records.held("2025-01-01") == {0: {"AF": date(2015, 1, 1)}, 1: {"AST": date(2010, 1, 1)}}


@pytest.mark.parametrize("ltc_code", counted())
def test_every_register_that_is_counted_has_codes(ltc_code):
    """A list that matches nothing would take people for healthy."""
    assert code_for(ltc_code)
    holds = {row["ltc_code"]: row["holds_for_months"] for row in seed("code_conditions")}
    assert not holds[ltc_code] or medicine_for(ltc_code)


def test_the_registers_that_are_counted_are_the_eighteen():
    said = "AF AST CAN CHD CKD COPD DEM DEP DM EP HF HTN LD OST PAD RA SMI STIA"
    assert counted() == said.split()


def test_no_code_list_names_a_register_that_there_is_not():
    assert {row["ltc_code"] for row in CODES} == {row["ltc_code"] for row in seed("code_conditions")}


# Any record: some twenty codes and medicines over three years, and any day in them.
DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))
WHAT = st.sampled_from(
    ["AF", "AF-RESOLVED", "CKD", "CKD-RESOLVED", "DM", "DM-RESOLVED", "NDH", "RA", "SMI", "SMI-STOPPED", "OST"]
    + ["OST-FRACTURE", "OST-BONE_SCAN=-3", "OST-BONE_SCAN=-1", "OB-VALUE=29", "OB-VALUE=31", "AST", "EP", "HOMELESS"]
    + ["RX AST", "RX EP", "RX SMI", "ICD S720", "ICD Z930", "ICD Z590", "LD", "LD-RESOLVED"]
)
RECORD = st.lists(st.tuples(DAYS, WHAT), max_size=20).map(lambda said: ", ".join(f"{day} {what}" for day, what in said))
BIRTHS = st.sampled_from(["1949-03-01", "1973-06-01", "2005-09-01", "2017-01-01", None])


# A smaller example would take minutes to find, and tell no more: each person of one is a case.
@settings(max_examples=4, deadline=None, phases=(Phase.generate,))
@given(st.lists(st.tuples(BIRTHS, RECORD), min_size=20, max_size=40), DAYS)
def test_a_second_hand_agrees_and_what_comes_later_changes_nothing(people, day):
    """A day is answered as by somebody who looks at that one day, and the same on a record that ends on it."""
    records = Records("2025-06-30")
    for born, record in people:
        records.add(record, born=born)
    for born, record in people:
        records.add(", ".join(line for line in record.split(", ") if line[:10] <= str(day)), born=born)
    records.work_out()
    held = records.held(day)
    conditions = second_hand(records)
    for number in range(len(people)):
        assert held[number] == held[number + len(people)]
        registers = {code: since for code, since in held[number].items() if code in COUNTED + UNCOUNTED}
        said = {code: conditions.since(number, code, day) for code in COUNTED + UNCOUNTED}
        assert registers == {code: since for code, since in said.items() if since}


def second_hand(records: Records) -> Conditions:
    """The recalculation of the conditions of these people."""
    codes = Codes()
    for row in CODES:
        meant = row["ltc_code"], row["code_role"]
        if row["code_system"] == "SNOMED":
            codes.concepts.setdefault(row["code"], []).append(meant)
        else:
            (codes.medicines if row["code_system"] == "BNF" else codes.diagnoses).append((row["code"], meant))
    births = {number: row["birth_month"] for number, row in enumerate(records.people)}
    sayings = SimpleNamespace(
        birth_month=lambda person: date.fromisoformat(births[person]) if births[person] else None,
        about=lambda person, name: "A",
    )
    register = SimpleNamespace(as_of=date(2025, 6, 30), death_dates={})
    return Conditions(records.by_feed(), codes, sayings, register, SimpleNamespace(allows=lambda person: True))


@pytest.mark.parametrize("months", [6, 12, 24])
def test_a_window_ends_where_months_before_a_day_say(months):
    """For each day of three years the last day whose window holds it, found from either end."""
    spans = Records().rows(
        sql_from(
            "select day, {{ last_day_within('day', " + str(months) + ") }} from (select cast(unnest("
            "generate_series(date '2023-01-01', date '2026-01-01', interval 1 day)) as date) as day)"
        )
    )
    for day, end in spans:
        assert months_before(end, months) <= day < months_before(end + timedelta(days=1), months)
