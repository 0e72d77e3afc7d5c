"""Models run by themselves on tables of a few rows, without dbt: their own SQL, rendered with the project's own macros.

Belongs here: rendering a model, and giving it tables to read. Does not belong here: any rule that a model keeps to.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import duckdb
import jinja2
import yaml

from orchestration.settings import PROJECT_ROOT
from tests.house.project import described, models

DBT_PROJECT = PROJECT_ROOT / "dbt_project"


def _named(*parts: str) -> str:
    """What ref and source stand for here: a table of that name, whatever its schema."""
    return f'"{parts[-1]}"'


@cache
def _environment() -> jinja2.Environment:
    choices = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
    environment.globals |= {"ref": _named, "source": _named, "config": lambda **_: "", "var": choices.__getitem__}
    # Macros call one another across files, so all of them stand together; those that ask dbt itself are left out.
    texts = [path.read_text(encoding="utf-8") for path in sorted((DBT_PROJECT / "macros").glob("*.sql"))]
    together = "\n".join(text for text in texts if "execute" not in text and "node" not in text)
    environment.globals |= vars(environment.from_string(together).module)
    return environment


@cache
def sql_of(model: str) -> str:
    """The SQL of a model as it would be run, reading tables by their bare names."""
    (path,) = [each.path for each in models() if each.name == model]
    return _environment().from_string((PROJECT_ROOT / path).read_text(encoding="utf-8")).render()


def sql_from(template: str) -> str:
    """A piece of SQL with the project's macros in it."""
    return _environment().from_string(template).render()


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
