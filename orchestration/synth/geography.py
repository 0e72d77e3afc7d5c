"""Boroughs that exist, with small areas, postcodes, practices and networks that do not.

Belongs here: the map that every block of people shares, drawn from the seed and the size of the population.
Does not belong here: who lives where (population.py).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.boroughs import Borough
from orchestration.synth.calibration import condition_factors
from orchestration.synth.draws import choice, generator
from orchestration.synth.months import DAYS_PER_YEAR
from orchestration.synth.scenario import Scenario

# Letters that no real inward code holds: a postcode made with one of them is nobody's.
UNUSED_LETTERS = "CIKMOV"
ALL_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Geography:
    """Arrays by index: small areas, postcodes, practices. Boroughs stand in the order of the scenario."""

    boroughs: tuple[Borough, ...]
    condition_factor: np.ndarray  # by borough and condition: how much commoner than elsewhere
    lsoa_codes: tuple[str, ...]
    lsoa_borough: np.ndarray
    lsoa_decile: np.ndarray
    postcodes: tuple[str, ...]
    postcode_lsoa: np.ndarray
    postcode_borough: np.ndarray
    borough_postcodes: tuple[np.ndarray, ...]
    practice_codes: tuple[str, ...]
    practice_names: tuple[str, ...]
    practice_borough: np.ndarray
    practice_network: np.ndarray
    practice_supplier: np.ndarray  # 0 EMIS, 1 TPP
    borough_practices: tuple[np.ndarray, ...]
    network_codes: tuple[str, ...]
    network_names: tuple[str, ...]

    def addresses(self, rng: np.random.Generator, borough: np.ndarray) -> np.ndarray:
        """A postcode drawn in each row's borough."""
        return _drawn_within(rng, borough, self.borough_postcodes)

    def practices_near(self, rng: np.random.Generator, postcode: np.ndarray) -> np.ndarray:
        """A practice for each postcode: mostly the nearest, sometimes one of its neighbours."""
        borough = self.postcode_borough[postcode]
        count = np.array([len(practices) for practices in self.borough_practices])[borough]
        step = choice(rng, [0.6, 0.25, 0.15], len(postcode))
        place = (self.postcode_lsoa[postcode] + step) % count
        first = np.array([practices[0] for practices in self.borough_practices])[borough]
        return (first + place).astype(np.int32)


def _drawn_within(rng: np.random.Generator, group: np.ndarray, members: tuple[np.ndarray, ...]) -> np.ndarray:
    count = np.array([len(of_group) for of_group in members])[group]
    first = np.array([of_group[0] for of_group in members])[group]
    return (first + np.floor(rng.random(len(group)) * count)).astype(np.int32)


@lru_cache(maxsize=4)
def build_geography(scenario: Scenario) -> Geography:
    """The map for a population of this size."""
    rng = generator(scenario.seed, 0, "geography")
    lsoa_borough, lsoa_decile, postcode_lsoa, postcodes = [], [], [], []
    practice_codes, practice_names, practice_borough, practice_network = [], [], [], []
    network_codes, network_names = [], []
    for index, (borough, share) in enumerate(zip(scenario.boroughs, scenario.shares(), strict=True)):
        residents = scenario.people * share
        lsoas = max(6, round(residents / P.PEOPLE_PER_LSOA))
        first_lsoa = sum(len(part) for part in lsoa_borough)
        lsoa_borough.append(np.full(lsoas, index))
        lsoa_decile.append(choice(rng, list(borough.imd_deciles), lsoas) + 1)
        count = max(3 * lsoas, round(residents / P.PEOPLE_PER_POSTCODE))
        postcode_lsoa.append(first_lsoa + np.arange(count) * lsoas // count)
        postcodes += _invented_postcodes(borough.outcodes, count)
        practices = max(4, round(residents / P.PEOPLE_PER_PRACTICE))
        networks = max(1, round(practices / P.PRACTICES_PER_NETWORK))
        for practice in range(practices):
            practice_codes.append(f"{borough.practice_prefix}{practice + 1:02d}")
            practice_names.append(_PRACTICE_NAMES[(practice + 7 * index) % len(_PRACTICE_NAMES)])
            practice_borough.append(index)
            practice_network.append(len(network_codes) + practice * networks // practices)
        for network in range(networks):
            network_codes.append(f"U9{len(network_codes) + 1:04d}")
            network_names.append(f"{borough.name} Network {network + 1}")
    lsoa_of = np.concatenate(lsoa_borough)
    postcode_lsoa_of = np.concatenate(postcode_lsoa)
    postcode_borough = lsoa_of[postcode_lsoa_of]
    practice_of = np.array(practice_borough)
    network_of = np.array(practice_network)
    end_year = 1970 + scenario.months.last_day / DAYS_PER_YEAR
    boroughs = range(len(scenario.boroughs))
    return Geography(
        boroughs=scenario.boroughs,
        condition_factor=np.stack(
            [condition_factors(borough, end_year, scenario.months.years) for borough in scenario.boroughs]
        ),
        lsoa_codes=tuple(f"E0199{number:04d}" for number in range(1, len(lsoa_of) + 1)),
        lsoa_borough=lsoa_of,
        lsoa_decile=np.concatenate(lsoa_decile),
        postcodes=tuple(postcodes),
        postcode_lsoa=postcode_lsoa_of,
        postcode_borough=postcode_borough,
        borough_postcodes=tuple(np.flatnonzero(postcode_borough == borough) for borough in boroughs),
        practice_codes=tuple(practice_codes),
        practice_names=tuple(practice_names),
        practice_borough=practice_of,
        practice_network=network_of,
        practice_supplier=(network_of % P.TPP_NETWORK_EVERY == P.TPP_NETWORK_EVERY - 1).astype(np.int32),
        borough_practices=tuple(np.flatnonzero(practice_of == borough) for borough in boroughs),
        network_codes=tuple(network_codes),
        network_names=tuple(network_names),
    )


def most_people(scenario: Scenario) -> int:
    """How many residents there are invented postcodes for."""
    postcodes = [
        len(borough.outcodes) * 10 * len(UNUSED_LETTERS) * 2 * len(ALL_LETTERS) for borough in scenario.boroughs
    ]
    room = [count * P.PEOPLE_PER_POSTCODE / share for count, share in zip(postcodes, scenario.shares(), strict=True)]
    return int(min(P.MOST_PEOPLE, *room))


def _invented_postcodes(outcodes: tuple[str, ...], count: int) -> list[str]:
    """Distinct postcodes inside real outcodes, none of which can be a real one."""
    made = []
    for number in range(count):
        rest, outcode = divmod(number, len(outcodes))
        rest, digit = divmod(rest, 10)
        rest, unused = divmod(rest, len(UNUSED_LETTERS))
        letter = ALL_LETTERS[rest % len(ALL_LETTERS)]
        pair = letter + UNUSED_LETTERS[unused] if rest < len(ALL_LETTERS) else UNUSED_LETTERS[unused] + letter
        made.append(f"{outcodes[outcode]} {digit}{pair}")
    return made


_PRACTICE_NAMES = (
    "Lea Bridge Surgery",
    "Marsh Lane Medical Centre",
    "The Green Practice",
    "Canal Road Surgery",
    "Orchard Medical Centre",
    "Station Parade Surgery",
    "Forest View Practice",
    "The Wharf Surgery",
    "Park Road Medical Centre",
    "Chapel Street Surgery",
    "Meadow Lane Practice",
    "The Quay Health Centre",
    "Elm Grove Surgery",
    "Bridge House Medical Centre",
    "St Anne's Surgery",
    "Northfield Practice",
    "The Willows Medical Centre",
    "Queen's Walk Surgery",
    "Mill Hill Lane Practice",
    "The Terrace Surgery",
    "Riverside Medical Centre",
    "Poplar Walk Practice",
    "Abbey Lane Surgery",
    "The Crescent Medical Centre",
    "Church End Practice",
)
