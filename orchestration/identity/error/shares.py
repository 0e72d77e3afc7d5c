"""A share, a rate or a factor, with how far off it may be: from counts, or from evidence that is only likely.

Belongs here: the arithmetic of estimates. Does not belong here: what is counted (estimating.py).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HALF = 0.5
"""What Jeffreys adds to either count: a share of which nothing was seen is small, and not nought."""

CREDIT = 2.0
"""Errors for which the model's own word counts before any is seen. With so few it may be wrong by a factor of three
upwards and of eight downwards: it was as far from the truth of sets made elsewhere, of false links above it, since it
thinks of more relatives than there are, and of missed ones below it."""

_STEP, _FARTHEST = 0.05, 18.0
"""The grid on which a share is looked for: from one in 66 million to all but as many, each point 5% from the next."""

BEYOND_DOUBT = 40.0
"""A log ratio beyond this says no more: the other is out of the question."""


@dataclass(frozen=True)
class Estimate:
    """A mean and a standard deviation."""

    mean: float
    sd: float


def share_of(found: int, among: int) -> Estimate:
    """The share of those found among so many, by Jeffreys: a beta with a half added to either side."""
    first, second = found + HALF, among - found + HALF
    total = first + second
    return Estimate(first / total, math.sqrt(first * second / (total + 1)) / total)


def share_by_evidence(evidence: Iterable[tuple[float, int]]) -> Estimate:
    """How many of all are of a kind, where of each it is only known how much likelier what was seen of it is if it is.

    `evidence`: the natural logarithm of that ratio, and how many have it. Exact by Bayes on a grid, with Jeffreys'
    prior; of none at all anything may be true.
    """
    told: Sequence[tuple[float, int]] = [
        (math.exp(max(-BEYOND_DOUBT, min(BEYOND_DOUBT, ratio))), count) for ratio, count in sorted(evidence)
    ]
    points = []
    for place in range(round(2 * _FARTHEST / _STEP) + 1):
        share = 1 / (1 + math.exp(_FARTHEST - place * _STEP))
        rest = 1 / (1 + math.exp(place * _STEP - _FARTHEST))
        weight = HALF * (math.log(share) + math.log(rest))
        weight += sum(count * math.log(share * ratio + rest) for ratio, count in told)
        points.append((share, weight))
    most = max(weight for _, weight in points)
    chances = [(share, math.exp(weight - most)) for share, weight in points]
    whole = math.fsum(chance for _, chance in chances)
    mean = math.fsum(share * chance for share, chance in chances) / whole
    spread = math.fsum((share - mean) ** 2 * chance for share, chance in chances) / whole
    return Estimate(mean, math.sqrt(spread))


def factor_of(seen: float, expected: float, credit: float = CREDIT) -> Estimate:
    """How many times more errors there are than probabilities say, where so many were seen of so many expected."""
    return Estimate((credit + seen) / (credit + expected), math.sqrt(credit + seen) / (credit + expected))


def share_between(fewest: int, most: int, among: int) -> Estimate:
    """A share of which only the bounds are known: anything between them is as likely."""
    if not among:
        return share_of(0, 0)
    mean = (fewest + most + 2 * HALF) / 2 / (among + 2 * HALF)
    spread = ((most - fewest) / among) ** 2 / 12 + mean / among
    return Estimate(mean, math.sqrt(spread))
