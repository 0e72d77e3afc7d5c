"""How people are spread over a feature or a score, and how far that has moved since training.

Belongs here: the population stability index. Does not belong here: what is done about it (scoring.py, the gates).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from orchestration.risk.shapes import FEWEST_OF_TERM
from orchestration.risk.table import Column, categories, column_of

if TYPE_CHECKING:
    from orchestration.risk.model import Model

BINS = 10
FLOOR = 0.0005
"""The least share that a bin is taken to have: an empty one would make the index infinite."""

SHIFTED = 0.25
"""Index from which a population counts as another one; below 0.1 it counts as the same. The rule of thumb of credit
scoring, where the index comes from (Siddiqi, Credit Risk Scorecards, 2006)."""


@dataclass(frozen=True)
class Spread:
    """Shares of people by bin, the last one those without a value: between edges, or by level with others before it."""

    edges: tuple[float, ...]
    levels: tuple[str, ...] | None
    shares: tuple[float, ...]
    people: int

    @staticmethod
    def read(said: dict) -> "Spread":
        levels = None if said["levels"] is None else tuple(said["levels"])
        return Spread(tuple(said["edges"]), levels, tuple(said["shares"]), said["people"])

    def shares_of(self, column: Column) -> np.ndarray:
        """The shares of other people over the same bins."""
        column = column if self.levels is None else categories(column)
        if self.levels is not None:
            position = {level: at for at, level in enumerate(self.levels)}
            told = [position.get(level, len(self.levels)) for level in column.levels or ()] + [len(self.levels) + 1]
            places, bins = np.array(told, dtype=np.int64)[column.values], len(self.levels) + 2
        else:
            places, bins = np.searchsorted(self.edges, column.values, side="left"), len(self.edges) + 2
            places[column.is_missing] = bins - 1
        return np.bincount(places, minlength=bins) / max(len(places), 1)

    def index(self, column: Column) -> float:
        """The population stability index of other people, less what chance alone would make of so few."""
        shares = self.shares_of(column)
        now, then = np.maximum(shares, FLOOR), np.maximum(np.array(self.shares), FLOOR)
        used = int(((shares > 0) | (np.array(self.shares) > 0)).sum())
        by_chance = max(used - 1, 0) * (1 / max(len(column.values), 1) + 1 / max(self.people, 1))
        return round(max(float(((now - then) * np.log(now / then)).sum()) - by_chance, 0.0), 6)


def spread_of(column: Column) -> Spread:
    """How the people of training are spread over a column: by tenths, or by level."""
    if column.levels is not None:
        # A level that few bear is counted with the others: a file of a model names nobody's own.
        counts = np.bincount(column.values[~column.is_missing], minlength=len(column.levels))
        levels = tuple(level for level, count in zip(column.levels, counts, strict=True) if count >= FEWEST_OF_TERM)
        blank = Spread((), levels, (), len(column.values))
    else:
        known = column.values[~column.is_missing]
        cuts = np.quantile(known, np.arange(1, BINS) / BINS, method="nearest") if len(known) else np.array([])
        blank = Spread(tuple(float(cut) for cut in np.unique(cuts)), None, (), len(column.values))
    shares = tuple(round(float(share), 9) for share in blank.shares_of(column))
    return Spread(blank.edges, blank.levels, shares, blank.people)


def stability(model: "Model", table: pa.Table) -> pa.Table:
    """How far each feature of a table has moved since the model was trained: feature, psi.

    Below 0.1 is the same population, above 0.25 another one. Raises DataRefused for a feature that is not there.
    """
    moved = [(part.shape.name, part.spread.index(column_of(table, part.shape.name))) for part in model.parts]
    return pa.table({"feature": [name for name, _ in moved], "psi": pa.array([psi for _, psi in moved], pa.float64())})
