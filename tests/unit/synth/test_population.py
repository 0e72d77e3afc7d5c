"""One block of people: lives that hold together."""

import numpy as np
import pytest

from orchestration.synth.geography import build_geography
from orchestration.synth.months import NEVER, Months
from orchestration.synth.population import People, draw_people
from orchestration.synth.scenario import Scenario

MONTHS = Months("2026-03", 36)


def drawn(residents: int) -> People:
    scenario = Scenario(residents, MONTHS, seed=3)
    return draw_people(0, residents, build_geography(scenario), scenario)


@pytest.fixture(scope="module")
def people() -> People:
    return drawn(5_000)


def test_residents_newcomers_and_newborns(people: People) -> None:
    residents = (people.enters <= MONTHS.first_day).sum()
    assert 4_800 < residents < 5_200
    born = (people.mother >= 0).sum() / 5_000 / MONTHS.years * 1_000
    assert 8 < born < 16


def test_nobody_dies_before_birth_or_comes_before_it(people: People) -> None:
    assert (people.death > people.birth).all()
    newborn = people.mother >= 0
    assert (people.enters[newborn] == people.birth[newborn]).all()
    assert (people.onset >= people.birth[:, None]).all()


def test_children_live_with_somebody_old_enough(people: People) -> None:
    everybody = np.arange(len(people))
    age = people.age_on(everybody, MONTHS.last_day)
    oldest = np.zeros(people.household.max() + 1)
    np.maximum.at(oldest, people.household, age)
    assert (oldest[people.household[age < 16]] >= 18).all()


def test_moves_are_in_order_and_end_with_leaving(people: People) -> None:
    homes = people.households
    assert (np.diff(homes.moves, axis=1) >= 0).all()
    moved = homes.moves < NEVER
    assert (homes.moves[moved] < np.broadcast_to(homes.leaves[:, None], moved.shape)[moved]).all()


def test_addresses_follow_the_moves(people: People) -> None:
    homes = people.households
    home = np.flatnonzero(homes.moves[:, 0] < NEVER)[:50]
    before, after = homes.moves[home, 0] - 1, homes.moves[home, 0]
    assert (homes.address_on(home, before) == homes.address[home, 1]).all()
    assert (homes.address_on(home, after) == homes.address[home, 2]).all()
    assert (homes.address_before(home, after) == homes.address[home, 1]).all()


def test_numbers_are_distinct_and_old_ones_are_others(people: People) -> None:
    old = people.old_nhs_number[people.old_nhs_number > 0]
    assert len(old) > 0
    every = np.concatenate([people.nhs_number, old, people.older_nhs_number[people.older_nhs_number > 0]])
    assert len(np.unique(every)) == len(every)


def test_conditions_grow_with_age_and_frailty(people: People) -> None:
    everybody = np.arange(len(people))
    count = people.long_term_count(everybody, MONTHS.last_day)
    age = people.age_on(everybody, MONTHS.last_day)
    assert count[age > 70].mean() > 4 * count[age < 40].mean()
    old = age > 65
    frail = people.frailty > np.median(people.frailty)
    assert count[old & frail].mean() > count[old & ~frail].mean()


@pytest.mark.parametrize("residents", [1, 2, 7])
def test_a_handful_of_people_is_enough(residents: int) -> None:
    few = drawn(residents)
    assert len(few) >= 1
