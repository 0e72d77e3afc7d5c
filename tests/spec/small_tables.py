"""Models run by themselves on tables of a few rows, without dbt.

Belongs here: giving a model tables to read. Does not belong here: rendering one (rendered_models.py), or any rule that
a model keeps to.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import duckdb

from tests.house.project import described, text
from tests.spec.rendered_models import paths, rendered


def _named(*parts: str) -> str:
    """What ref and source stand for here: a table of that name, whatever its schema."""
    return f'"{parts[-1]}"'


@cache
def sql_of(model: str) -> str:
    """The SQL of a model as it would be run, reading tables by their bare names."""
    return sql_from(text(paths()[model]))


def sql_from(template: str) -> str:
    """A piece of SQL with the project's macros in it."""
    return rendered(template, ref=_named, source=_named)


class SmallTables:
    """A database in memory, with the tables that a test gives and those that models make of them."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()

    def rows(self, query: str) -> list[tuple]:
        return self._connection.execute(query).fetchall()

    def give(self, table: str, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str] | None = None) -> None:
        """A table with these rows; its columns are those that the project describes, or those that are named."""
        columns = columns or {each["name"]: each["data_type"] for each in described("models")[table]["columns"]}
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        self._connection.execute(f'create or replace table "{table}" ({typed})')
        for row in rows:
            assert row.keys() <= columns.keys(), f"{table} has no {row.keys() - columns.keys()}"
            named = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            self._connection.execute(f'insert into "{table}" ({named}) values ({marks})', list(row.values()))

    def build(self, *made: str) -> None:
        """The tables that these models make, in this order."""
        for model in made:
            self._connection.execute(f'create or replace table "{model}" as {sql_of(model)}')
