"""What things are called, where they stand and how long a file may be. docs/naming.md tells it to people."""

import ast
import re
from pathlib import PurePath

import pytest

from orchestration.contracts import load_contracts
from tests.house.project import described, models, modules, own_files, text, under

TOP_LEVEL = {
    *("orchestration", "dbt_project", "models", "seeds", "expectations", "tests", "docs", "warehouse", ".ci"),
    *("pyproject.toml", "requirements.lock", "Makefile", "README.md", "CHANGELOG.md"),
    *(".gitignore", ".sqlfluff"),
}
SHELVES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "stuff"}
LONGEST = {".py": 350, ".sql": 180}
KINDS = {"staging": {"stg"}, "intermediate": {"int"}, "marts": {"dim", "fct", "mart"}, "open": {"pub"}}
WORD = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
# What a column's last word promises of its type. A feed's own money and quantities keep six decimals.
TYPES = {
    "id": {"uuid", "varchar"},
    "code": {"varchar"},
    "codes": {"varchar"},
    "name": {"varchar"},
    "at": {"timestamp"},
    "date": {"date"},
    "month": {"date"},
    "quarter": {"date"},
    "count": {"bigint"},
    "days": {"bigint"},
    "minutes": {"bigint"},
    "years": {"bigint"},
    "gbp": {"decimal(18,2)"},
    "pct": {"double"},
    "prob": {"double"},
    "rate": {"double"},
}
# Promised by the interface under these names: a group of the population is numbered 1 to 15, and parts of years add up.
AS_PROMISED = {"segment_code", "person_years"}


def published_columns() -> list[tuple[str, str, str]]:
    """Model, column and type of every dimension, fact, mart and open table."""
    return [
        (model, column["name"], column.get("data_type", "").replace(" ", ""))
        for model, entry in described("models").items()
        if model.split("_")[0] in KINDS["marts"] | KINDS["open"]
        for column in entry["columns"]
    ]


def feeds_own() -> set[str]:
    """The columns of feeds, which come as they are named."""
    return {column.name for contract in load_contracts().values() for column in contract.event_columns}


def test_the_top_level_is_fixed():
    assert {path.parts[0] for path in own_files()} == TOP_LEVEL


def test_nothing_is_a_shelf():
    """A module is called after what it holds; these names say nothing of it."""
    words = {
        path: set(re.split("[_.]", part)) for path in own_files() if path.suffix == ".py" for part in path.parts
    } | {path: set(path.stem.split("_")) for path in own_files() if path.suffix == ".sql"}
    assert [str(path) for path, found in words.items() if found & SHELVES] == []


@pytest.mark.parametrize("suffix", sorted(LONGEST))
def test_files_are_short(suffix):
    too_long = {
        str(path): lines
        for path in own_files()
        if path.suffix == suffix and (lines := len(text(path).splitlines())) >= LONGEST[suffix]
    }
    assert too_long == {}


def test_every_module_says_what_belongs_in_it():
    assert [str(module.path) for module in modules() if not ast.get_docstring(module.tree)] == []
    silent = [
        str(path)
        for path in under("tests", ".py")
        if text(path).strip() and not ast.get_docstring(ast.parse(text(path)))
    ]
    assert silent == []


def test_a_model_is_named_after_its_layer_and_folder():
    wrong = []
    for model in models():
        folder = PurePath(model.path).parts[2:-1]
        match model.kind:
            case "stg":
                named = rf"stg_{'_'.join(folder)}__{WORD}"
            case "int":
                named = rf"int_{WORD}__{WORD}"
            case "mart":
                named = rf"mart_{'_'.join(folder)}__{WORD}"
            case "pub":
                named = rf"pub_{WORD}__{WORD}"
            case _:
                named = rf"(dim|fct)_{WORD}"
        if model.kind not in KINDS[model.zone] or not re.fullmatch(named, model.name):
            wrong.append(str(model.path))
    assert wrong == []


def test_a_staging_model_is_its_contracts():
    staged = {model.name: model.folder for model in models() if model.zone == "staging"}
    assert staged == {contract.staging_model: feed for feed, contract in load_contracts().items()}


def test_seeds_are_code_lists():
    assert [str(path) for path in under("seeds", ".csv") if not re.fullmatch(rf"code_{WORD}", path.stem)] == []


def test_contracts_and_gates_stand_in_their_folders():
    wrong = [
        str(path)
        for path in under("expectations", ".yml")
        if path.parts[1:-1] not in (("feeds",), ("gates",)) and path.name != "identity.yml"
    ]
    assert wrong == []


def test_a_columns_last_word_promises_its_type():
    own = feeds_own()
    wrong = []
    for model, column, kind in published_columns():
        promised = TYPES.get(column.rsplit("_", 1)[-1])
        if column.startswith(("is_", "has_")) or column.endswith("_is_suppressed"):
            promised = {"boolean"}
        if column in own and kind == "decimal(18,6)":
            continue
        if promised and kind not in promised and column not in AS_PROMISED:
            wrong.append(f"{model}.{column} is {kind}")
    assert wrong == []


def test_a_boolean_says_that_it_is_one():
    own = feeds_own()
    wrong = {
        f"{model}.{column}"
        for model, column, kind in published_columns()
        if kind == "boolean" and not re.search(r"(^|_)(is|has)_", column) and column not in own
    }
    assert wrong == set()


def test_a_person_is_a_uuid_everywhere():
    assert {kind for _, column, kind in published_columns() if column == "person_id"} == {"uuid"}


def test_the_same_quantity_has_the_same_type_everywhere():
    kinds: dict[str, set[str]] = {}
    for _, column, kind in published_columns():
        kinds.setdefault(column, set()).add(kind)
    # fct_activity counts whole units; a prescription's quantity is what the feed says, with decimals.
    assert {column: found for column, found in kinds.items() if len(found) > 1 and column != "quantity"} == {}


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b|pytest\.(mark\.)?(sk" + r"ip|xf" + r"ail)")
    assert [str(path) for path in own_files() if later.search(text(path))] == []
