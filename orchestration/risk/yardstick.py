"""What readability costs: a gradient boosting on the same features, for the card alone. It is never kept.

Does not belong here: the model itself (regression.py).
"""

import numpy as np

from orchestration.risk import measures
from orchestration.risk.regression import one_thread
from orchestration.risk.table import Column

TREES, RATE, LEAVES, FEWEST_IN_LEAF, HELD_BACK = 150, 0.05, 8, 200, 10.0
"""Chosen on 67,000 made-up people, where more or larger trees predicted no better."""

TOLD = ("AUC", "AVERAGE_PRECISION", "BRIER", "CALIBRATION_ERROR")
DIGITS = 4


def yardstick(
    columns: dict[str, Column], outcome: np.ndarray, learnt: np.ndarray, judged: np.ndarray
) -> dict[str, float]:
    """The measures of a gradient boosting on the people held out, learnt from the same others."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    known = np.stack(
        [np.where(column.is_missing, np.nan, column.values.astype(np.float64)) for column in columns.values()], axis=1
    )
    with one_thread():
        trees = HistGradientBoostingClassifier(
            max_iter=TREES,
            learning_rate=RATE,
            max_leaf_nodes=LEAVES,
            min_samples_leaf=min(FEWEST_IN_LEAF, max(len(learnt) // 20, 1)),
            l2_regularization=HELD_BACK,
            categorical_features=[column.levels is not None for column in columns.values()],
            early_stopping=False,
            random_state=0,
        ).fit(known[learnt], outcome[learnt])
        probability = trees.predict_proba(known[judged])[:, 1]
    found = measures.evaluate(np.clip(probability, 0.0, 1.0), outcome[judged]).to_pylist()
    return {row["measure_code"]: round(row["value"], DIGITS) for row in found if row["measure_code"] in TOLD}
