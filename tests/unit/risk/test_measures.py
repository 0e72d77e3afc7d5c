"""Measures: as scikit-learn computes them, the same in any order, and right where the answer is known."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from orchestration.risk import DataRefused, calibration, evaluate
from orchestration.risk.measures import auc, average_precision, calibration_intercept, calibration_slope

# Few different probabilities, so that ties are common.
PEOPLE = st.lists(st.tuples(st.integers(1, 19), st.booleans()), min_size=4, max_size=60).filter(
    lambda people: 0 < sum(event for _, event in people) < len(people)
)


def arrays(people):
    return np.array([place / 20 for place, _ in people]), np.array([float(event) for _, event in people])


def whole(found):
    return {row["measure_code"]: row["value"] for row in found.to_pylist() if row["subgroup_code"] == "ALL"}


@settings(deadline=None, max_examples=60)
@given(PEOPLE)
def test_as_the_library_computes_them(people):
    probability, outcome = arrays(people)
    assert auc(probability, outcome) == pytest.approx(metrics.roc_auc_score(outcome, probability))
    assert average_precision(probability, outcome) == pytest.approx(
        metrics.average_precision_score(outcome, probability)
    )
    assert whole(evaluate(probability, outcome))["BRIER"] == pytest.approx(
        metrics.brier_score_loss(outcome, probability)
    )


@settings(deadline=None, max_examples=60)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(people, random):
    mixed = list(people)
    random.shuffle(mixed)
    assert whole(evaluate(*arrays(people))) == pytest.approx(whole(evaluate(*arrays(mixed))))


def drawn(count=40_000, power=1.0, shift=0.0):
    rng = np.random.default_rng(5)
    linear = rng.normal(-2, 1, count)
    return 1 / (1 + np.exp(-linear)), (rng.random(count) < 1 / (1 + np.exp(-(shift + power * linear)))).astype(float)


def test_slope_and_intercept_are_what_was_drawn():
    assert calibration_slope(*drawn())[0] == pytest.approx(1, abs=0.05)
    assert calibration_slope(*drawn(power=0.7))[0] == pytest.approx(0.7, abs=0.05)
    assert calibration_intercept(*drawn(shift=0.5))[0] == pytest.approx(0.5, abs=0.05)


def test_bins_hold_everybody_and_rise():
    probability, outcome = drawn()
    found = calibration(probability, outcome, 20)
    assert found["people_count"].to_pylist() == [2_000] * 20
    assert found["expected"].to_pylist() == sorted(found["expected"].to_pylist())
    assert whole(evaluate(probability, outcome))["CALIBRATION_ERROR"] < 0.01


def test_a_list_of_the_riskiest():
    probability, outcome = np.arange(1, 101) / 200, np.zeros(100)
    outcome[[99, 98, 90, 10]] = 1
    found = whole(evaluate(probability, outcome))
    assert found["PPV_TOP_5_PCT"] == pytest.approx(2 / 5)
    assert found["SENSITIVITY_TOP_5_PCT"] == pytest.approx(2 / 4)
    # People of one probability share the places at the end of a list.
    tied = whole(evaluate(np.full(100, 0.1), outcome))
    assert tied["PPV_TOP_5_PCT"] == pytest.approx(0.04)
    assert tied["SENSITIVITY_TOP_20_PCT"] == pytest.approx(0.2)


def test_subgroups_are_those_on_the_list_of_all():
    probability, outcome = np.arange(1, 101) / 200, (np.arange(100) % 4 == 3).astype(float)
    old = pa.table({"band": ["old" if at >= 90 else "young" for at in range(100)]})
    rows = {
        (row["measure_code"], row["subgroup_value"]): row for row in evaluate(probability, outcome, old).to_pylist()
    }
    assert rows["OBSERVED_MEAN", "old"]["people_count"] == 10 and rows["OBSERVED_MEAN", "old"]["events_count"] == 3
    assert rows["SENSITIVITY_TOP_5_PCT", "old"]["value"] == pytest.approx(2 / 3)
    assert rows["SENSITIVITY_TOP_5_PCT", "young"]["value"] == 0
    assert ("AUC", "old") not in rows and ("AUC", "ALL") in rows


@pytest.mark.parametrize(
    ("probability", "outcome", "said"),
    [
        ([0.1, 0.2], [1.0], "numbers differ"),
        ([], [], "nobody"),
        ([0.1, np.nan], [1.0, 0.0], "missing or outside"),
        ([0.1, 1.2], [1.0, 0.0], "missing or outside"),
        ([0.1, 0.2], [1.0, 2.0], "not 0 or 1"),
    ],
)
def test_what_cannot_be_judged(probability, outcome, said):
    with pytest.raises(DataRefused, match=said):
        evaluate(np.array(probability), np.array(outcome))
