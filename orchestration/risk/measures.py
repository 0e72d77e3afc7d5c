"""How good predictions were: discrimination, calibration, and what a list of the riskiest holds.

Belongs here: arithmetic on a probability and what came of it; no model is needed. Does not belong here: limits on any
of it (gates), or plots.

Collins and others, TRIPOD statement (BMJ 2015), name what a prediction model reports; Van Calster and others (BMC
Medicine 2019) what calibration slope and intercept are.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from orchestration.risk.refused import DataRefused
from orchestration.risk.table import column_of

WHOLE = "ALL"
BINS = 20
LIST_SHARES = {"0_5": 0.005, "1": 0.01, "5": 0.05, "20": 0.20}
"""Lengths of lists: the bands of the Combined Predictive Model (0.5, 5, 20%), and the 1% of practices' case
management."""

FEWEST_TOLD = 10
"""Events, and people without one, below which a group's curve measures are left out: they would be luck."""

NORMAL_95 = 1.959964
MOST_ODDS = 30.0  # log odds; beyond them a probability is 0 or 1 to thirteen digits
STEPS = 50

SCHEMA = pa.schema(
    [
        ("measure_code", pa.string()),
        ("subgroup_code", pa.string()),
        ("subgroup_value", pa.string()),
        ("value", pa.float64()),
        ("ci_low", pa.float64()),
        ("ci_high", pa.float64()),
        ("people_count", pa.int64()),
        ("events_count", pa.int64()),
    ]
)

Measured = tuple[float, float | None, float | None]


def evaluate(probability: np.ndarray, outcome: np.ndarray, subgroups: pa.Table | None = None) -> pa.Table:
    """Every measure of the whole, and of each value of each subgroup column.

    One row per measure_code, subgroup_code (ALL or the column) and subgroup_value: value, 95% interval where one is
    easily had, people and events. The lists (TOP) are the riskiest of all people: in a subgroup, its members on them.
    Raises DataRefused for lengths that differ, probabilities outside 0 to 1, or an outcome other than 0 and 1.
    """
    probability, outcome = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    _require(probability, outcome, subgroups)
    listed = {name: _share_listed(probability, share) for name, share in LIST_SHARES.items()}
    everyone = np.ones(len(probability), dtype=bool)
    groups = [(WHOLE, WHOLE, everyone)]
    for name in subgroups.column_names if subgroups is not None else ():
        groups += [(name, value, rows) for value, rows in _groups(subgroups, name)]
    found = []
    for code, value, rows in groups:
        people, events = int(rows.sum()), int(outcome[rows].sum())
        of_lists = {name: on_list[rows] for name, on_list in listed.items()}
        for measure, (worth, low, high) in _measures(probability[rows], outcome[rows], of_lists).items():
            found.append((measure, code, value, worth, low, high, people, events))
    return pa.table([list(column) for column in zip(*found, strict=True)], schema=SCHEMA)


def _require(probability: np.ndarray, outcome: np.ndarray, subgroups: pa.Table | None) -> None:
    if len(probability) != len(outcome) or (subgroups is not None and len(subgroups) != len(outcome)):
        raise DataRefused("Probabilities, outcomes and subgroups are not of the same people: their numbers differ.")
    if not len(outcome):
        raise DataRefused("There is nobody to judge predictions by.")
    if not ((probability >= 0) & (probability <= 1)).all():
        raise DataRefused("A probability is missing or outside 0 to 1.")
    if not np.isin(outcome, (0.0, 1.0)).all():
        raise DataRefused("The outcome is not 0 or 1 in every row.")


def _groups(subgroups: pa.Table, name: str) -> list[tuple[str, np.ndarray]]:
    column = column_of(subgroups, name)
    missing = column.is_missing
    if column.levels is None:
        found = [(f"{value:g}", column.values == value) for value in np.unique(column.values[~missing])]
    else:
        found = [(level, column.values == at) for at, level in enumerate(column.levels)]
    return [*found, *([("(missing)", missing)] if missing.any() else [])]


def _measures(probability: np.ndarray, outcome: np.ndarray, listed: dict[str, np.ndarray]) -> dict[str, Measured]:
    people, events = len(outcome), float(outcome.sum())
    expected = float(probability.sum())
    brier = float(((probability - outcome) ** 2).mean())
    found: dict[str, Measured] = {
        "OBSERVED_MEAN": (events / people, *_interval(events, people)),
        "EXPECTED_MEAN": (expected / people, None, None),
        "BRIER": (brier, None, None),
    }
    if min(events, people - events) >= FEWEST_TOLD:
        found["AUC"] = _auc_with_interval(probability, outcome)
        found["AVERAGE_PRECISION"] = (average_precision(probability, outcome), None, None)
        slope, error = calibration_slope(probability, outcome)
        found["CALIBRATION_SLOPE"] = (slope, slope - NORMAL_95 * error, slope + NORMAL_95 * error)
        level, error = calibration_intercept(probability, outcome)
        found["CALIBRATION_INTERCEPT"] = (level, level - NORMAL_95 * error, level + NORMAL_95 * error)
        found["CALIBRATION_ERROR"] = (calibration_error(probability, outcome), None, None)
    for name, on_list in listed.items():
        caught, length = float((on_list * outcome).sum()), float(on_list.sum())
        if events:
            found[f"SENSITIVITY_TOP_{name}_PCT"] = (caught / events, *_interval(caught, events))
        if length:
            found[f"PPV_TOP_{name}_PCT"] = (caught / length, *_interval(caught, length))
    return found


def _interval(count: float, of: float) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share, squared = count / of, NORMAL_95**2
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = NORMAL_95 * np.sqrt(max(share * (1 - share), 0) / of + squared / (4 * of**2)) / (1 + squared / of)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def _tied(probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each person the place of their probability among the different ones from below, and how many have each."""
    _, place, counts = np.unique(probability, return_inverse=True, return_counts=True)
    return place, counts


def _middle_ranks(probability: np.ndarray) -> np.ndarray:
    place, counts = _tied(probability)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def auc(probability: np.ndarray, outcome: np.ndarray) -> float:
    """The chance that somebody with the event was given more than somebody without; ties count half."""
    events = float(outcome.sum())
    ranks = float(_middle_ranks(probability)[outcome == 1].sum())
    return (ranks - events * (events + 1) / 2) / (events * (len(outcome) - events))


def _auc_with_interval(probability: np.ndarray, outcome: np.ndarray) -> Measured:
    """With the interval of DeLong and others (Biometrics 1988)."""
    with_event, without = probability[outcome == 1], probability[outcome == 0]
    m, n = len(with_event), len(without)
    ranks = _middle_ranks(probability)
    above = (ranks[outcome == 1] - _middle_ranks(with_event)) / n
    below = 1 - (ranks[outcome == 0] - _middle_ranks(without)) / m
    value = float(above.mean())
    error = float(np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n))
    return value, max(value - NORMAL_95 * error, 0.0), min(value + NORMAL_95 * error, 1.0)


def average_precision(probability: np.ndarray, outcome: np.ndarray) -> float:
    """The precision at each different probability from above, weighed by the events that it adds."""
    place, counts = _tied(probability)
    events = np.bincount(place, weights=outcome)[::-1]
    precision = np.cumsum(events) / np.cumsum(counts[::-1])
    return float((precision * events).sum() / events.sum())


def _logit(probability: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.clip(np.log(probability) - np.log1p(-probability), -MOST_ODDS, MOST_ODDS)


def _newton(step: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]], start: np.ndarray) -> tuple:
    """Where a gradient vanishes, and the curvature there."""
    at = start
    for _ in range(STEPS):
        gradient, curvature = step(at)
        change = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        at = at + np.clip(change, -2.0, 2.0)
        if np.abs(change).max() < 1e-12:
            break
    return at, step(at)[1]


def calibration_slope(probability: np.ndarray, outcome: np.ndarray) -> tuple[float, float]:
    """Slope of a logistic regression of the outcome on the log odds that were given, and its standard error.

    1 is right; below 1 predictions are too extreme.
    """
    given = np.stack([np.ones(len(outcome)), _logit(probability)])

    def step(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fitted = 1 / (1 + np.exp(-(at @ given)))
        return given @ (outcome - fitted), (given * (fitted * (1 - fitted))) @ given.T

    found, curvature = _newton(step, np.array([0.0, 1.0]))
    return float(found[1]), float(np.sqrt(max(np.linalg.pinv(curvature)[1, 1], 0.0)))


def calibration_intercept(probability: np.ndarray, outcome: np.ndarray) -> tuple[float, float]:
    """By how much the log odds that were given are too low throughout, and its standard error. 0 is right."""
    given = _logit(probability)

    def step(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fitted = 1 / (1 + np.exp(-(at[0] + given)))
        return np.array([(outcome - fitted).sum()]), np.array([[(fitted * (1 - fitted)).sum()]])

    found, curvature = _newton(step, np.array([0.0]))
    return float(found[0]), float(1 / np.sqrt(max(curvature[0, 0], 1e-12)))


def calibration(probability: np.ndarray, outcome: np.ndarray, bins: int = BINS) -> pa.Table:
    """Expected and observed share by bins of equal size, from the lowest: bin, people_count, expected, observed.

    People of one probability stay in one bin, so a bin may hold more, and fewer bins may be filled.
    """
    probability, outcome = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    _require(probability, outcome, None)
    bin_of = np.minimum(((_middle_ranks(probability) - 0.5) / len(probability) * bins).astype(np.int64), bins - 1)
    people = np.bincount(bin_of, minlength=bins)
    filled = people > 0
    expected = np.bincount(bin_of, weights=probability, minlength=bins)[filled] / people[filled]
    observed = np.bincount(bin_of, weights=outcome, minlength=bins)[filled] / people[filled]
    return pa.table(
        {
            "bin": pa.array(np.nonzero(filled)[0] + 1, pa.int64()),
            "people_count": pa.array(people[filled], pa.int64()),
            "expected": expected,
            "observed": observed,
        }
    )


def calibration_error(probability: np.ndarray, outcome: np.ndarray, bins: int = BINS) -> float:
    """The mean distance of expected and observed over bins of equal size, by people."""
    found = calibration(probability, outcome, bins)
    people = found["people_count"].to_numpy()
    return float((people * np.abs(found["expected"].to_numpy() - found["observed"].to_numpy())).sum() / people.sum())


def _share_listed(probability: np.ndarray, share: float) -> np.ndarray:
    """How much of each person is on a list of so many of the riskiest: those at its end share what places are left."""
    place, counts = _tied(probability)
    length = share * len(probability)
    above = np.cumsum(counts[::-1])[::-1] - counts
    return np.clip((length - above) / counts, 0.0, 1.0)[place]
