"""Random numbers that depend on the seed and on what they are for, never on the order of the work.

Belongs here: generators by name, hashes of whole arrays, and the few ways in which events fall in time.
Does not belong here: a rate of anything (parameters.py).
"""

import zlib

import numpy as np

from orchestration.synth.months import DAYS_PER_YEAR

# A prime below 10^9: multiplying modulo a prime visits every number once, so that ids are distinct and in no order.
ID_MODULUS = 999_999_937
ID_MULTIPLIER = 387_420_489


def generator(seed: int, block: int, name: str) -> np.random.Generator:
    """The stream of one block of people for one purpose; no other purpose can shift it."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block, zlib.crc32(name.encode()))))


def hashed_uniform(salt: int, *keys: np.ndarray) -> np.ndarray:
    """A number in [0, 1) per row, the same wherever the same keys meet: what several blocks must agree on."""
    state = np.full(np.broadcast(*keys).shape, np.uint64(salt * 2 + 1), dtype=np.uint64)
    for key in keys:
        state = _mixed(state ^ (key.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)))
    return (_mixed(state) >> np.uint64(11)).astype(np.float64) / 2.0**53


def _mixed(state: np.ndarray) -> np.ndarray:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def scrambled(numbers: np.ndarray, offset: int | np.ndarray = 0) -> np.ndarray:
    """Distinct numbers below 10^9 made from distinct numbers, in an order that tells nothing."""
    return ((numbers.astype(np.int64) + 1) * ID_MULTIPLIER + offset) % ID_MODULUS


def choice(rng: np.random.Generator, shares: list[float] | np.ndarray, size: int) -> np.ndarray:
    """Indexes drawn by the given shares, which need not add up to one."""
    edges = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(edges, rng.random(size) * edges[-1], side="right").astype(np.int32)


def choice_by_row(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """For each row of a matrix of weights, the index of the column drawn."""
    edges = np.cumsum(weights, axis=1)
    target = rng.random(len(weights)) * edges[:, -1]
    return np.minimum((edges <= target[:, None]).sum(axis=1), weights.shape[1] - 1).astype(np.int32)


def events_in_time(
    rng: np.random.Generator, yearly_rate: np.ndarray, first: np.ndarray, last: np.ndarray, winter: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Poisson events between two days (both counted): row indexes and days.

    `winter` is the height of the yearly wave that peaks in mid January.
    """
    length = np.maximum(last - first + 1, 0)
    count = rng.poisson(np.maximum(yearly_rate, 0) * (1 + winter) * length / DAYS_PER_YEAR)
    row = np.repeat(np.arange(len(count), dtype=np.int32), count)
    day = (first[row] + np.floor(rng.random(len(row)) * length[row])).astype(np.int32)
    if winter:
        height = 1 + winter * np.cos(2 * np.pi * (day - 15) / DAYS_PER_YEAR)
        kept = rng.random(len(row)) * (1 + winter) < height
        row, day = row[kept], day[kept]
    return row, day


def series(
    rng: np.random.Generator, start: np.ndarray, extra_count: np.ndarray, mean_gap_days: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chains of dates, each a gap after the one before: index of the chain, day, and position in it (0 first)."""
    count = extra_count + 1
    chain = np.repeat(np.arange(len(start), dtype=np.int32), count)
    position = (np.arange(len(chain)) - np.repeat(np.cumsum(count) - count, count)).astype(np.int32)
    mean = np.broadcast_to(np.asarray(mean_gap_days, dtype=float), start.shape)[chain]
    gap = np.where(position == 0, 0, np.maximum(1, np.rint(mean * rng.gamma(4.0, 0.25, len(chain)))))
    total = np.cumsum(gap)
    before = total[np.cumsum(count) - count] if len(start) else total
    return chain, (start[chain] + total - before[chain]).astype(np.int32), position


def by_weekday(rng: np.random.Generator, day: np.ndarray, weights: tuple[float, ...]) -> np.ndarray:
    """Days moved within their week (from Monday on), so that each day of the week has its weight of them."""
    return (day - (day + 3) % 7 + choice(rng, list(weights), len(day))).astype(np.int32)


def on_a_weekday(rng: np.random.Generator, day: np.ndarray, moved_share: float = 1.0) -> np.ndarray:
    """Days that fall on a Saturday or Sunday moved to the Thursday or Friday before."""
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday: 0 is Monday
    is_moved = (weekday >= 5) & (rng.random(len(day)) < moved_share)
    return np.where(is_moved, day - 2, day).astype(np.int32)
