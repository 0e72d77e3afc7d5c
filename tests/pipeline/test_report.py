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


def told_by(first: Place, table: str) -> tuple[set[Decimal], set[str]]:
    """Every number of an open table, and every text; of how rows were linked, the sums over senders."""
    columns = first.rows(
        f"select data_type, column_name from duckdb_columns() where table_name = '{table}' and not internal", OPEN
    )
    numbers = [name for kind, name in columns if kind in ("BIGINT", "DOUBLE") or kind.startswith("DECIMAL")]
    asked = [f'select "{name}"::varchar from open.{table}' for name in numbers]
    if table == "pub_quality__linkage":
        asked = [f"select sum(records_count)::varchar from open.{table} group by feed, link_method_code"]
    words = [f'select "{name}" from open.{table}' for kind, name in columns if kind == "VARCHAR"]
    found = [
        {value for (value,) in first.rows(" union ".join(queries), OPEN) if value} if queries else set()
        for queries in (asked, words)
    ]
    return {Decimal(value) for value in found[0]}, found[1]


def test_it_is_a_page_of_pictures_with_their_tables(page: PageReader):
    assert page.whole() and reaches_outside(page) == []
    assert page.pictures == len(page.figures) == 6
    assert all(len(figure.tables) == 1 and len(figure.tables[0].rows) > 1 for figure in page.figures)


def test_every_number_of_it_is_in_the_open_tables(first: Place, page: PageReader):
    told = {source: told_by(first, source) for source in {table.source for table in page.tables}}
    strange = []
    for table in page.tables:
        numbers, words = told[table.source]
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
