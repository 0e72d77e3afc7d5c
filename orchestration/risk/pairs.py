"""Two things whose effects depend on one another, as terms: two features, or a feature and the total of all effects.

Belongs here: the products, and what they are called. Does not belong here: single features (shapes.py), or which two
are worth it (joining.py).

A feature beside the total says for whom everything counts more or less: in the very old a diagnosis may add less to
what they are at risk of anyway. Without it predictions are too extreme in one group and too tame in another.
"""

from collections.abc import Sequence

import numpy as np

from orchestration.risk.design import CATEGORY, COUNT, FLAG, NUMBER
from orchestration.risk.shapes import Shape

TOTAL = None
"""Stands for the total of all single effects where a pair names a feature."""


def joined(first: Shape, second: Shape) -> list[tuple[int, int]]:
    """Which terms of two features are multiplied: a number's bends only with the levels of what has levels."""
    with_levels = (FLAG, CATEGORY)
    is_bent = (first.kind == NUMBER and second.kind in with_levels) or (
        second.kind == NUMBER and first.kind in with_levels
    )
    return [(i, j) for i in _places(first, is_bent) for j in _places(second, is_bent)]


def _places(shape: Shape, is_bent: bool) -> range:
    if shape.kind == CATEGORY:
        return range(len(shape.levels))
    if shape.kind == COUNT:
        return range(1, 2)  # the logarithm
    return range(2 + len(shape.knots)) if shape.kind == NUMBER and is_bent else range(1)


def joined_names(first: Shape | None, second: Shape) -> list[str]:
    """What the products of two are called, in their order."""
    if first is TOTAL:
        return [*second.term_names, *(f"{name}, for each log odd" for name in second.term_names)]
    return [f"{first.term_names[i]} and {second.term_names[j]}" for i, j in joined(first, second)]


def products(
    first: Shape | None, second: Shape, terms: dict[str, Sequence[np.ndarray]], total: np.ndarray
) -> list[np.ndarray]:
    """The products of some people, of terms counted from their means in training; with the total, first by how much
    more each term is then worth alone, then by how much more all effects are."""
    right = terms[second.name]
    if first is TOTAL:
        return [*right, *(total * values for values in right)]
    left = terms[first.name]
    return [left[i] * right[j] for i, j in joined(first, second)]
