"""Which two features, or which feature and the total of all effects, are worth a pair; and what the pair is worth.

Belongs here: the test, and asking one after the other. Does not belong here: the products themselves (pairs.py).
All of it is asked of people left out: of what single features said of people whom they had not been learnt from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from orchestration.risk.design import CATEGORY
from orchestration.risk.model import Pair, Term
from orchestration.risk.pairs import TOTAL, joined_names, products
from orchestration.risk.regression import FOLDS, Fit, held_back, kept, loss_of, one_thread
from orchestration.risk.shapes import Shape

MOST_ASKED = 10
"""Features with the largest effects, of which every two are asked: one that does little alone does little in a pair.
Beside the total every feature is asked: sex may do nothing alone, and yet all may count twice as much in one."""

MOST_PAIRS = 12
"""More could not be told of in a sentence each. Made-up tables of four kinds found between none and eight worth it."""

SURE = 3.5
"""Normal deviates that a pair must stand out by: of a hundred that mean nothing, one in some forty models does. A slope
of 0.85 in a group of 1,000 events stands out by about as much."""

MOST_PEOPLE = 100_000
"""People by whom pairs are asked about."""

GROUND_KNOTS = (0.2, 0.5, 0.8, 0.95)
"""Shares of people below the knots of the total that pairs are asked beside: what is but the bend of many effects at
once is no pair."""


@dataclass(frozen=True)
class People:
    """What is known of those learnt from: terms by feature, counted from their means; what others' fits made of them
    all, in log odds beside the average person's; and what came."""

    shapes: dict[str, Shape]
    terms: dict[str, list[np.ndarray]]
    total: np.ndarray
    outcome: np.ndarray

    def first(self, most: int) -> "People":
        terms = {name: [values[:most] for values in of_one] for name, of_one in self.terms.items()}
        return People(self.shapes, terms, self.total[:most], self.outcome[:most])

    def products(self, names: tuple[str | None, str]) -> np.ndarray:
        """(people, products)"""
        first, second = names
        told = products(
            self.shapes[first] if first is not TOTAL else TOTAL, self.shapes[second], self.terms, self.total
        )
        return np.stack(told, axis=1) if told else np.empty((len(self.total), 0))


def join(people: People, effects: dict[str, float], fitted: Fit, fold: np.ndarray) -> tuple[tuple[Pair, ...], Fit]:
    """The pairs, and the fit with them; none, and the fit as it was, if people left out are not predicted better so.

    `effects` says by how much each feature tells people apart.
    """
    with one_thread():
        return _join(people, effects, fitted, fold)


def _join(people: People, effects: dict[str, float], fitted: Fit, fold: np.ndarray) -> tuple[tuple[Pair, ...], Fit]:
    names = _worth_joining(people.first(MOST_PEOPLE), effects)
    if not names:
        return (), fitted
    told = [people.products(each) for each in names]
    given = np.concatenate(told, axis=1)
    mean, deviation = given.mean(axis=0), given.std(axis=0)
    scale = np.where(deviation > 0, deviation, 1.0)
    given -= mean
    given /= scale
    ground = _ground(people.total)

    both = np.concatenate([ground, given], axis=1)

    def left_out_by(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log odds of people left out, and of them what pairs add."""
        linear, added = np.empty(len(fold)), np.empty(len(fold))
        for each in range(FOLDS):
            out = fold == each
            intercept, slopes = held_back(values[~out], people.outcome[~out])
            linear[out] = intercept + values[out] @ slopes
            added[out] = values[out, ground.shape[1] :] @ slopes[ground.shape[1] :]
        return linear, added

    linear, added = left_out_by(both)
    if loss_of(linear, people.outcome) >= loss_of(left_out_by(ground)[0], people.outcome):
        return (), fitted
    worth = np.where(deviation > 0, held_back(both, people.outcome)[1][ground.shape[1] :] / scale, 0.0)
    numbers = iter(zip(worth, mean, deviation, strict=True))
    shapes = people.shapes
    return tuple(
        Pair(
            first,
            second,
            tuple(
                Term(name, *map(kept, next(numbers)))
                for name in joined_names(shapes[first] if first is not TOTAL else TOTAL, shapes[second])
            ),
        )
        for first, second in names
    ), replace(fitted, left_out=fitted.left_out + added)


def _ground(total: np.ndarray) -> np.ndarray:
    knots = np.quantile(total, GROUND_KNOTS)
    return np.stack([total, *(np.maximum(total - knot, 0.0) for knot in knots)], axis=1)


def _worth_joining(people: People, effects: dict[str, float]) -> tuple[tuple[str | None, str], ...]:
    """The pairs that explain what is left unexplained, surest first; what another pair explains is asked no more."""
    largest = sorted(effects, key=lambda name: (-effects[name], name))[:MOST_ASKED]
    asked: list[tuple[str | None, str]] = [(TOTAL, name) for name in people.shapes]
    asked += combinations([name for name in people.shapes if name in largest], 2)
    taken: list[tuple[str | None, str]] = []
    given = _ground(people.total)
    while asked and len(taken) < MOST_PAIRS:
        left = _left_unexplained(given, people.outcome)
        found = [(_stands_out(people, names, left), names) for names in asked]
        # Who did not stand out once is not asked again.
        sure = sorted(
            ((round(by, 3), names) for by, names in found if by > SURE), key=lambda each: (-each[0], str(each[1]))
        )
        if not sure:
            break
        taken.append(sure[0][1])
        asked = [names for _, names in sure[1:]]
        given = np.concatenate([given, _standardised(people.products(taken[-1]))], axis=1)
    return tuple(taken)


def _standardised(values: np.ndarray) -> np.ndarray:
    """Those that vary, each with mean 0 and deviation 1."""
    deviation = values.std(axis=0)
    varying = values[:, deviation > 0]
    varying -= varying.mean(axis=0)
    varying /= deviation[deviation > 0]
    return varying


@dataclass(frozen=True)
class Unexplained:
    """What is left of the outcome beside what is given; and what a score test needs of what is given."""

    residual: np.ndarray
    weight: np.ndarray
    weighed: np.ndarray
    curvature: np.ndarray


def _left_unexplained(given: np.ndarray, outcome: np.ndarray) -> Unexplained:
    intercept, slopes = held_back(given, outcome)
    probability = 1 / (1 + np.exp(-(given @ slopes + intercept)))
    weight = probability * (1 - probability)
    beside = np.concatenate([np.ones((len(given), 1)), given], axis=1)
    weighed = (beside * weight[:, None]).T
    return Unexplained(outcome - probability, weight, weighed, weighed @ beside + np.eye(beside.shape[1]))


def _stands_out(people: People, names: tuple[str | None, str], left: Unexplained) -> float:
    """By how many normal deviates: a score test of what products have in common with the residuals, beside what is
    given. Of a category beside the total also each level by itself: one of thirty would be lost among the others."""
    terms = _standardised(people.products(names))
    count = terms.shape[1]
    if not count:
        return 0.0
    shared = left.weighed @ terms
    curvature = (terms * left.weight[:, None]).T @ terms + np.eye(count)
    curvature -= shared.T @ np.linalg.solve(left.curvature, shared)
    score = left.residual @ terms

    def by(at: Sequence[int]) -> float:
        found = score[at] @ np.linalg.solve(curvature[np.ix_(at, at)], score[at])
        return _normal(max(float(found), 0.0), len(at))

    largest = by(range(count))
    if names[0] is TOTAL and people.shapes[names[1]].kind == CATEGORY and count % 2 == 0:
        largest = max([largest, *(by([at, at + count // 2]) for at in range(count // 2))])
    return largest


def _normal(chi_squared: float, freedom: int) -> float:
    """A chi-squared as a normal deviate (Wilson and Hilferty, PNAS 1931)."""
    spread = 2 / (9 * freedom)
    return float(((chi_squared / freedom) ** (1 / 3) - (1 - spread)) / np.sqrt(spread))
