"""The page that a night publishes holds no number that the open tables beside it lack, and nothing from elsewhere."""

import json
import re
from decimal import Decimal

import pytest

from tests.pipeline.place import Place
from tests.unit.report.page_reader import PageReader, reaches_outside

OPEN = "published/careweave_open.duckdb"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def page(first: Place) -> PageReader:
    return PageReader(first.warehouse / "published" / "report" / "index.html")


def numbers_of(first: Place, table: str) -> set[Decimal]:
    """Every number of an open table, as it may be shown; of how rows were linked, the sums over senders."""
    columns = first.rows(
        "select column_name from duckdb_columns() where table_name = ? and not internal "
        "and (data_type in ('BIGINT', 'DOUBLE') or starts_with(data_type, 'DECIMAL'))".replace("?", f"'{table}'"),
        OPEN,
    )
    queries = [f'select distinct "{name}" from open.{table} where "{name}" is not null' for (name,) in columns]
    if table == "pub_quality__linkage":
        queries = [f"select sum(records_count) from open.{table} group by feed, link_method_code having count(*) > 0"]
    return {Decimal(str(value)) for query in queries for (value,) in first.rows(query, OPEN) if value is not None}


def words_of(first: Place, table: str) -> set[str]:
    """Every text of an open table."""
    columns = first.rows(
        f"select column_name from duckdb_columns() where table_name = '{table}' and data_type = 'VARCHAR'", OPEN
    )
    return {
        word
        for (name,) in columns
        for (word,) in first.rows(f'select distinct "{name}" from open.{table}', OPEN)
        if word
    }


def test_it_is_a_page_of_pictures_with_their_tables(page: PageReader):
    assert page.whole() and reaches_outside(page) == []
    assert page.pictures == len(page.figures) == 6
    assert all(len(figure.tables) == 1 and len(figure.tables[0].rows) > 1 for figure in page.figures)


def test_every_number_of_it_is_in_the_open_tables(first: Place, page: PageReader):
    strange = []
    for table in page.tables:
        numbers, words = numbers_of(first, table.source), words_of(first, table.source)
        # A row is named by a place, a month, a feed, a share of people or a statement.
        for _, *cells in table.rows[1:]:
            for cell in cells:
                said = NUMBER.findall(cell) if cell not in words else []
                strange += [cell for number in said if Decimal(number.replace(",", "")) not in numbers]
    assert strange == []
    shown = [NUMBER.search(cell) for table in page.tables for _, *cells in table.rows[1:] for cell in cells]
    assert sum(found is not None for found in shown) > 100


def test_the_release_and_the_console_say_where_it_is(first: Place):
    published = first.warehouse / "published"
    told = json.loads((published / "release.json").read_text(encoding="utf-8"))["report"]
    assert told == "report/index.html"
    assert f"To look at: {published / told}" in first.told
