"""The plots of docs/risk_model.md, each from a model's figures. Does not belong here: lines on paper (drawing.py)."""

import numpy as np

from orchestration.risk import Model, calibration
from tests.linkage import drawing
from tests.risk.held import Held

POINTS = 40


def drawn(found: Held, model: Model, bands: list[tuple[str, np.ndarray]]) -> dict[str, str]:
    """Every plot as SVG, by name."""
    curve, truth = at_thresholds(found.probability, found.outcome), None
    known = ~np.isnan(found.true_probability)
    truth = at_thresholds(found.true_probability[known], found.outcome[known])
    named = {"model": curve, "the maker's own risk": truth}
    return {
        "roc": drawing.curves(
            "ROC", {name: [(1 - without, caught, "") for caught, without, _ in each] for name, each in named.items()},
            "of those not admitted, wrongly listed", "of those admitted, listed",
        ),
        "precision_recall": drawing.curves(
            "Precision and recall",
            {name: [(caught, right, "") for caught, _, right in each] for name, each in named.items()},
            "of those admitted, listed", "of those listed, admitted",
        ),
        "calibration": _calibration(found),
        "bands": _bands(found, bands),
        "effects": _effects(model),
    }  # fmt: skip


def at_thresholds(probability: np.ndarray, outcome: np.ndarray) -> list[tuple[float, float, float]]:
    """Of lists of the riskiest, from short to long: events caught, people without left off, share right."""
    order = np.argsort(-probability, kind="stable")
    events = np.cumsum(outcome[order])
    lengths = np.unique(np.geomspace(max(len(order) // 500, 20), len(order), POINTS).astype(int))
    without = len(order) - events[-1]
    return [
        (float(events[n - 1] / events[-1]), float(1 - (n - events[n - 1]) / without), float(events[n - 1] / n))
        for n in lengths
    ]


def _calibration(found: Held) -> str:
    bins = calibration(found.probability, found.outcome, 20).to_pylist()
    most = max(row["expected"] for row in bins)
    return drawing.curves(
        "Expected and observed, by twentieths",
        {"observed": [(row["expected"], row["observed"], "") for row in bins], "right": [(0, 0, ""), (most, most, "")]},
        "expected",
        "observed",
    )


def _bands(found: Held, bands: list[tuple[str, np.ndarray]]) -> str:
    """How many per cent of each band have a probability of so much."""
    edges = np.array([0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0])
    rows = []
    for name, inside in bands:
        counts, _ = np.histogram(found.probability[inside], edges)
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True):
            if count:
                rows.append((f"{name}: {low:g} to {high:g}", 0.0, float(100 * count / inside.sum())))
    return drawing.bars("Per cent of each band, by probability", rows, 0, 110)


def _effects(model: Model) -> str:
    rows = [(name, 0.0, 100 * worth) for name, worth in list(model.card["effects"].items())[:20]]
    return drawing.bars("How far features tell people apart: hundredths of log odds", rows, 0, rows[0][2] * 1.2)
