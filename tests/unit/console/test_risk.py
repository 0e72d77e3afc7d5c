"""`careweave risk`: a table in, a model, scores and measures out; a sentence where that cannot be."""

import csv
import json

import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet
from typer.testing import CliRunner

from orchestration.cli import app
from tests.unit.risk.people import people


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("risk")
    arrow_csv.write_csv(people(), folder / "people.csv")
    parquet.write_table(people(seed=2), folder / "later.parquet")
    return folder


def asked(*words):
    return CliRunner().invoke(app, ["risk", *map(str, words)])


@pytest.fixture(scope="module")
def model(place):
    words = ("--outcome", "fell_ill", "--id", "key", "--subgroups", "region", "--leave-out", "region")
    done = asked("train", "--features", place / "people.csv", *words, "--out", place / "model")
    assert done.exit_code == 0, done.output
    return place / "model", done.output


def test_training_tells_how_good_the_model_is(model):
    folder, said = model
    assert "whom it has not seen" in said and "Gradient boosting" in said and "north" in said
    name = json.loads((folder / "current.json").read_text("utf-8"))["model_id"]
    assert f"{name}.json" in said


def test_scores_and_measures_are_written(place, model):
    scored = asked("score", "--features", place / "later.parquet", "--model", model[0], "--out", place / "scores.csv")
    assert scored.exit_code == 0, scored.output
    with open(place / "scores.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4_000 and set(rows[0]) == {"key", "probability"}
    assert all(0 < float(row["probability"]) < 1 for row in rows)
    out = place / "measures.parquet"
    judged = asked(
        "evaluate", "--features", place / "later.parquet", "--model", model[0], "--subgroups", "region", "--out", out
    )
    assert judged.exit_code == 0 and "Calibration slope" in judged.output
    found = parquet.read_table(out).to_pylist()
    assert {row["subgroup_value"] for row in found} == {"ALL", "north", "south"}


def test_features_and_their_groups_may_stand_in_a_file(place, tmp_path):
    (tmp_path / "features.csv").write_text("feature,group,kind\nyears,BODY,\nvisits,CARE,NUMBER\n", "utf-8")
    words = ("--outcome", "fell_ill", "--groups", tmp_path / "features.csv", "--out", tmp_path / "model")
    done = asked("train", "--features", place / "people.csv", "--held-out", "0.4", *words)
    assert done.exit_code == 0, done.output
    path = next(path for path in (tmp_path / "model").glob("*.json") if path.name != "current.json")
    known = json.loads(path.read_text("utf-8"))
    assert [(part["shape"]["name"], part["shape"]["group"], part["shape"]["kind"]) for part in known["parts"]] == [
        ("years", "BODY", "NUMBER"),
        ("visits", "CARE", "NUMBER"),
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("train", "--features", "nowhere.csv", "--outcome", "y", "--out", "m"), 1, "There is no file"),
        (("train", "--features", "PEOPLE", "--outcome", "fell_ill"), 2, "--out"),
        (("train", "--outcome", "fell_ill"), 2, "--features"),
        (("train", "--features", "PEOPLE", "--outcome", "years", "--out", "m"), 1, "not 0 or 1"),
        (("score", "--features", "PEOPLE", "--model", "nowhere", "--out", "s.csv"), 1, "no risk model"),
        (("score", "--features", "PEOPLE", "--model", "MODEL", "--out", "s.xls"), 1, "neither .parquet nor .csv"),
        (("evaluate", "--features", "PEOPLE", "--model", "MODEL", "--subgroups", "town"), 1, "no column town"),
    ],
)
def test_a_sentence_and_no_model(place, model, words, code, said):
    named = {"PEOPLE": str(place / "people.csv"), "MODEL": str(model[0])}
    done = asked(*(named.get(word, word) for word in words))
    assert done.exit_code == code
    assert said in " ".join(done.output.replace("│", " ").split()) and "Traceback" not in done.output


def test_without_a_publication_there_is_nobody_to_learn_from(tmp_path, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_WAREHOUSE", str(tmp_path))
    done = asked("train")
    assert done.exit_code == 1 and "careweave run" in done.output
