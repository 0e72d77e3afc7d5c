"""A block of people on its way to becoming extracts, and the rows that feeds make of it.

Belongs here: what every feed's module is handed and hands back. Does not belong here: any feed.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from orchestration.synth import parameters as P
from orchestration.synth.choices import Choices
from orchestration.synth.columns import codes
from orchestration.synth.draws import generator, scrambled
from orchestration.synth.geography import Geography
from orchestration.synth.months import Months
from orchestration.synth.population import People
from orchestration.synth.scenario import Scenario

IDS_PER_BLOCK = 2_500_000  # ids of one feed that one block may use up
LIST_BASE = 1_000_000  # more than the people of a block


@dataclass
class Rows:
    """Rows of one feed: whose they are, when, in which sender's file of which month, and their event columns."""

    feed: str
    senders: tuple[str, ...]
    sender: np.ndarray  # position in senders
    month: np.ndarray  # position in the window; -1 is a load of what happened before it
    person: np.ndarray  # position in the block
    day: np.ndarray  # the day whose address and practice the row bears
    columns: dict[str, pa.Array]
    practice: np.ndarray | None = None  # where a local id is one of the practice, not of the sender
    withheld: np.ndarray | None = None  # rows sent without an identity on purpose
    nhs_number: np.ndarray | None = None  # the number on the row where it is not the person's own; 0: it is

    def __len__(self) -> int:
        return len(self.person)

    def taken(self, kept: np.ndarray) -> "Rows":
        """The rows of a mask."""
        mask = pa.array(kept)
        arrays = {
            name: getattr(self, name)
            for name in ("sender", "month", "person", "day", "practice", "withheld", "nhs_number")
        }
        kept_arrays = {name: None if values is None else values[kept] for name, values in arrays.items()}
        columns = {name: column.filter(mask) for name, column in self.columns.items()}
        return Rows(self.feed, self.senders, columns=columns, **kept_arrays)


@dataclass
class Block:
    """A block's people and the draws that several feeds share."""

    index: int
    block_count: int
    scenario: Scenario
    people: People
    geography: Geography
    _used_ids: dict[str, int] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        return self.scenario.seed

    @property
    def months(self) -> Months:
        return self.scenario.months

    @property
    def choices(self) -> Choices:
        return self.scenario.choices

    def rng(self, name: str) -> np.random.Generator:
        return generator(self.seed, self.index, name)

    def new_ids(self, name: str, count: int) -> np.ndarray:
        """Distinct numbers for a feed's own ids: never the same in two blocks, in no order."""
        first = self._used_ids.get(name, 0)
        self._used_ids[name] = first + count
        return scrambled(
            self.index * IDS_PER_BLOCK + first + np.arange(count, dtype=np.int64), offset=self.seed % 1_000_003
        )

    @cached_property
    def place_of_death(self) -> np.ndarray:
        """Position in PLACE_OF_DEATH of where each person would die; care homes are for the old."""
        rng = self.rng("place_of_death")
        people = self.people
        age = people.age_on(np.arange(len(people)), np.minimum(people.death, self.months.last_day))
        base = np.array(list(P.PLACE_OF_DEATH.values()))
        weights = np.tile(base, (len(people), 1))
        weights[:, 2] *= np.where(age > 80, 1.6, np.where(age < 65, 0.2, 0.8))
        edges = np.cumsum(weights, axis=1)
        return (edges <= rng.random(len(people))[:, None] * edges[:, -1:]).sum(axis=1)

    @cached_property
    def dies_in_hospital(self) -> np.ndarray:
        people = self.people
        return (people.death <= self.months.last_day) & (people.leaves > people.death) & (self.place_of_death == 0)

    @property
    def programmes_first_day(self) -> int:
        """The programmes begin with a month, some way into the window."""
        return int(self.months.starts[int(self.months.count * P.PROGRAMMES_START_AT)])

    def practice_codes(self, practice: np.ndarray) -> pa.Array:
        return codes(self.geography.practice_codes, practice)

    @cached_property
    def _places_on_lists(self) -> np.ndarray:
        """Every practice and person that ever met, as one sorted number each."""
        practice = self.people.households.practice[self.people.household].astype(np.int64)
        person = np.arange(len(self.people), dtype=np.int64)[:, None]
        return np.unique(practice * LIST_BASE + person)

    def number_at_practice(self, person: np.ndarray, practice: np.ndarray) -> np.ndarray:
        """A patient number that means something within one practice only: other practices give it to others."""
        keys = practice.astype(np.int64) * LIST_BASE + person
        place = np.searchsorted(self._places_on_lists, keys)
        first = np.searchsorted(self._places_on_lists, practice.astype(np.int64) * LIST_BASE)
        return (place - first) * self.block_count + self.index + 1

    def in_window(self, day: np.ndarray) -> np.ndarray:
        return (day >= self.months.first_day) & (day <= self.months.last_day)

    def known_until(self, month: np.ndarray) -> np.ndarray:
        """The last day that an extract of a month (taken on the tenth of the next) knows of."""
        return self.months.starts[np.clip(month + 1, 0, self.months.count)] + 8
