"""Everything that can be queried says what it is: one row of it, each of its columns, and that it keeps to both."""

import csv

import pytest
import yaml

from orchestration.contracts.generate import generated
from orchestration.settings import PROJECT_ROOT
from tests.house.project import described, models, text, under

ENFORCED = ("marts", "open")


def test_every_model_is_described_and_every_description_is_of_a_model():
    assert set(described("models")) == {model.name for model in models()}


def test_every_model_says_what_one_row_of_it_is():
    silent = [
        name for name, entry in described("models").items() if not entry["description"].startswith("One row per ")
    ]
    assert silent == []


def test_every_seed_says_what_one_row_of_it_is():
    lists = {path.stem for path in under("seeds", ".csv")}
    assert set(described("seeds")) == lists
    assert [name for name, entry in described("seeds").items() if not entry["description"].startswith("One row ")] == []


@pytest.mark.parametrize("kind", ["models", "seeds"])
def test_every_column_that_is_named_is_described(kind):
    silent = [
        f"{name}.{column['name']}"
        for name, entry in described(kind).items()
        for column in entry.get("columns") or []
        if not (column.get("description") or "").strip()
    ]
    assert silent == []


def test_every_staged_and_every_published_table_names_all_its_columns():
    """Intermediate models describe the columns that they add; dbt holds the others to the list, column by column."""
    bare = [
        name for name, entry in described("models").items() if not name.startswith("int_") and not entry.get("columns")
    ]
    assert bare == []


def test_a_seed_describes_its_columns_in_order():
    for path in under("seeds", ".csv"):
        with open(PROJECT_ROOT / path, encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [column["name"] for column in described("seeds")[path.stem]["columns"]] == header, path


def test_a_code_list_says_where_it_comes_from_and_what_one_may_do_with_it():
    ours = {path for path in generated(PROJECT_ROOT) if path.suffix == ".csv"}
    for path in set(under("seeds", ".csv")) - ours:
        with open(PROJECT_ROOT / path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows and all(row[name].strip() for row in rows for name in ("source", "licence", "version")), path


def test_contracts_are_enforced_on_all_that_is_published():
    project = yaml.safe_load(
        text(next(path for path in under("dbt_project", ".yml") if path.name == "dbt_project.yml"))
    )
    zones = project["models"]["careweave"]
    assert all(zones[zone]["+contract"] == {"enforced": True} for zone in ENFORCED)
    # Nothing below a zone may switch it off again: neither a folder, nor a model.
    loose = [folder for zone in ENFORCED for folder, config in zones[zone].items() if not folder.startswith("+")
             and "+contract" in config]  # fmt: skip
    loose += [name for name, entry in described("models").items() if "contract" in (entry.get("config") or {})]
    loose += [model.name for model in models() if "contract" in model.sql]
    assert loose == []
    untyped = [
        f"{model.name}.{column['name']}"
        for model in models()
        if model.zone in ENFORCED
        for column in described("models")[model.name]["columns"]
        if not column.get("data_type")
    ]
    assert untyped == []
