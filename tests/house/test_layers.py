"""Which layer reads which: a row goes through the layers in order, and nothing reaches around one."""

import re
from functools import cache

import pytest

from orchestration.contracts import load_contracts
from tests.house.project import Model, models, text, under, without_comments

# What a kind of model may read: kinds of models, seeds, and the run's own tables beside the feeds.
READS = {
    "stg": set(),
    "int": {"stg", "int", "code"},
    "dim": {"int", "dim", "code"},
    "fct": {"int", "dim", "fct", "code"},
    "mart": {"int", "dim", "fct", "mart", "code"},
    "pub": {"dim", "mart"},
}
SOURCES = {
    "stg": {"feed"},
    "int": {"books", "identity"},
    "dim": {"books"},
    "fct": set(),
    "mart": {"books"},
    "pub": set(),
}
# Row level for readers, or about to be: every column is named where it is made.
SAYS_ITS_COLUMNS = {"stg", "dim", "fct", "mart", "pub"}
# Functions and shorthands that no other engine has, or that hide what is read; macros may hold them, under a name that
# says what they do.
ENGINE_ONLY = [
    r"\bread_(parquet|csv|csv_auto|json)\b",
    r"\b(list_transform|list_filter|list_aggregate|list_contains|struct_pack|struct_extract|map_from_entries)\b",
    r"\b(max_by|min_by|any_value|regexp_[a-z_]+|string_split|epoch_ms|hash)\s*\(",
    r"::",
    r"\b(group|order) by all\b",
    r"\bexclude\s*\(",
    r"\basof join\b",
    r"\bpositional join\b",
    r"\busing sample\b",
    r"\b(attach|copy|install|load|pragma|set)\s+'",
]


@cache
def feeds() -> frozenset[str]:
    return frozenset(load_contracts())


def of_source(source: tuple[str, str]) -> str:
    """What a source is: a feed's rows, who is who, or the books that a run keeps."""
    schema, table = source
    if schema == "lake":
        return "feed" if table in feeds() else "books"
    return {"identity": "identity", "ops": "books", "risk": "books"}[schema]


def wrong_reads(model: Model) -> list[str]:
    """What a model reads that its layer may not."""
    wrong = [name for name in model.refs if name.split("_")[0] not in READS[model.kind]]
    return wrong + [".".join(source) for source in model.sources if of_source(source) not in SOURCES[model.kind]]


@pytest.mark.parametrize("kind", sorted(READS))
def test_a_layer_reads_only_what_lies_before_it(kind):
    assert {str(model.path): wrong for model in models() if model.kind == kind and (wrong := wrong_reads(model))} == {}


def test_a_staging_model_reads_its_own_feed_alone():
    wrong = [
        str(model.path)
        for model in models()
        if model.zone == "staging" and (model.sources != {("lake", model.folder)} or model.refs)
    ]
    assert wrong == []


def test_every_model_reads_something():
    # Two models find what they read in the project itself.
    found = {model.name for model in models() if not model.refs and not model.sources}
    assert found <= {"int_quality__staged_rows"}


def test_direct_care_is_read_by_nothing():
    """What keeps national objectors is an end: no other model is made of it."""
    ends = {model.name for model in models() if model.folder == "direct_care"}
    assert ends
    assert [str(model.path) for model in models() if model.refs & ends] == []


def test_no_table_that_people_read_takes_whatever_comes():
    star = re.compile(r"(\bselect\b|,)\s*(distinct\s+)?([a-z_]+\.)?\*")
    wrong = [str(model.path) for model in models() if model.kind in SAYS_ITS_COLUMNS and star.search(model.sql)]
    assert wrong == []


@pytest.mark.parametrize("pattern", ENGINE_ONLY)
def test_what_only_one_engine_has_stays_in_macros(pattern):
    found = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    assert [str(model.path) for model in models() if found.search(model.sql)] == []


def test_no_model_names_a_table_by_itself():
    """Tables are reached through ref and source, which is what the order of a build is made from."""
    literal = re.compile(
        r"\b(?:from|join)\s+(lake|identity|staging|intermediate|marts|care|open|ops|seeds)\.", re.IGNORECASE
    )
    assert [str(model.path) for model in models() if literal.search(model.sql)] == []
    macros = [path for path in under("dbt_project/macros", ".sql") if literal.search(without_comments(text(path)))]
    assert macros == []


def test_the_rules_can_be_broken():
    model = next(model for model in models() if model.name == "fct_death")
    around = Model(model.path, "select 1 from {{ ref('stg_deaths__deaths') }} join {{ source('lake', 'deaths') }}")
    assert wrong_reads(around) == ["stg_deaths__deaths", "lake.deaths"]
