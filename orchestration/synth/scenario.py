"""What one run was asked for: everything that decides its bytes.

Belongs here: the arguments of a run, once they are known to make sense. Does not belong here: where files go, or how
many processes write them, which change no byte.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.synth.boroughs import DEFAULT, Borough, boroughs_named
from orchestration.synth.choices import Choices, as_record
from orchestration.synth.months import Months

# Grows whenever the same arguments come to mean other bytes.
VERSION = 2


@dataclass(frozen=True)
class Scenario:
    """A population: so many residents of some boroughs over a window of months, drawn from a seed."""

    people: int
    months: Months
    seed: int
    boroughs: tuple[Borough, ...] = boroughs_named(DEFAULT)
    choices: Choices = field(default_factory=Choices)

    def turnover(self, borough: Borough) -> float:
        """Leavers per resident and year."""
        return self.choices.TURNOVER_INNER if borough.is_inner else self.choices.TURNOVER_OUTER

    def shares(self) -> list[float]:
        """Each borough's share of the residents: as large as in life."""
        total = sum(borough.population for borough in self.boroughs)
        return [borough.population / total for borough in self.boroughs]

    def write(self, path: Path) -> None:
        """What made the population, for whoever finds it."""
        said = {
            "version": VERSION,
            "people": self.people,
            "months": self.months.count,
            "end": self.months.end,
            "seed": self.seed,
            "boroughs": [borough.code for borough in self.boroughs],
            "settings": as_record(self.choices),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
