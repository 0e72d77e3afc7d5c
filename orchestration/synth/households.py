"""Households: who lives with whom, at which addresses, and when they move.

Belongs here: the people of a block as members of homes, with birth date, gender and ethnic group, and the homes' moves.
Does not belong here: illness, names, or anything that happens to one member alone (population.py).
"""

from dataclasses import dataclass

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.boroughs import Borough
from orchestration.synth.draws import choice
from orchestration.synth.geography import Geography
from orchestration.synth.months import DAYS_PER_YEAR, NEVER, Months
from orchestration.synth.scenario import Scenario

MAX_MOVES = 3


@dataclass
class Households:
    """Arrays by household. Address 0 is the one before the first; address j + 1 begins with move j - 1."""

    enters: np.ndarray
    leaves: np.ndarray
    moves: np.ndarray  # (households, MAX_MOVES) days in order, NEVER where there is none
    registers: np.ndarray  # the same, when the practice learns of it
    address: np.ndarray  # (households, MAX_MOVES + 2) postcodes
    practice: np.ndarray  # (households, MAX_MOVES + 1)

    def address_on(self, household: np.ndarray, day: np.ndarray) -> np.ndarray:
        moved = (self.moves[household] <= np.asarray(day)[:, None]).sum(axis=1)
        return self.address[household, moved + 1]

    def address_before(self, household: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The address that a sender who has not heard of the last move still holds."""
        moved = (self.moves[household] <= np.asarray(day)[:, None]).sum(axis=1)
        return self.address[household, moved]

    def practice_on(self, household: np.ndarray, day: np.ndarray) -> np.ndarray:
        moved = (self.registers[household] <= np.asarray(day)[:, None]).sum(axis=1)
        return self.practice[household, moved]


@dataclass
class Homes:
    """Arrays by person, and the households that they belong to."""

    birth: np.ndarray
    is_woman: np.ndarray
    ethnic: np.ndarray
    household: np.ndarray
    role: np.ndarray  # 0 head, 1 partner, 2 child, 3 another adult
    head: np.ndarray  # by household: the person who heads it
    households: Households


def draw_households(rng: np.random.Generator, residents: int, geography: Geography, scenario: Scenario) -> Homes:
    """Residents and later newcomers, borough by borough, in households that stay together."""
    parts = []
    months = scenario.months
    per_borough = rng.multinomial(residents, scenario.shares())
    for index, (borough, count) in enumerate(zip(scenario.boroughs, per_borough, strict=True)):
        newcomers = int(round(count * scenario.turnover(borough) * months.years))
        parts.append((index, newcomers, *_people_of(rng, borough, int(count) + newcomers, months)))
    offsets = np.cumsum([0, *(len(part[2]) for part in parts)])
    home_offsets = np.cumsum([0, *(int(part[5].max()) + 1 if len(part[5]) else 0 for part in parts)])
    birth = np.concatenate([part[2] for part in parts]).astype(np.int32)
    household = np.concatenate([part[5] + home_offsets[i] for i, part in enumerate(parts)]).astype(np.int32)
    head = np.concatenate([part[7] + offsets[i] for i, part in enumerate(parts)]).astype(np.int32)
    borough_of_home = np.repeat([part[0] for part in parts], np.diff(home_offsets)).astype(np.int32)
    is_new = np.concatenate([_newcomers(rng, part, months) for part in parts])
    households = _moves(rng, borough_of_home, is_new, birth[head], np.bincount(household), geography, scenario)
    # Ages were drawn as of the first day: whoever comes later is of that age on the day of coming.
    birth += np.maximum(households.enters - months.first_day, 0)[household]
    return Homes(
        birth=birth,
        is_woman=np.concatenate([part[3] for part in parts]),
        ethnic=np.concatenate([part[4] for part in parts]).astype(np.int32),
        household=household,
        role=np.concatenate([part[6] for part in parts]).astype(np.int32),
        head=head,
        households=households,
    )


def _people_of(rng: np.random.Generator, borough: Borough, count: int, months: Months) -> tuple[np.ndarray, ...]:
    """Birth days, gender, ethnic group, household, role of `count` people, and the head of each household."""
    band = choice(rng, list(borough.ages), count)
    age = band * 5 + rng.random(count) * np.where(band == 18, 8, 5)
    birth = months.first_day - (age * DAYS_PER_YEAR).astype(np.int32)
    is_woman = rng.random(count) < np.where(age > 80, 0.6, 0.497)
    ethnic = choice(rng, [float(group[1:]) for group in borough.ethnic.split()], count)
    # Old age is more white and British than the borough is.
    ethnic = np.where((age > 60) & (rng.random(count) < 0.25), 0, ethnic)
    adults = np.flatnonzero(age >= 18)
    children = np.flatnonzero(age < 18)
    if len(adults) == 0:
        adults, children = np.arange(count), np.arange(0)
    # Adults in the order of ethnic group and age: neighbours in it make couples.
    order = adults[np.lexsort((age[adults] + rng.normal(0, 3, len(adults)), ethnic[adults]))]
    begins = _household_starts(rng, age[order])
    home_of = np.cumsum(begins) - 1
    head = order[begins]
    household = np.zeros(count, dtype=np.int64)
    role = np.zeros(count, dtype=np.int32)
    household[order] = home_of
    place = np.arange(len(order)) - np.flatnonzero(begins)[home_of]
    role[order] = np.where(place == 0, 0, np.where(place == 1, 1, 3))
    is_woman[order[place == 1]] = ~is_woman[order[np.flatnonzero(place == 1) - 1]]
    _place_children(rng, children, age, ethnic, head, household)
    role[children] = 2
    return birth, is_woman, ethnic, household, role, head


def _household_starts(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    """Which adults, in order, begin a household: alone, as a couple, or sharing with others."""
    alone = np.where(age > 75, 0.52, np.where(age < 30, 0.24, 0.34))
    kind = rng.random(len(age))
    size = np.where(kind < alone, 1, np.where(kind < alone + 0.5, 2, 3 + (rng.random(len(age)) < 0.35)))
    begins = np.zeros(len(age), dtype=bool)
    # The n-th household begins where the sizes of those before it end.
    starts = np.concatenate([[0], np.cumsum(size)])
    begins[starts[starts < len(age)]] = True
    return begins


def _place_children(
    rng: np.random.Generator,
    children: np.ndarray,
    age: np.ndarray,
    ethnic: np.ndarray,
    head: np.ndarray,
    household: np.ndarray,
) -> None:
    """Each child joins a household whose head is of an age to be a parent; the child takes that head's ethnic group."""
    parents = np.flatnonzero((age[head] >= 20) & (age[head] < 58) & (rng.random(len(head)) < 0.55))
    if len(parents) == 0:
        parents = np.arange(len(head))
    parents = parents[np.argsort(age[head[parents]], kind="stable")]
    wanted = age[children] + np.clip(rng.normal(30, 5, len(children)), 18, 44)
    near = np.searchsorted(age[head[parents]], wanted) + rng.integers(-3, 4, len(children))
    home = parents[np.clip(near, 0, len(parents) - 1)]
    household[children] = home
    ethnic[children] = ethnic[head[home]]


def _newcomers(rng: np.random.Generator, part: tuple, months: Months) -> np.ndarray:
    """Which households come during the window: the young oftener, as many as make up the number of newcomers."""
    newcomers, birth, household, head = part[1], part[2], part[5], part[7]
    if len(head) == 0:
        return np.zeros(0, dtype=bool)
    age = (months.first_day - birth[head]) / DAYS_PER_YEAR
    key = rng.random(len(head)) ** (1 / _by_age(age))
    order = np.argsort(-key, kind="stable")
    size = np.bincount(household, minlength=len(head))
    is_new = np.zeros(len(head), dtype=bool)
    is_new[order[np.cumsum(size[order]) <= newcomers]] = True
    return is_new


def _by_age(age: np.ndarray) -> np.ndarray:
    factor = np.ones(len(age))
    for low, high, value in P.MOVE_FACTOR_BY_AGE:
        factor = np.where((age >= low) & (age < high), value, factor)
    return factor


def _moves(
    rng: np.random.Generator,
    borough: np.ndarray,
    is_new: np.ndarray,
    head_birth: np.ndarray,
    size: np.ndarray,
    geography: Geography,
    scenario: Scenario,
) -> Households:
    count, months = len(borough), scenario.months
    span = months.last_day + 1 - months.first_day
    enters = np.where(is_new, months.first_day + np.floor(rng.random(count) * span), months.first_day - 3_650).astype(
        np.int32
    )
    start = np.maximum(enters, months.first_day)
    factor = _by_age((months.first_day - head_birth) / DAYS_PER_YEAR)
    # The young move oftener; what the turnover says is of all people.
    factor = factor / np.average(factor, weights=size) if count else factor
    leave_rate = np.maximum(np.array([scenario.turnover(each) for each in scenario.boroughs])[borough] * factor, 1e-9)
    leaves = start + np.minimum(rng.exponential(1, count) / leave_rate * DAYS_PER_YEAR, 90_000).astype(np.int32) + 1
    leaves = np.where(leaves <= months.last_day, leaves, NEVER).astype(np.int32)
    rate = (P.MOVES_WITHIN_BOROUGH + P.MOVES_BETWEEN_BOROUGHS) * factor
    gaps = rng.exponential(1, (count, MAX_MOVES)) / rate[:, None] * DAYS_PER_YEAR
    moves = start[:, None] + np.minimum(np.cumsum(gaps, axis=1), 90_000).astype(np.int32) + 1
    moves = np.where((moves <= months.last_day) & (moves < leaves[:, None]), moves, NEVER).astype(np.int32)
    between = rng.random((count, MAX_MOVES)) < P.MOVES_BETWEEN_BOROUGHS / (
        P.MOVES_WITHIN_BOROUGH + P.MOVES_BETWEEN_BOROUGHS
    )
    address = np.zeros((count, MAX_MOVES + 2), dtype=np.int32)
    practice = np.zeros((count, MAX_MOVES + 1), dtype=np.int32)
    address[:, 0] = geography.addresses(rng, borough)
    address[:, 1] = geography.addresses(rng, borough)
    practice[:, 0] = geography.practices_near(rng, address[:, 1])
    here = borough
    for move in range(MAX_MOVES):
        there = np.where(between[:, move], _another(rng, here, len(scenario.boroughs)), here)
        address[:, move + 2] = geography.addresses(rng, there)
        changed = geography.practices_near(rng, address[:, move + 2])
        keeps = (here == there) & (rng.random(count) < P.KEEPS_PRACTICE_SHARE)
        practice[:, move + 1] = np.where(keeps, practice[:, move], changed)
        here = there
    lag = np.minimum(rng.exponential(P.REGISTRATION_LAG_DAYS, moves.shape), 120).astype(np.int32)
    registers = np.where(moves < NEVER, moves + lag, NEVER).astype(np.int32)
    registers = np.maximum.accumulate(registers, axis=1)
    return Households(enters, leaves, moves, registers, address, practice)


def _another(rng: np.random.Generator, borough: np.ndarray, boroughs: int) -> np.ndarray:
    """One of the other boroughs for each; the same where there is no other."""
    if boroughs == 1:
        return borough
    return (borough + rng.integers(1, boroughs, len(borough))) % boroughs
