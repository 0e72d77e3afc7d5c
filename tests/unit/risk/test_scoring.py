"""Scores: what scikit-learn would say of the same terms, what each is made of, and when there are none."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from orchestration.risk import (
    DataRefused,
    Feature,
    PopulationUnlike,
    contributions,
    read_model,
    score,
    stability,
    train,
)
from orchestration.risk import write_model as write
from orchestration.risk.model import FORMAT, ModelUnreadable, written
from orchestration.risk.scoring import columns_of, effects, linear_of
from tests.unit.risk.people import DESIGN, people


@pytest.fixture(scope="module")
def table():
    return people()


@pytest.fixture(scope="module")
def model(table):
    return train(table, DESIGN)


def test_it_scores_as_scikit_learn_would(table, model):
    from sklearn.linear_model import LogisticRegression

    columns = columns_of(model.parts, table)
    terms = np.stack([values for part in model.parts for values in part.shape.terms(columns[part.shape.name])], axis=1)
    known = [term for part in model.parts for term in part.terms]
    theirs = LogisticRegression()
    theirs.classes_ = np.array([0, 1])
    theirs.coef_ = np.array([[term.coefficient for term in known]])
    theirs.intercept_ = np.array([model.intercept - sum(term.coefficient * term.mean for term in known)])
    assert model.pairs == ()
    linear = theirs.decision_function(terms)
    bend = model.bend
    linear = (
        bend.intercept
        + bend.slope * linear
        + sum(more * np.maximum(linear - knot, 0) for knot, more in zip(bend.knots, bend.steeper, strict=True))
    )
    ours = score(model, table)["probability"].to_numpy()
    assert ours == pytest.approx(1 / (1 + np.exp(-linear)), abs=1e-9)


def test_the_same_people_in_any_order_and_number_get_the_same_scores(table, model):
    whole = dict(zip(*score(model, table).to_pydict().values(), strict=True))
    mixed = table.take(pa.array(np.random.default_rng(1).permutation(len(table))[:1_500]))
    assert all(whole[row["key"]] == row["probability"] for row in score(model, mixed).to_pylist())


def test_contributions_add_up_to_the_score(table, model):
    columns = columns_of(model.parts, table)
    found = effects(model, columns)
    told = contributions(replace(model, bend=replace(model.bend)), table, top=len(model.parts)).to_pylist()
    summed = {row["key"]: 0.0 for row in told}
    for row in told:
        summed[row["key"]] += row["contribution"]
    raised = np.where(found > 0, found, 0).sum(axis=0)
    assert [summed.get(key, 0.0) for key in range(len(table))] == pytest.approx(list(raised), abs=1e-6)
    assert np.abs(found.mean(axis=1)).max() < 0.1  # beside the average person
    assert linear_of(replace(model, bend=type(model.bend)()), found) == pytest.approx(
        model.intercept + found.sum(axis=0)
    )


def test_what_raises_most_stands_first(table, model):
    told = contributions(model, table, top=2).to_pylist()
    assert {row["place"] for row in told} == {1, 2} and all(row["contribution"] > 0 for row in told)
    first = {row["key"]: row["contribution"] for row in told if row["place"] == 1}
    assert all(row["contribution"] <= first[row["key"]] for row in told)


def test_a_level_never_seen_and_a_gap_never_seen_are_scored(table, model):
    strange = table.slice(0, 500).drop_columns(["colour", "years"])
    strange = strange.append_column("colour", pa.array(["violet"] * 500)).append_column("years", pa.nulls(500))
    scored = score(model, strange, is_like_required=False)["probability"].to_numpy()
    assert np.isfinite(scored).all()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.drop_columns(["years", "colour"]), "lacks years, colour"),
        (lambda t: t.set_column(4, "colour", pa.array([1] * len(t))), "colour holds numbers"),
        (lambda t: t.set_column(1, "years", pa.array(["old"] * len(t))), "years holds texts"),
        (lambda t: pa.concat_tables([t, t]), "another row bears"),
        (lambda t: t.drop_columns(["key"]), "no column key"),
        (lambda t: t.slice(0, 0), "nobody to score"),
    ],
)
def test_a_sentence_says_what_cannot_be_scored(table, model, spoil, said):
    with pytest.raises(DataRefused, match=said):
        score(model, spoil(table))


def test_codes_in_digits_are_one_category_in_every_kind_of_file(table):
    coded = table.append_column("ward", pa.array([str(at % 3 + 1) for at in range(len(table))]))
    in_digits = table.append_column("ward", pa.array([at % 3 + 1 for at in range(len(table))]))
    design = replace(DESIGN, features=(Feature("years"), Feature("ward", kind="CATEGORY")))
    model = train(coded, design)
    assert train(in_digits, design).parts == model.parts
    assert score(model, in_digits).equals(score(model, coded))
    assert stability(model, in_digits).equals(stability(model, coded))


def test_another_population_gets_no_scores(table, model):
    assert max(stability(model, people(seed=9))["psi"].to_pylist()) < 0.1
    older = table.set_column(1, "years", pa.array(table["years"].to_numpy() / 4 + 75))
    moved = {row["feature"]: row["psi"] for row in stability(model, older).to_pylist()}
    assert moved["years"] > 0.25 > moved["visits"]
    with pytest.raises(PopulationUnlike, match="years"):
        score(model, older)
    assert len(score(model, older, is_like_required=False)) == len(older)


def test_a_handful_of_like_people_is_no_other_population(table, model):
    assert len(score(model, people(40, seed=11))) == 40


def test_a_model_is_written_and_read(table, model, tmp_path):
    path = write(model, tmp_path / "risk")
    assert path.name == f"{model.model_id}.json"
    assert read_model(tmp_path / "risk") == read_model(path) == model
    assert score(read_model(path), table).equals(score(model, table))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[:500], "damaged"),
        (lambda text: text.replace('"coefficient": ', '"coefficient": 1', 1), "damaged"),
        (lambda text: text.replace(f'"format": {FORMAT}', '"format": 99'), "format 99"),
        (lambda text: "[]", "damaged"),
    ],
)
def test_a_model_that_is_not_whole_is_not_used(model, tmp_path, spoil, said):
    path = write(model, tmp_path)
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    with pytest.raises(ModelUnreadable, match=said):
        read_model(tmp_path)


def test_a_level_that_few_bear_is_not_named_in_the_file(table):
    marked = table.append_column("ward", pa.array(["rare" if at < 5 else "usual" for at in range(len(table))]))
    rest = pa.array(["other" if at % 3 else said for at, said in enumerate(marked["ward"].to_pylist())])
    model = train(marked.set_column(marked.num_columns - 1, "ward", rest), DESIGN)
    assert "usual" in written(model) and "rare" not in written(model)


def test_no_model_is_told_of(tmp_path):
    with pytest.raises(ModelUnreadable, match="no risk model"):
        read_model(tmp_path)
