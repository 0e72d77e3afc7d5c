"""The dictionary says of a table and its columns what the published file says, and lists every table and feed."""

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import Contract
from orchestration.publish import publish
from orchestration.publish.dictionary import DescribedTable, described_tables
from orchestration.settings import Settings

COMMENTS = """
comment on table marts.fct_admission is 'One row per spell in\nhospital.';
comment on column marts.fct_admission.admission_id is 'Key of the spell: provider_code|spell_number.';
comment on table marts.mart_quality__run_times is 'One row per step.';
"""
ADMISSION_PAGE = """\
<!-- Made from the published tables when they were published. -->

# `fct_admission`

|  |  |
| --- | --- |
| Grain | One row per spell in hospital. |
| Group | core |
| File | `careweave.duckdb` |
| Name in SQL | `marts.fct_admission` |

## Columns

| Column | Type | Meaning |
| --- | --- | --- |
| `admission_id` | varchar | Key of the spell: provider_code\\|spell_number. |
| `admission_date` | date |  |
| `share` | double |  |
| `cost_gbp` | decimal(18,2) |  |
"""


@pytest.fixture
def dictionary(settings: Settings, contracts: Mapping[str, Contract], make_build) -> Path:
    make_build("run-1")
    with duckdb.connect(settings.build_careweave_db) as connection:
        connection.execute(COMMENTS)
    publish(settings, {"apc": contracts["apc"]}, "run-1")
    return settings.published_dir / "dictionary"


def test_a_page_says_what_the_comments_of_its_table_say(dictionary: Path) -> None:
    assert (dictionary / "fct_admission.md").read_text(encoding="utf-8") == ADMISSION_PAGE


def test_every_published_table_and_every_feed_has_a_page(dictionary: Path) -> None:
    assert {path.stem for path in dictionary.iterdir()} == {
        "index",
        "apc",
        "fct_admission",
        "mart_quality__agreements",
        "mart_quality__deliveries",
        "mart_quality__permitted_uses",
        "mart_quality__quarantine",
        "mart_quality__run_times",
        "mart_quality__warnings",
        "pub_activity__borough_months",
        "pub_quality__linkage",
    }


def test_the_index_leads_to_every_page_by_group(dictionary: Path) -> None:
    index = (dictionary / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)|^\| \[.+\]\((.+)\.md\)", index, re.MULTILINE) == [
        ("Core", ""),
        ("", "fct_admission"),
        ("Quality", ""),
        ("", "mart_quality__agreements"),
        ("", "mart_quality__deliveries"),
        ("", "mart_quality__permitted_uses"),
        ("", "mart_quality__quarantine"),
        ("", "mart_quality__run_times"),
        ("", "mart_quality__warnings"),
        ("Open", ""),
        ("", "pub_activity__borough_months"),
        ("", "pub_quality__linkage"),
        ("Feeds", ""),
        ("", "apc"),
    ]
    assert "| [fct_admission](fct_admission.md) | One row per spell in hospital. |" in index


@pytest.mark.parametrize("page", ["fct_admission", "mart_quality__run_times", "pub_quality__linkage", "index", "apc"])
def test_no_page_leads_nowhere(dictionary: Path, page: str) -> None:
    text = (dictionary / f"{page}.md").read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\((.+?)\)", text) if not (dictionary / link).is_file()] == []


@pytest.mark.parametrize(
    ("schema", "table", "group"),
    [
        ("marts", "dim_person", "core"),
        ("marts", "fct_admission", "core"),
        ("marts", "mart_activity__borough_months", "activity"),
        ("marts", "mart_care__person_summary", "care"),
        ("marts", "mart_quality__linkage", "quality"),
        ("open", "pub_quality__linkage", "open"),
    ],
)
def test_a_table_stands_with_its_subject(schema: str, table: str, group: str) -> None:
    assert DescribedTable("careweave.duckdb", schema, table, "One row per thing.", ()).group == group


def test_the_same_tables_are_described_in_the_same_order_whatever_the_order_they_were_made_in(
    settings: Settings, make_build
) -> None:
    make_build("run-1", threads=1)
    first = described_tables(settings)
    with duckdb.connect(settings.build_careweave_db) as connection:
        connection.execute("create table marts.again as from marts.fct_admission")
        connection.execute("drop table marts.fct_admission")
        connection.execute("alter table marts.again rename to fct_admission")
    assert described_tables(settings) == first
    assert [column.name for column in first[0].columns][:2] == ["admission_id", "admission_date"]
