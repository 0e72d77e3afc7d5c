"""The fit: what makes it cheaper changes nothing of what it says."""

import numpy as np
import pytest

from orchestration.risk import regression


@pytest.fixture(scope="module")
def people() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Terms, outcomes and folds of people, of whose terms the first alone tells."""
    chance = np.random.default_rng(7)
    terms = chance.standard_normal((600, 4))
    outcome = (chance.random(600) < 1 / (1 + np.exp(1 - terms[:, 0]))).astype(float)
    return terms, outcome, chance.integers(0, regression.FOLDS, 600)


def test_folds_side_by_side_say_what_they_say_one_after_the_other(people, monkeypatch) -> None:
    side_by_side = regression.fit(*people)
    monkeypatch.setattr(regression, "MOST_SIDE_BY_SIDE", 0)
    one_by_one = regression.fit(*people)
    assert np.array_equal(side_by_side.left_out, one_by_one.left_out)
    assert np.array_equal(side_by_side.coefficients, one_by_one.coefficients)
    assert side_by_side.losses == one_by_one.losses


def test_a_penalty_is_chosen_by_the_loss_that_a_fit_from_nothing_has(people, monkeypatch) -> None:
    chosen = regression.fit(*people)
    for penalty in regression.PENALTIES:
        monkeypatch.setattr(regression, "PENALTIES", (penalty,))
        alone = regression.fit(*people).left_out
        assert chosen.losses[f"{penalty:g}"] == round(regression.loss_of(alone, people[1]), 6)
