"""The people of one block: who they are, where and with whom they live, what they suffer from, when they come and go.

Belongs here: everything that is true of a person, whoever writes it down. Does not belong here: what a sender knows of
it (identities.py), or what they use of health and care (the feeds' modules).
"""

from dataclasses import dataclass

import numpy as np

from orchestration.synth import names
from orchestration.synth import parameters as P
from orchestration.synth.conditions import BY_HERITAGE, CLUSTERS, CONDITIONS, LONG_TERM
from orchestration.synth.draws import generator
from orchestration.synth.geography import Geography
from orchestration.synth.households import Homes, Households, draw_households
from orchestration.synth.months import DAYS_PER_YEAR, NEVER, Months
from orchestration.synth.nhs_numbers import numbers_of
from orchestration.synth.scenario import Scenario

ETHNIC_CODES = tuple("ABCDEFGHJKLMNPRS") + ("Z", "99")
NOT_STATED = (16, 17)


@dataclass
class People:
    """Arrays with one entry per person of the block; days are counted since 1970, NEVER where there is none."""

    block: int
    number: np.ndarray  # the person's true number, over all blocks
    nhs_number: np.ndarray
    old_nhs_number: np.ndarray  # 0: never had another
    older_nhs_number: np.ndarray  # 0: no second one before that
    merged_on: np.ndarray
    birth: np.ndarray
    is_woman: np.ndarray
    ethnic: np.ndarray
    heritage: np.ndarray
    given: np.ndarray  # positions in names.GIVEN_NAMES
    family: np.ndarray
    maiden: np.ndarray  # -1: none
    household: np.ndarray
    mother: np.ndarray  # -1: not born in the window
    enters: np.ndarray  # first day in the area, before the window for residents
    leaves: np.ndarray  # first day away (NEVER: stays)
    death: np.ndarray
    frailty: np.ndarray
    onset: np.ndarray  # by person and condition
    households: Households
    months: Months

    def __len__(self) -> int:
        return len(self.number)

    @property
    def first_day(self) -> np.ndarray:
        """First day in the area within the window."""
        return np.maximum(self.enters, self.months.first_day)

    @property
    def last_day(self) -> np.ndarray:
        """Last day in the area, alive, within the window."""
        return np.minimum(np.minimum(self.leaves - 1, self.death), self.months.last_day)

    def age_on(self, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        return (day - self.birth[person]) / DAYS_PER_YEAR

    def band_on(self, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        """The age band (0-4 5-17 18-39 40-64 65-74 75-84 85+) on a day."""
        return np.clip(np.searchsorted(P.AGE_BANDS, self.age_on(person, day), side="right") - 1, 0, 6)

    def has(self, condition: int, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        return self.onset[person, condition] <= day

    def years_with(self, condition: int, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        """Years since a condition began; negative where it has not."""
        return (np.asarray(day, dtype=np.int64) - self.onset[person, condition]) / DAYS_PER_YEAR

    def long_term_count(self, person: np.ndarray, day: np.ndarray | int) -> np.ndarray:
        day = np.broadcast_to(np.asarray(day), person.shape)
        return (self.onset[person][:, LONG_TERM] <= day[:, None]).sum(axis=1)

    def use_of_practice(self, habit: np.ndarray) -> np.ndarray:
        """How many times the usual each person goes to their practice, mean 1: partly by frailty, partly by habit."""
        return P.FRAILTY_ON_GP_USE * self.frailty + (1 - P.FRAILTY_ON_GP_USE) * habit

    def address_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The postcode where the person lives on a day."""
        return self.households.address_on(self.household[person], day)

    def practice_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The practice where the person is registered on a day."""
        return self.households.practice_on(self.household[person], day)

    def borough_on(self, geography: Geography, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        return geography.postcode_borough[self.address_on(person, day)]


def draw_people(block: int, residents: int, geography: Geography, scenario: Scenario) -> People:
    """The residents of a block on the first day, those who come later, and the children born to them."""
    rng, months = generator(scenario.seed, block, "people"), scenario.months
    homes = draw_households(rng, residents, geography, scenario)
    count = len(homes.birth)
    heritage = _heritages(rng, homes.ethnic)
    given = _given_names(rng, heritage, homes.is_woman)
    family, maiden = _family_names(rng, heritage, homes)
    enters = homes.households.enters[homes.household]
    frailty = _frailty(rng, count)
    postcode = homes.households.address[homes.household, 1]
    onset = _onsets(rng, homes.birth, homes.is_woman, heritage, postcode, geography, frailty)
    death = _deaths(rng, homes.birth, enters, frailty, onset, months)
    leaves = homes.households.leaves[homes.household]
    slots = np.int64(block) * P.BLOCK_NUMBERS
    people = People(
        block=block,
        number=slots + np.arange(count, dtype=np.int64),
        nhs_number=np.zeros(count, dtype=np.int64),
        old_nhs_number=np.zeros(count, dtype=np.int64),
        older_nhs_number=np.zeros(count, dtype=np.int64),
        merged_on=np.full(count, NEVER),
        birth=homes.birth,
        is_woman=homes.is_woman,
        ethnic=homes.ethnic,
        heritage=heritage,
        given=given,
        family=family,
        maiden=maiden,
        household=homes.household,
        mother=np.full(count, -1, dtype=np.int32),
        enters=enters,
        leaves=leaves,
        death=death,
        frailty=frailty,
        onset=onset,
        households=homes.households,
        months=months,
    )
    _add_newborns(rng, people, geography)
    _number(rng, people, scenario)
    return people


def _heritages(rng: np.random.Generator, ethnic: np.ndarray) -> np.ndarray:
    shares = np.array(
        [[names.HERITAGES_OF[code].get(heritage, 0.0) for heritage in names.HERITAGES] for code in ETHNIC_CODES[:16]]
    )
    edges = np.cumsum(shares, axis=1)[ethnic]
    return (edges <= rng.random(len(ethnic))[:, None] * edges[:, -1:]).sum(axis=1).astype(np.int32)


def _drawn_names(
    rng: np.random.Generator, lists: tuple[tuple[str, ...], ...], heritage: np.ndarray, known: tuple[str, ...]
) -> np.ndarray:
    """Names drawn from the heritage's list, the first ones of each list oftener, as positions in all names."""
    position = {name: index for index, name in enumerate(known)}
    longest = max(len(of_heritage) for of_heritage in lists)
    table = np.array([[position[of[i % len(of)]] for i in range(longest)] for of in lists], dtype=np.int32)
    length = np.array([len(of) for of in lists])[heritage]
    return table[heritage, np.floor(rng.beta(0.9, 1.3, len(heritage)) * length).astype(np.int32)]


def _given_names(rng: np.random.Generator, heritage: np.ndarray, is_woman: np.ndarray) -> np.ndarray:
    male = _drawn_names(rng, names.GIVEN_MALE, heritage, names.GIVEN_NAMES)
    female = _drawn_names(rng, names.GIVEN_FEMALE, heritage, names.GIVEN_NAMES)
    return np.where(is_woman, female, male)


def _family_names(rng: np.random.Generator, heritage: np.ndarray, homes: Homes) -> tuple[np.ndarray, np.ndarray]:
    """Children bear their household's name, most partners too; a married woman's earlier name is kept beside it."""
    own = _drawn_names(rng, names.FAMILY, heritage, names.FAMILY_NAMES)
    of_home = own[homes.head][homes.household]
    shares = (homes.role == 2) | ((homes.role == 1) & (rng.random(len(own)) < 0.6))
    family = np.where(shares, of_home, own)
    maiden = np.where(shares & (homes.role == 1) & homes.is_woman & (rng.random(len(own)) < 0.5), own, -1)
    return family.astype(np.int32), maiden.astype(np.int32)


def _frailty(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.gamma(P.FRAILTY_SHAPE, 1 / P.FRAILTY_SHAPE, count)


def _onsets(
    rng: np.random.Generator,
    birth: np.ndarray,
    is_woman: np.ndarray,
    heritage: np.ndarray,
    postcode: np.ndarray,
    geography: Geography,
    frailty: np.ndarray,
) -> np.ndarray:
    """The day on which each condition begins: a person's liability to all of them leans on the same frailty, and to
    those of one cluster on something that they share."""
    count = len(birth)
    decile = geography.lsoa_decile[geography.postcode_lsoa[postcode]]
    local = geography.condition_factor[geography.postcode_borough[postcode]]
    rank = (np.argsort(np.argsort(frailty)) + 0.5) / max(count, 1)
    shared = _normal_quantile(rank)
    onset = np.full((count, len(CONDITIONS)), NEVER, dtype=np.int32)
    frail, close = P.FRAILTY_ON_CONDITIONS, P.CLUSTER_ON_CONDITIONS
    rest = np.sqrt(1 - frail**2 - close**2)
    of_cluster = rng.standard_normal((len(CLUSTERS), count))
    for index, condition in enumerate(CONDITIONS):
        own = rng.standard_normal(count)
        cluster = next((place for place, codes in enumerate(CLUSTERS) if condition.code in codes), None)
        near = of_cluster[cluster] if cluster is not None else rng.standard_normal(count)
        liability = frail * shared + close * near + rest * own
        share = 1 - _normal_cumulative(liability)
        factors = np.ones(len(names.HERITAGES))
        for groups, factor in BY_HERITAGE.get(condition.code, ()):
            factors[[names.HERITAGES.index(group) for group in groups]] = factor
        women = 2 * condition.women_factor / (1 + condition.women_factor)
        top = condition.top * local[:, index] * factors[heritage] * np.where(is_woman, women, 2 - women)
        top = np.minimum(top * (1 + condition.deprivation * (5.5 - decile) / 9), 0.97)
        struck = share < top
        ratio = np.clip(share[struck] / top[struck], 1e-9, 1 - 1e-9)
        age = np.maximum(condition.middle + condition.spread * np.log(ratio / (1 - ratio)), 0.5)
        onset[struck, index] = birth[struck] + np.minimum(age * DAYS_PER_YEAR, 200_000).astype(np.int32)
    return onset


def _normal_cumulative(value: np.ndarray) -> np.ndarray:
    """The normal distribution's share below a value, to four places (Abramowitz and Stegun 26.2.17)."""
    size = np.abs(value)
    t = 1 / (1 + 0.2316419 * size)
    tail = np.exp(-size * size / 2) / np.sqrt(2 * np.pi)
    tail *= t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    return np.where(value >= 0, 1 - tail, tail)


def _normal_quantile(share: np.ndarray) -> np.ndarray:
    """The value below which a share of the normal distribution lies, by a table of its cumulative."""
    grid = np.linspace(-6, 6, 24_001)
    return np.interp(share, _normal_cumulative(grid), grid)


def _deaths(
    rng: np.random.Generator,
    birth: np.ndarray,
    enters: np.ndarray,
    frailty: np.ndarray,
    onset: np.ndarray,
    months: Months,
) -> np.ndarray:
    start = np.maximum(np.maximum(enters, months.first_day), birth)
    age = np.clip((start - birth) / DAYS_PER_YEAR + months.years / 2, 0, 105)
    level, growth = P.GOMPERTZ
    hazard = np.exp(level + growth * age) * (0.4 + frailty) ** P.FRAILTY_ON_DEATH
    hazard *= 1.25 ** np.minimum((onset[:, LONG_TERM] <= start[:, None]).sum(axis=1), 6)
    is_newborn = age < months.years / 2 + 1
    hazard = np.where(is_newborn, P.INFANT_DEATHS, hazard)
    wait = rng.exponential(1, len(birth)) / hazard * DAYS_PER_YEAR
    death = start + np.minimum(wait, 100_000).astype(np.int64) + 1
    return np.where(death <= months.last_day, death, NEVER).astype(np.int32)


def _add_newborns(rng: np.random.Generator, people: People, geography: Geography) -> None:
    first, last = people.first_day, people.last_day
    everybody = np.arange(len(people))
    middle = (first + last) // 2
    age = people.age_on(everybody, middle)
    rate = np.zeros(len(people))
    for low, high, yearly in P.BIRTHS_PER_WOMAN_YEAR:
        rate = np.where(people.is_woman & (age >= low) & (age < high), yearly, rate)
    length = np.maximum(last - first + 1, 0)
    is_mother = rng.random(len(people)) < 1 - np.exp(-rate * length / DAYS_PER_YEAR)
    mother = np.flatnonzero(is_mother & (length > 30))
    born = (first[mother] + rng.random(len(mother)) * length[mother]).astype(np.int32)
    twins = rng.random(len(mother)) < P.TWIN_SHARE
    mother, born = np.concatenate([mother, mother[twins]]), np.concatenate([born, born[twins]])
    count = len(mother)
    is_woman = rng.random(count) < 0.488
    heritage = people.heritage[mother]
    frailty = _frailty(rng, count)
    postcode = people.households.address_on(people.household[mother], born)
    onset = _onsets(rng, born, is_woman, heritage, postcode, geography, frailty)
    death = _deaths(rng, born, born, frailty, onset, people.months)
    given = _given_names(rng, heritage, is_woman)
    first_twin = np.flatnonzero(twins)
    second_twin = count - len(first_twin) + np.arange(len(first_twin))
    while len(alike := second_twin[given[second_twin] == given[first_twin]]):
        given[alike] = _given_names(rng, heritage[alike], is_woman[alike])
    home = people.household[mother]
    added = {
        "nhs_number": 0,
        "old_nhs_number": 0,
        "older_nhs_number": 0,
        "merged_on": NEVER,
        "maiden": -1,
        "birth": born,
        "is_woman": is_woman,
        "ethnic": people.ethnic[mother],
        "heritage": heritage,
        "mother": mother.astype(np.int32),
        "given": given,
        "family": people.family[mother],
        "household": home,
        "enters": born,
        "leaves": people.leaves[mother],
        "death": death,
        "frailty": frailty,
        "onset": onset,
        "number": people.number[0] + len(people) + np.arange(count),
    }
    for name, values in added.items():
        present = getattr(people, name)
        more = np.broadcast_to(values, (count, *present.shape[1:])).astype(present.dtype)
        setattr(people, name, np.concatenate([present, more]))


def _number(rng: np.random.Generator, people: People, scenario: Scenario) -> None:
    """NHS numbers, and for a few people the one or two that they bore before a merger of records."""
    seed, share = scenario.seed, scenario.choices.SUPERSEDED_SHARE
    people.nhs_number = numbers_of(people.number, seed)
    count = len(people)
    merged = np.flatnonzero(rng.random(count) < share)[: (P.BLOCK_NUMBERS - P.OLD_NUMBERS_FROM) // 2]
    if len(merged) == 0:
        merged = np.arange(min(1, count))
    slots = np.int64(people.block) * P.BLOCK_NUMBERS + P.OLD_NUMBERS_FROM + np.arange(2 * len(merged), dtype=np.int64)
    old = numbers_of(slots, seed)
    people.old_nhs_number[merged] = old[: len(merged)]
    # One person in each block had three numbers, one merged into the next.
    people.older_nhs_number[merged[:1]] = old[len(merged) : len(merged) + 1]
    span = people.months.last_day - people.months.first_day
    people.merged_on[merged] = (
        people.months.first_day - 200 + np.floor(rng.random(len(merged)) * (span + 200)).astype(np.int32)
    )
