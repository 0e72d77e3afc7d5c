"""`careweave sql`: queries on a published file, read-only, as a table, CSV or JSON.

Belongs here: opening the file so that nothing else can be reached through it, and showing an answer. Does not belong
here: what is typed or piped in (prompt.py).
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration import duck
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

# A screen is for looking; who wants all rows asks for CSV.
ROWS_SHOWN = 200


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"


class NothingPublished(Refusal):
    """There is no published file to ask."""


class QueryRefused(Refusal):
    """The query cannot be answered."""

    exit_code = USAGE_OR_SETTINGS


def form_of(text: str) -> Format:
    """The form that was asked for by name."""
    if text not in list(Format):
        raise QueryRefused(f"There is no format '{text}': choose {', '.join(Format)}.")
    return Format(text)


Answer = tuple[list[str], list[tuple]]


def _is_preparation(statement: duckdb.Statement) -> bool:
    """Whether DuckDB itself put the statement before another: a PIVOT needs its columns' names as a type first."""
    return statement.type == duckdb.StatementType.CREATE and not statement.query.strip()


class PublishedFile:
    """A published file, opened read-only; nothing outside of it can be read or written through it."""

    def __init__(self, settings: Settings, *, is_open: bool) -> None:
        name = "careweave_open.duckdb" if is_open else "careweave.duckdb"
        path = Path(settings.published_dir / name).resolve()
        if not path.is_file():
            raise NothingPublished(f"Nothing is published in {settings.published_dir} yet: run `careweave run` first.")
        self._schema = "open" if is_open else "marts"
        self._connection = duck.open_database(path, settings, read_only=True)
        self._connection.execute(f"set schema = '{self._schema}'")
        self._connection.execute("set enable_external_access = false")
        self._connection.execute("set lock_configuration = true")

    def ask(self, query: str | duckdb.Statement, values: Sequence[object] = ()) -> Answer:
        """The columns and rows of the answer to one statement."""
        try:
            result = self._connection.execute(query, list(values))
            names = [column[0] for column in result.description or ()]
            return names, result.fetchall()
        except duckdb.Error as error:
            raise QueryRefused(str(error)) from None

    def answers(self, text: str) -> Iterator[Answer]:
        """The answers to the statements of a text, one after another."""
        for statement in self._statements(text):
            answer = self.ask(statement)
            if not _is_preparation(statement):
                yield answer

    def how_many(self, text: str) -> int:
        """How many statements a text holds; a comment is none."""
        return sum(not _is_preparation(statement) for statement in self._statements(text))

    def _statements(self, text: str) -> list[duckdb.Statement]:
        try:
            return self._connection.extract_statements(text)
        except duckdb.Error as error:
            raise QueryRefused(str(error)) from None

    def tables(self) -> Answer:
        return self.ask(
            "select table_name, estimated_size as rows_count, comment from duckdb_tables() "
            "where schema_name = ? order by table_name",
            [self._schema],
        )

    def columns(self, table: str) -> Answer:
        return self.ask(
            "select column_name, data_type, comment from duckdb_columns() "
            "where schema_name = ? and table_name = ? order by column_index",
            [self._schema, table],
        )

    def close(self) -> None:
        self._connection.close()


def show_answer(console: Console, form: Format, names: list[str], rows: list[tuple]) -> None:
    """Write an answer in the form asked for."""
    if form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(map(_as_csv, row) for row in rows)
    elif form is Format.json:
        records = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
        print(json.dumps(records, indent=1, ensure_ascii=False))
    elif names:
        _show_table(console, names, rows)


def _show_table(console: Console, names: list[str], rows: list[tuple]) -> None:
    table = Table(*names)
    for number, column in enumerate(table.columns):
        if any(isinstance(row[number], int | float | Decimal) for row in rows[:ROWS_SHOWN]):
            column.justify = "right"
    for row in rows[:ROWS_SHOWN]:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
    if len(rows) > ROWS_SHOWN:
        console.print(f"{len(rows):,} rows, of which {ROWS_SHOWN} are shown; all of them: --format csv")
    else:
        console.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}")


def _as_csv(value: Any) -> Any:
    """A value as the published CSV files have it: nothing for null, `true` and `false` as DuckDB writes them."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _plain(value: Any) -> Any:
    """A value as JSON has it: numbers as numbers, moments and ids as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
