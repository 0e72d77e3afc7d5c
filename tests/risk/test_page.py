"""The page says what its words say now, and a figure of a run stands on it wherever one belongs."""

from dataclasses import replace

import numpy as np
import pytest

from orchestration.risk.design import Design
from orchestration.risk.drift import Spread
from orchestration.risk.model import Bend, Model, Pair, Term
from tests.risk import page, page_text, plots
from tests.risk.held import Held

WORDS = ("INTRODUCTION", "READ_FIRST", "LEARNT", "BASES", "PUBLISHED", "OWN_TABLE")


@pytest.mark.parametrize("name", WORDS)
def test_the_page_says_what_its_words_say(name):
    assert getattr(page_text, name) in page.PAGE.read_text("utf-8")


def test_every_plot_of_the_page_is_there():
    said = page.PAGE.read_text("utf-8")
    for name in ("roc", "precision_recall", "calibration", "bands", "effects"):
        assert f"risk_model/{name}.svg" in said and (page.FOLDER / f"{name}.svg").is_file()


def test_bands_are_by_rank_of_all():
    found = Held(np.arange(1_000) / 1_000, np.zeros(1_000), np.zeros(1_000), None)
    assert [(name, int(inside.sum())) for name, inside in page.bands(found)] == [
        ("VERY_HIGH", 5), ("HIGH", 45), ("MODERATE", 150), ("LOW", 800),
    ]  # fmt: skip


def test_a_curve_ends_with_everybody_listed():
    drawn = plots.at_thresholds(np.arange(1_000) / 1_000, (np.arange(1_000) > 900).astype(float))
    caught, left_off, right = drawn[-1]
    assert (caught, left_off, right) == (1.0, 0.0, 0.099)
    assert drawn[0][2] == 1.0


def test_what_depends_on_what_is_told():
    pair = Pair(None, "age_years", (Term("age_years", 0.25, 0.0, 1.0),))
    model = Model("", Design(""), 0.0, (), (pair,), Bend(), Spread((), None, (), 0))
    assert "| `age_years` | the total of all effects | age_years: +0.25 |" in page.told_pairs(model)
    assert "no effect depends" in page.told_pairs(replace(model, pairs=()))
