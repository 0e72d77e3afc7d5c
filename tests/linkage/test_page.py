"""The page tells of the model that is shipped, and of the thresholds that are in force."""

from pathlib import Path

import pytest

from orchestration.identity.probabilistic.model import SHIPPED, read_model, version_of, written
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT, REVIEW
from tests.linkage import page_text
from tests.linkage.page import told_keys, told_model
from tests.linkage.speed import PAGE


@pytest.mark.parametrize("name", [name for name in vars(page_text) if name.isupper()])
def test_the_page_says_what_its_words_say(name):
    assert getattr(page_text, name) in PAGE.read_text("utf-8")


def test_the_page_tells_of_the_model_that_is_shipped():
    assert told_model(read_model(SHIPPED)) in PAGE.read_text("utf-8")


def test_the_page_tells_of_the_keys_and_thresholds_in_force():
    page = PAGE.read_text("utf-8")
    assert told_keys() in page
    assert f"**Auto-accept: {AUTO_ACCEPT}.**" in page and f"**Review: {REVIEW}**" in page


def test_the_shipped_model_is_written_as_training_writes_it():
    model = read_model(SHIPPED)
    assert Path(SHIPPED).read_text("utf-8") == written(model)
    assert model.version == version_of(model)
