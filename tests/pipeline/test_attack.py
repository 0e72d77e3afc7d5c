"""An attack on what is published, with the code and without the key: it recovers nobody. With the key, everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from orchestration.pseudonymise import key_ring
from orchestration.synth import parameters as P
from orchestration.synth.nhs_numbers import numbers_of
from tests.pipeline.attack import (
    UNKEYED,
    Published,
    bare,
    gather,
    keyed,
    keys_to_try,
    recovered,
    recovered_by_the_engine,
    spellings,
)
from tests.pipeline.made_up import SEED
from tests.pipeline.place import Place

# Whoever has the code knows in which order the demonstration gives out its numbers: those of its first block of people,
# who are more than there are.
NUMBERS = P.BLOCK_NUMBERS
BORN_FROM, BORN_TO = date(1900, 1, 1), date(2024, 12, 31)


@dataclass(frozen=True)
class Sent:
    """What the extracts say of people: what the attacker wants."""

    numbers: set[str]
    birth_dates: set[str]
    postcodes: set[str]
    local_ids: set[str]


@pytest.fixture(scope="module")
def published(first: Place) -> Published:
    return gather(first.warehouse / "published")


@pytest.fixture(scope="module")
def sent(first: Place) -> Sent:
    def column(name: str) -> set[str]:
        files = f"{first.inbox}/registrations_*.csv"
        rows = duckdb.sql(f"select distinct {name} from read_csv('{files}', all_varchar = true, union_by_name = true)")
        return {value.strip() for (value,) in rows.fetchall() if value and value.strip()}

    return Sent(column("nhs_number"), column("birth_date"), column("postcode"), column("local_patient_id"))


@pytest.fixture(scope="module")
def enumerated() -> list[str]:
    """The numbers of the demonstration's range."""
    return [str(number) for number in numbers_of(np.arange(NUMBERS), SEED)]


def messages(numbers: Iterable[str]) -> list[tuple[str, bytes]]:
    return [spelt for number in numbers for spelt in spellings(number)]


def test_the_enumeration_meets_everybody(sent, enumerated):
    assert len(sent.numbers) > 300
    assert {bare(number) for number in sent.numbers} <= set(enumerated)


def test_with_the_key_everybody_is_recovered(first, published, enumerated):
    """What an attack finds that has the key: so the others could find something."""
    key = key_ring(first.settings).person.secret
    found = recovered(published, [(number, number.encode()) for number in enumerated], [keyed(key)])
    ((registered,),) = first.rows("select count(*) from marts.dim_person where is_registered")
    assert registered > 300
    assert len(found) >= registered


def test_without_a_key_nobody_is_recovered(published, enumerated):
    assert recovered(published, messages(enumerated), UNKEYED) == set()
    assert recovered_by_the_engine(published, enumerated) == set()
    assert published.texts.isdisjoint(enumerated)


def test_no_key_that_anybody_could_guess_recovers_anybody(first, published, sent):
    """A right key would find everybody: so each is tried on those alone who are there to be found."""
    ring = key_ring(first.settings)
    told = [*published.told, *(key.key_id for key in (ring.person, ring.identity, ring.vault))]
    keys = keys_to_try(told)
    assert len(keys) > 300
    there = sorted(bare(number) for number in sent.numbers)[:40]
    assert recovered(published, [(number, number.encode()) for number in there], map(keyed, keys)) == set()


def test_the_keys_of_other_purposes_recover_nobody(first, published, sent):
    """Whoever holds the key of the tokens in the lake, or of the vault, has not got that of the persons."""
    ring = key_ring(first.settings)
    others = [keyed(key.secret) for key in (ring.identity, ring.vault)]
    assert recovered(published, messages(bare(number) for number in sent.numbers), others) == set()


def test_no_day_of_birth_can_be_had(published, sent):
    """There are few days, and few postcodes: whatever is made of one without a key is turned back at once."""
    days = [BORN_FROM + timedelta(days=day) for day in range((BORN_TO - BORN_FROM).days)]
    forms = [(str(day), f"{day:{form}}".encode()) for day in days for form in ("%Y-%m-%d", "%Y%m%d")]
    assert sent.birth_dates <= {str(day) for day in days}
    assert recovered(published, forms, UNKEYED) == set()


def test_no_postcode_and_no_local_id_can_be_had(published, sent):
    assert len(sent.postcodes) > 50
    forms = [
        (code, form.encode()) for code in sent.postcodes | sent.local_ids for form in (code, code.replace(" ", ""))
    ]
    assert recovered(published, forms, UNKEYED) == set()
    assert published.texts.isdisjoint({bare(code) for code in sent.postcodes | sent.local_ids})


def test_a_month_is_all_that_is_published_of_a_birth(first):
    days = first.rows("select distinct day(birth_month) from marts.dim_person where birth_month is not null")
    assert days == [(1,)]
    columns = first.rows("select distinct column_name from duckdb_columns() where column_name like '%birth%'")
    assert columns == [("birth_month",)]


def test_what_could_be_made_of_somebody_would_be_seen():
    """The search finds what a careless change would publish."""
    number = "9434765919"
    for leak in (make(number.encode()) for make in UNKEYED):
        careless = Published()
        careless.add_cells("VARCHAR", [f"id {leak.hex()}"])
        assert recovered(careless, spellings(number), UNKEYED) == {number}
    careless = Published()
    careless.add_cells("UBIGINT", [duckdb.sql(f"select hash('{number}')").fetchone()[0]])
    assert recovered_by_the_engine(careless, [number]) == {number}
