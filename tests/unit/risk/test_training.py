"""A model is learnt from any table, the same one every time, and tells of people whom it has not seen."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from orchestration.risk import (
    DataRefused,
    Design,
    Feature,
    constant_features,
    contributions,
    evaluate,
    read_table,
    score,
    train,
)
from orchestration.risk.held_out import held_out_of, person_hash
from orchestration.risk.measures import auc
from orchestration.risk.model import written
from orchestration.risk.pairs import TOTAL
from tests.unit.risk.people import DESIGN, people, true_probability


@pytest.fixture(scope="module")
def table():
    return people()


@pytest.fixture(scope="module")
def model(table):
    return train(table, DESIGN)


def held(table, model, measure, group="ALL"):
    rows = [row for row in model.card["held_out"] if row["subgroup_code"] == group and row["measure_code"] == measure]
    return [row["value"] for row in rows]


def test_it_nearly_knows_what_the_maker_knows(table, model):
    others = people(seed=2)
    scored = score(model, others)["probability"].to_numpy()
    outcome = others["fell_ill"].to_numpy().astype(float)
    assert auc(scored, outcome) > 0.97 * auc(true_probability(others), outcome)
    assert np.abs(scored - true_probability(others)).mean() < 0.03


def test_the_card_is_of_people_held_out(table, model):
    out = held_out_of(table, DESIGN)
    assert model.card["people_held_out"] == out.sum() and model.card["people_learnt_from"] == (~out).sum()
    scored = score(model, table)["probability"].to_numpy()[out]
    again = evaluate(scored, table["fell_ill"].to_numpy()[out].astype(float)).to_pylist()
    assert held(table, model, "AUC") == [round(row["value"], 6) for row in again if row["measure_code"] == "AUC"]
    assert len(held(table, model, "AUC", "region")) == 2


def test_the_same_people_in_any_order_are_the_same_model(table, model):
    mixed = table.take(pa.array(np.random.default_rng(3).permutation(len(table))))
    assert written(train(mixed, DESIGN)) == written(model)


def test_a_person_is_held_out_with_all_their_years():
    twice = pa.table({"key": [f"p{at // 2}" for at in range(2_000)], "year": [at % 2 for at in range(2_000)]})
    design = Design(outcome="y", id="key", period="year")
    found = person_hash(twice, design, "held out").reshape(-1, 2)
    assert (found[:, 0] == found[:, 1]).all()
    assert 0.25 < held_out_of(twice, design).mean() < 0.35
    assert not np.allclose(found, person_hash(twice, design, "fold").reshape(-1, 2))


def test_a_column_may_say_who_is_held_out(table):
    said = np.arange(len(table)) % 4 == 0
    model = train(table.append_column("later", pa.array(said)), replace(DESIGN, held_out="later"))
    assert model.card["people_held_out"] == said.sum()
    assert "later" not in {part.shape.name for part in model.parts}


def test_all_other_columns_are_features_unless_some_are_named(table, model):
    assert [part.shape.name for part in model.parts] == ["years", "visits", "smokes", "colour", "weight"]
    every = train(table, replace(DESIGN, leave_out=()))  # what the card is split by may be a feature too
    assert [part.shape.name for part in every.parts][-1] == "region"
    named = replace(DESIGN, features=(Feature("years", "A"), Feature("visits", "B")), leave_out=("B",))
    assert [part.shape.name for part in train(table, named).parts] == ["years"]


BAD = {
    "too few people": (lambda t: t.slice(0, 300), "300 people with"),
    "too few events": (lambda t: put(t, "fell_ill", np.arange(len(t)) < 50), "50 events"),
    "an outcome that is a number": (lambda t: put(t, "fell_ill", np.arange(len(t)) % 3), "not 0 or 1"),
    "an outcome that is missing": (lambda t: put(t, "fell_ill", pa.nulls(len(t), pa.int64())), "missing in 4,000"),
    "an outcome in words": (lambda t: put(t, "fell_ill", ["yes", "no"] * 2_000), "is a text"),
    "no outcome": (lambda t: t.drop_columns(["fell_ill"]), "no column fell_ill"),
    "two rows of one id": (lambda t: put(t, "key", np.arange(len(t)) // 2), "another row bears"),
    "a row without an id": (lambda t: put(t, "key", pa.array([None, *range(1, 4_000)])), "lack their key"),
    "a constant feature": (lambda t: put(t, "visits", np.zeros(len(t))), "--leave-out visits"),
    "a feature without a value": (lambda t: put(t, "visits", pa.nulls(len(t))), "visits: the same for everybody"),
    "infinite numbers": (lambda t: put(t, "years", np.full(len(t), np.inf)), "years holds infinite"),
    "dates": (lambda t: put(t, "years", np.full(len(t), "2024-01-01", dtype="datetime64[D]")), "years is of type date"),
    "a text among numbers": (
        lambda t: put(t, "years", ["."] * 40 + [str(at % 60) for at in range(3_960)]),
        "in 40 rows",
    ),
    "amounts with signs": (
        lambda t: put(t, "years", [f"£{at % 60:,}" for at in range(len(t))]),
        "in 4,000 rows a text",
    ),
    "texts of a kind each": (lambda t: put(t, "colour", [f"c{at}" for at in range(len(t))]), "4,000 different texts"),
}


def put(table, name, values):
    return table.set_column(table.column_names.index(name), name, pa.array(values))


def test_a_few_numbers_among_texts_are_codes(table):
    coded = put(table, "colour", [str(at % 9) if at % 11 else "unknown" for at in range(len(table))])
    assert {part.shape.name: part.shape.kind for part in train(coded, DESIGN).parts}["colour"] == "CATEGORY"


@pytest.mark.parametrize("what", BAD)
def test_a_sentence_says_what_cannot_be_learnt_from(table, what):
    spoil, said = BAD[what]
    with pytest.raises(DataRefused, match=said):
        train(spoil(table), DESIGN)


def test_what_is_constant_can_be_left_out(table):
    spoilt = put(table, "visits", np.zeros(len(table)))
    assert constant_features(spoilt, DESIGN) == ("visits",)
    model = train(spoilt, replace(DESIGN, leave_out=("region", *constant_features(spoilt, DESIGN))))
    assert "visits" not in {part.shape.name for part in model.parts}
    with pytest.raises(DataRefused, match="no such column or group"):
        train(table, replace(DESIGN, leave_out=("vists",)))


def test_a_feature_that_knows_the_outcome_is_warned_of(table, model):
    leaking = table.append_column("after", pa.array(table["fell_ill"].to_numpy() * 1.0 + np.arange(len(table)) % 7 / 9))
    assert "implausibly high" in train(leaking, DESIGN).warnings[0]
    assert model.warnings == ()


def test_person_years_are_learnt_from_and_scored(table):
    """A person has several rows, whose period is a number or a text."""
    years = table.set_column(0, "key", pa.array(np.arange(len(table)) // 4)).append_column(
        "wave", pa.array([f"year {at % 4}" for at in range(len(table))])
    )
    design = replace(DESIGN, period="wave")
    model = train(years, design)
    assert "wave" not in {part.shape.name for part in model.parts}
    scored = score(model, years)
    assert scored.column_names == ["key", "wave", "probability"] and len(scored) == len(years)


def test_the_same_table_from_a_csv_is_the_same_model(table, model, tmp_path):
    from pyarrow import csv

    csv.write_csv(table, tmp_path / "people.csv")
    again = train(read_table(tmp_path / "people.csv"), DESIGN)
    assert [part.terms for part in again.parts] == [part.terms for part in model.parts]


def test_two_features_that_depend_on_one_another_are_found():
    """The old fall ill if they smoke, the young if they do not; nothing else does."""
    rng = np.random.default_rng(4)
    years, smokes = rng.uniform(20, 80, 4_000), rng.random(4_000) < 0.5
    probability = 1 / (1 + np.exp(2 - 0.04 * (years - 50) * np.where(smokes, 1, -1)))
    ill = (rng.random(4_000) < probability).astype(int)
    noise = rng.normal(size=4_000)
    table = pa.table({"key": np.arange(4_000), "years": years, "smokes": smokes, "noise": noise, "fell_ill": ill})
    model = train(table, Design(outcome="fell_ill", id="key"))
    assert [(pair.first, pair.second) for pair in model.pairs] == [("years", "smokes")]
    scored = score(model, table)["probability"].to_numpy()
    assert auc(scored, ill) > 0.97 * auc(probability, ill)
    told = contributions(model, table, top=3)
    assert set(told["feature"].to_pylist()) == {"years", "smokes", "noise"}
    assert written(train(table.take(pa.array(rng.permutation(4_000))), Design("fell_ill", "key"))) == written(model)


def test_for_whom_everything_counts_more_is_found_and_every_group_keeps_its_slope():
    """Five illnesses count twice as much in men as in women; that sex does nothing by itself."""
    count = 20_000
    rng = np.random.default_rng(5)
    ill = {f"ill_{at}": rng.random(count) < 0.3 for at in range(5)}
    is_man = rng.random(count) < 0.5
    core = 0.6 * (sum(each.astype(float) for each in ill.values()) - 1.5)
    probability = 1 / (1 + np.exp(1.5 - core * np.where(is_man, 2, 1)))
    event = (rng.random(count) < probability).astype(int)
    table = pa.table({"key": np.arange(count), **ill, "is_man": is_man, "event": event})
    model = train(table, Design("event", "key", subgroups=("is_man",), is_yardstick=False))
    assert (TOTAL, "is_man") in [(pair.first, pair.second) for pair in model.pairs]
    assert all(0.9 < slope < 1.1 for slope in held(table, model, "CALIBRATION_SLOPE", "is_man"))
    # A reason counts as much as it does for this person: in a man twice as much.
    told = contributions(model, table, top=6).to_pylist()
    worth = {True: [], False: []}
    for row in told:
        if row["feature"] == "ill_0":
            worth[bool(is_man[row["key"]])].append(row["contribution"])
    assert 1.5 < np.mean(worth[True]) / np.mean(worth[False]) < 2.7
    mixed = table.take(pa.array(rng.permutation(count)))
    assert written(train(mixed, model.design)) == written(model)
