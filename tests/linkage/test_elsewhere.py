"""The shipped model, on people and errors that it has never seen: one register of 8,000 against files without
numbers."""

import duckdb
import pytest

from orchestration.identity.probabilistic import training
from orchestration.identity.probabilistic.model import SHIPPED, read_model
from tests.linkage.linkage_set import made_elsewhere
from tests.linkage.measured import Measured, link_set
from tests.linkage.proof import retrained

REGISTER, FILE, SEED = 8_000, 8_000, 20_250_331


@pytest.fixture(scope="module")
def connection():
    opened = duckdb.connect(config={"threads": 2})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shipped(connection) -> Measured:
    return link_set(connection, made_elsewhere(REGISTER, FILE, SEED), read_model(SHIPPED))


def test_links_are_right(shipped):
    assert shipped.precision >= 0.998


def test_links_are_found(shipped):
    assert shipped.recall >= 0.97


def test_no_group_is_left_far_behind(connection, shipped):
    """By heritage of names, age and gender: what is missed is missed of everybody alike."""
    people = {person.number: person for person in made_elsewhere(REGISTER, FILE, SEED).people}
    rows = connection.execute("select person, found = person from outcome where is_in_register").fetchall()
    for group in (lambda p: p.heritage, lambda p: p.gender, lambda p: p.born.year // 20):
        counted: dict[object, list[bool]] = {}
        for number, is_right in rows:
            counted.setdefault(group(people[number]), []).append(bool(is_right))
        for name, found in counted.items():
            if len(found) >= 1_000:
                # Two standard errors and a point: of a thousand rows a few are luck.
                share = sum(found) / len(found)
                assert share >= shipped.recall - 0.01 - 2 * (share * (1 - share) / len(found)) ** 0.5, name


def test_an_identity_has_one_person_or_none(connection, shipped):
    assert connection.execute("select count(*) = count(distinct identity_id) from linked").fetchall() == [(True,)]


def test_far_more_errors_cost_links_and_make_few_wrong_ones(connection):
    worse = link_set(connection, made_elsewhere(4_000, 4_000, SEED + 1, worse=2.5), read_model(SHIPPED))
    assert worse.precision >= 0.997
    assert worse.recall >= 0.88


def test_a_model_retrained_without_a_label_does_as_well(connection, monkeypatch):
    monkeypatch.setattr(training, "RANDOM_PAIRS", 400_000)  # of as many pairs of strangers, rare agreements show too
    made = made_elsewhere(4_000, 4_000, SEED + 2)
    model = retrained(made)
    assert model.report["known_by_nhs_number"] == 0
    measured = link_set(connection, made, model)
    assert measured.precision >= 0.998
    assert measured.recall >= 0.97
