"""What is made of a feature: the few terms that a logistic regression weighs, each with a meaning in words.

Belongs here: how numbers are bent, counts flattened, categories split and gaps filled. Does not belong here: what a
term is worth (training.py).
"""

from dataclasses import dataclass

import numpy as np

from orchestration.risk.design import CATEGORY, COUNT, FLAG
from orchestration.risk.table import Column

KNOTS = (0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95)
"""Shares of people below the knots of a number: denser at the ends, where risk bends most (infants, the very old)."""

COUNT_KNOTS = (0.5, 0.9)
"""The same for a count, of the people who have any."""

OUTERMOST = 0.0005
"""Numbers beyond these shares at either end are taken as the share's: one odd value must not bend a line."""

FEWEST_OF_TERM = 30
"""People: a level or a gap that fewer have has no term of its own."""

OTHER, MISSING = "(other)", "(missing)"


@dataclass(frozen=True)
class Shape:
    """How one feature becomes terms. Learnt from the people of training, and then fixed."""

    name: str
    group: str
    kind: str
    fill: float = 0.0
    """What stands for a missing number: the median. Of a flag the commoner answer."""
    low: float = 0.0
    high: float = 1.0
    knots: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    """Levels with a term each."""
    commonest: str = ""
    """The level without a term: the others are told against it."""
    is_gap_told: bool = False
    """Whether a missing value has a term of its own."""

    @property
    def term_names(self) -> tuple[str, ...]:
        gap = (MISSING,) if self.is_gap_told else ()
        if self.kind == CATEGORY:
            return (*(f"is {level}" for level in self.levels), *gap)
        if self.kind == FLAG:
            return ("yes", *gap)
        if self.kind == COUNT:
            return ("any", "logarithm", *(f"above {knot:g}" for knot in self.knots), *gap)
        return ("each", *(f"about {node:g}" for node in (self.low, *self.knots)), *gap)

    def terms(self, column: Column) -> list[np.ndarray]:
        """The terms of some people, in the order of their names."""
        gap = [column.is_missing.astype(np.float64)] if self.is_gap_told else []
        if self.kind == CATEGORY:
            return [*self._level_terms(column), *gap]
        values = np.clip(np.where(column.is_missing, self.fill, column.values), self.low, self.high)
        if self.kind == FLAG:
            return [values, *gap]
        if self.kind == COUNT:
            logged = np.log1p(values)
            bent = [np.maximum(logged - np.log1p(knot), 0.0) for knot in self.knots]
            return [(values > 0).astype(np.float64), logged, *bent, *gap]
        # Each bend is 1 at its knot and 0 at the next ones: what is learnt there moves nobody elsewhere.
        nodes = (self.low, *self.knots, self.high)
        return [values, *(np.interp(values, nodes, peak) for peak in np.eye(len(nodes))[:-1]), *gap]

    def _level_terms(self, column: Column) -> list[np.ndarray]:
        known = column.levels or ()
        position = {level: at for at, level in enumerate(self.levels)}
        # A level that was rare or unseen counts as (other) where that has a term, else as the commonest.
        other = position.get(OTHER, -1)
        commonest = {self.commonest: -1}
        told = np.array([position.get(level, commonest.get(level, other)) for level in known] + [-1], dtype=np.int64)
        found = told[column.values]
        return [(found == at).astype(np.float64) for at in range(len(self.levels))]


def shape_of(name: str, group: str, kind: str, column: Column) -> Shape:
    """The shape that a column of the people of training suggests."""
    missing = column.is_missing
    gaps = int(missing.sum())
    is_gap_told = FEWEST_OF_TERM <= gaps <= len(missing) - FEWEST_OF_TERM
    if kind == CATEGORY:
        return _category(name, group, column, is_gap_told)
    known = column.values[~missing]
    if kind == FLAG:
        return Shape(name, group, kind, fill=float(known.mean() >= 0.5), is_gap_told=is_gap_told)
    low, high = _rounded(np.quantile(known, (OUTERMOST, 1 - OUTERMOST), method="nearest"))
    fill = float(np.quantile(known, 0.5, method="nearest"))
    spread, shares = (known[known > 0], COUNT_KNOTS) if kind == COUNT else (known, KNOTS)
    quantiles = np.quantile(spread, shares, method="nearest") if len(spread) else np.array([])
    # In a count the first step is "any"; a knot at 1 would say the same again.
    least = max(low, 1.0) if kind == COUNT else low
    knots = tuple(float(knot) for knot in np.unique(_rounded(quantiles)) if least < knot < high)
    return Shape(name, group, kind, fill, float(low), float(high), knots, is_gap_told=is_gap_told)


def _category(name: str, group: str, column: Column, is_gap_told: bool) -> Shape:
    known = column.levels or ()
    counts = np.bincount(column.values[~column.is_missing], minlength=len(known))
    commonest = known[int(np.argmax(counts))]
    levels = tuple(
        level for level, count in zip(known, counts, strict=True) if count >= FEWEST_OF_TERM and level != commonest
    )
    rare = sum(int(count) for count in counts if 0 < count < FEWEST_OF_TERM)
    other = (OTHER,) if rare >= FEWEST_OF_TERM else ()
    return Shape(name, group, CATEGORY, levels=(*levels, *other), is_gap_told=is_gap_told, commonest=commonest)


def _rounded(values: np.ndarray | float) -> np.ndarray:
    """To six digits: a knot is to be read."""
    return np.array([float(f"{value:.6g}") for value in np.atleast_1d(values)])
