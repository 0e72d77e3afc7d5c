"""The fit itself: coefficients of a logistic regression, with the penalty that predicts best.

Belongs here: scikit-learn, and how it is kept to one answer. Does not belong here: what the columns mean (shapes.py).
scikit-learn is loaded when something is learnt; a night that only scores does without.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

PENALTIES = (0.001, 0.01, 0.1, 1.0)
"""Variances that coefficients of standardised terms are thought to have before anything is seen (scikit-learn's C),
from very firm to loose."""

HELD_BACK = 0.1
"""The same for what is worth a pair: so firm that a level of a few dozen people hardly moves anybody."""

FOLDS = 3
MOST_FOR_PENALTY = 60_000
"""People among whom the penalty is chosen: it hardly moves once there are thousands of events."""

MOST_SIDE_BY_SIDE = 150_000
"""People whose folds are fitted at the same time: the copies of more would take more memory than a night has."""

NEAR, AT_THE_END = 1e-6, 1e-8
"""Slopes at which a fit ends: near enough for a loss of six digits, and where the coefficients kept no longer move."""

ROUNDED = 12
"""Digits that are kept of a coefficient: what a machine's arithmetic makes of the last ones is left behind."""


@dataclass(frozen=True)
class Fit:
    """Coefficients of standardised terms, how they were chosen, and each person's log odds by a fit without them."""

    intercept: float
    coefficients: np.ndarray
    penalty: float
    losses: dict[str, float]
    """Log loss on people left out, by penalty."""
    left_out: np.ndarray


def fit(terms: np.ndarray, outcome: np.ndarray, fold: np.ndarray) -> Fit:
    """Fit standardised terms (people, terms) with the penalty of the least log loss on folds (0..FOLDS-1) left out."""
    with one_thread():
        some = slice(0, MOST_FOR_PENALTY)
        losses = _losses(terms[some], outcome[some], fold[some])
        penalty = min(losses, key=lambda each: (losses[each], each))
        model = _model(penalty).fit(terms, outcome)
        left_out = _left_out(terms, outcome, fold, penalty)
    told = {f"{each:g}": round(loss, 6) for each, loss in losses.items()}
    return Fit(float(model.intercept_[0]), model.coef_[0], penalty, told, left_out)


def unpenalised(given: np.ndarray, outcome: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and slopes of a small regression that nothing holds back: a recalibration."""
    with one_thread():
        model = _model(np.inf).fit(given, outcome)
    return float(model.intercept_[0]), model.coef_[0]


def _model(penalty: float, end: float = AT_THE_END, goes_on: bool = False):
    """A fit to come; one that goes on begins where the last one ended."""
    from sklearn.linear_model import LogisticRegression

    # Newton's method ends at the one optimum, whatever it began with.
    return LogisticRegression(C=penalty, solver="newton-cholesky", tol=end, max_iter=200, warm_start=goes_on)


def _losses(terms: np.ndarray, outcome: np.ndarray, fold: np.ndarray) -> dict[float, float]:
    """Log loss on people left out, by penalty."""

    def left_out(inside: np.ndarray) -> np.ndarray:
        # From one penalty to the next it is not far: each fit begins where the firmer one ended.
        model, learnt, told = _model(PENALTIES[0], NEAR, goes_on=True), terms[inside], terms[~inside]
        fits = (model.set_params(C=penalty).fit(learnt, outcome[inside]) for penalty in PENALTIES)
        return np.stack([told @ fitted.coef_[0] + fitted.intercept_[0] for fitted in fits], axis=1)

    linear = _by_fold(left_out, fold, np.empty((len(outcome), len(PENALTIES))))
    return {penalty: loss_of(linear[:, at], outcome) for at, penalty in enumerate(PENALTIES)}


def _left_out(terms: np.ndarray, outcome: np.ndarray, fold: np.ndarray, penalty: float) -> np.ndarray:
    """Each person's log odds by a fit to the other folds."""

    def left_out(inside: np.ndarray) -> np.ndarray:
        model = _model(penalty).fit(terms[inside], outcome[inside])
        return terms[~inside] @ model.coef_[0] + model.intercept_[0]

    return _by_fold(left_out, fold, np.empty(len(outcome)))


def _by_fold(left_out: Callable[[np.ndarray], np.ndarray], fold: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """What is said of each fold by the people outside it, filled in; the folds side by side, a core to each."""
    insides = [fold != each for each in range(FOLDS)]
    with ThreadPoolExecutor(FOLDS if len(fold) <= MOST_SIDE_BY_SIDE else 1) as folds:
        for inside, found in zip(insides, folds.map(left_out, insides), strict=True):
            filled[~inside] = found
    return filled


def one_thread() -> AbstractContextManager:
    """Sums of one thread alone: those that threads share out differ in their last digits from run to run."""
    import sklearn.ensemble  # noqa: F401 - a limit is set on the libraries that are there when it is set
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def held_back(given: np.ndarray, outcome: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and slopes of a small regression whose slopes, of standardised terms, are held back a little."""
    with one_thread():
        model = _model(HELD_BACK).fit(given, outcome)
    return float(model.intercept_[0]), model.coef_[0]


def kept(value: float) -> float:
    """A number as the file keeps it."""
    return float(f"{value:.{ROUNDED}g}")


def loss_of(linear: np.ndarray, outcome: np.ndarray) -> float:
    """Log loss of log odds."""
    return float(np.logaddexp(0, np.where(outcome == 1, -linear, linear)).mean())
