"""Two features whose effects depend on one another: which are, and the terms that say so.

Belongs here: the products of two features' terms, and the test of which two are worth it. Does not belong here: single
features (shapes.py), or the fit (regression.py).
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from orchestration.risk.design import CATEGORY, COUNT, FLAG, NUMBER
from orchestration.risk.shapes import Shape
from orchestration.risk.table import Column

MOST_ASKED = 10
"""Features with the largest effects, of which every two are asked: one that does little alone does little in a pair."""

MOST_PAIRS = 6
"""More could not be told of in a sentence each."""

SURE = 4.0
"""Deviations from chance that a pair must stand out by: of 45 that mean nothing, one in hundreds of models does."""

MOST_PEOPLE = 60_000
"""People by whom pairs are asked about."""


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


def joined_names(first: Shape, second: Shape) -> list[str]:
    return [f"{first.term_names[i]} and {second.term_names[j]}" for i, j in joined(first, second)]


def products(
    first: Shape, second: Shape, columns: dict[str, Column], means: tuple[Sequence[float], Sequence[float]]
) -> list[np.ndarray]:
    """The products of some people, of terms counted from their means in training."""
    left, right = first.terms(columns[first.name]), second.terms(columns[second.name])
    return [(left[i] - means[0][i]) * (right[j] - means[1][j]) for i, j in joined(first, second)]


def worth_joining(
    shapes: Sequence[Shape],
    means: dict[str, Sequence[float]],
    effects: dict[str, float],
    columns: dict[str, Column],
    outcome: np.ndarray,
    left_out: np.ndarray,
) -> tuple[tuple[str, str], ...]:
    """The pairs of features that explain what single ones left unexplained in people left out, surest first.

    A score test: what the products have in common with the residuals, beside what chance would give them.
    """
    outcome, left_out = outcome[:MOST_PEOPLE], left_out[:MOST_PEOPLE]
    columns = {name: column.taken(np.arange(len(outcome))) for name, column in columns.items()}
    probability = 1 / (1 + np.exp(-left_out))
    residual, weight = outcome - probability, probability * (1 - probability)
    asked = sorted(effects, key=lambda name: (-effects[name], name))[:MOST_ASKED]
    found = []
    for first, second in combinations([shape for shape in shapes if shape.name in asked], 2):
        told = products(first, second, columns, (means[first.name], means[second.name]))
        terms = np.stack(told) if told else np.empty((0, len(outcome)))
        terms = terms[terms.std(axis=1) > 0]
        if not len(terms):
            continue
        terms = (terms - terms.mean(axis=1, keepdims=True)) / terms.std(axis=1, keepdims=True)
        score = terms @ residual
        curvature = (terms * weight) @ terms.T + np.eye(len(terms))
        stands_out = float(score @ np.linalg.solve(curvature, score) - len(terms)) / np.sqrt(2 * len(terms))
        if stands_out > SURE:
            found.append((round(stands_out, 3), first.name, second.name))
    return tuple((first, second) for _, first, second in sorted(found, key=lambda each: (-each[0], each[1:])))[
        :MOST_PAIRS
    ]
