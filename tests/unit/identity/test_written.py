"""What differs only in how it was written is equal when it is compared."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.identity.probabilistic import written

CONNECTION = duckdb.connect()


def asked(sql: str, value: object) -> object:
    return CONNECTION.execute(f"select {sql} from (select ? as raw)", [value]).fetchall()[0][0]


def bare(name: str) -> str | None:
    return asked(written.bare_sql(written.parts_sql(written.plain_sql("raw"))), name)


def sound(name: str) -> str | None:
    return asked(written.sound_sql("raw"), name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "OBRIEN"),
        ("O’Brien", "o brien"),
        ("Smith-Jones", "SMITH JONES"),
        ("José", "jose"),
        ("Łukasz", "Lukasz"),
        ("Søren", "Soren"),
        ("Weiß", "Weiss"),
        ("Mrs. Ann", "Ann"),
        ("  St. John ", "St-John"),
        ("H0LLY", "Holly"),
        ("D'Souza", "DSouza"),
    ],
)
def test_two_ways_of_writing_one_name(one, other):
    assert bare(one) == bare(other) is not None


@pytest.mark.parametrize("nobody", ["", " ", "-", "Unknown", "NOT KNOWN", "Baby", "Twin 1", "n/a", "Test", "Mr"])
def test_words_for_nobody_are_no_name(nobody):
    assert bare(nobody) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MOHAMMED", "MUHAMMAD"),
        ("SMITH", "SMYTHE"),
        ("STEPHEN", "STEVEN"),
        ("CATHERINE", "KATHRYN"),
        ("PHILIP", "FILIP"),
        ("HUSSAIN", "HUSSEIN"),
    ],
)
def test_names_that_sound_alike_meet(one, other):
    assert sound(one) == sound(other)


def test_names_that_sound_otherwise_do_not_meet():
    assert len({sound(name) for name in ("SMITH", "JONES", "PATEL", "OKAFOR", "BEGUM", "NOWAK")}) == 6


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30))
def test_a_name_that_is_bare_stays_so(name):
    once = bare(name)
    assert once is None or bare(once) == once


@settings(max_examples=60, deadline=None)
@given(st.dates())
def test_a_date_exchanged_twice_is_itself(day):
    exchanged = CONNECTION.execute(f"select {written.exchanged_date_sql('day')} from (select ?::date as day)", [day])
    other = exchanged.fetchall()[0][0]
    if other is not None:
        again = CONNECTION.execute(f"select {written.exchanged_date_sql('day')} from (select ?::date as day)", [other])
        assert other != day and again.fetchall()[0][0] == day


@pytest.mark.parametrize(
    ("postcode", "sector", "district"),
    [
        ("E174AA", "E174", "E17"),
        ("SW1A1AA", "SW1A1", "SW1A"),
        ("E1", None, "E1"),
        ("E17", None, "E17"),
        ("E174", None, "E17"),
        ("W1A", None, "W1A"),
        ("ABC", None, None),
    ],
)
def test_a_postcode_has_a_sector_and_a_district(postcode, sector, district):
    assert asked(written.sector_sql("raw"), postcode) == sector
    assert asked(written.district_sql("raw"), postcode) == district
