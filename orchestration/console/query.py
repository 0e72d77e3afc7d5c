"""`careweave sql`: queries on a published file, read-only, as a table, CSV or JSON.

Belongs here: opening the file so that nothing else can be reached through it, and showing an answer.
"""

import csv
import json
import sys
from collections.abc import Sequence
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
_PROMPT, _CONTINUED = "careweave> ", "        -> "
_HELP = "End a query with ; — .tables lists what can be asked, .columns NAME describes one, .quit leaves."


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

    def ask(self, query: str, values: Sequence[object] = ()) -> tuple[list[str], list[tuple]]:
        """The columns and rows of an answer."""
        try:
            result = self._connection.execute(query, list(values))
            names = [column[0] for column in result.description or ()]
            return names, result.fetchall()
        except duckdb.Error as error:
            raise QueryRefused(str(error)) from None

    def tables(self) -> tuple[list[str], list[tuple]]:
        return self.ask(
            "select table_name, estimated_size as rows_count, comment from duckdb_tables() "
            "where schema_name = ? order by table_name",
            [self._schema],
        )

    def columns(self, table: str) -> tuple[list[str], list[tuple]]:
        return self.ask(
            "select column_name, data_type, comment from duckdb_columns() "
            "where schema_name = ? and table_name = ? order by column_index",
            [self._schema, table],
        )

    def close(self) -> None:
        self._connection.close()


def show_query(console: Console, settings: Settings, query: str | None, form: str, *, is_open: bool) -> None:
    """Answer one query, or as many as are asked at the prompt."""
    if form not in list(Format):
        raise QueryRefused(f"There is no format '{form}': choose {', '.join(Format)}.")
    published = PublishedFile(settings, is_open=is_open)
    try:
        if query is None:
            prompt(console, published, Format(form))
        else:
            show_answer(console, Format(form), *published.ask(query))
    finally:
        published.close()


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


def prompt(console: Console, published: PublishedFile, form: Format) -> None:
    """Ask and answer until there is no more; without a terminal, what stands on standard input."""
    if not sys.stdin.isatty():
        query = sys.stdin.read().strip()
        if query:
            show_answer(console, form, *published.ask(query))
        return
    import readline  # noqa: F401, arrow keys at the prompt

    console.print(_HELP, markup=False)
    lines: list[str] = []
    while True:
        try:
            line = input(_CONTINUED if lines else _PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            print()
            lines = []
            continue
        if not lines and line.strip() in (".quit", ".exit", "quit", "exit"):
            return
        lines.append(line)
        if not _is_whole("\n".join(lines)):
            continue
        try:
            show_answer(console, form, *_answer(published, "\n".join(lines).strip()))
        except QueryRefused as refused:
            console.print(str(refused), markup=False)
        lines = []


def _is_whole(text: str) -> bool:
    return not text.strip() or text.lstrip().startswith(".") or text.rstrip().endswith(";")


def _answer(published: PublishedFile, text: str) -> tuple[list[str], list[tuple]]:
    match text.split():
        case []:
            return [], []
        case [".tables"]:
            return published.tables()
        case [".columns", table]:
            return published.columns(table)
        case [word, *_] if word.startswith("."):
            raise QueryRefused(_HELP)
    return published.ask(text)
