"""The SQL of the models as dbt renders it, made in a warehouse that a test has opened: without dbt, in a moment.

Belongs here: rendering a model with the project's own macros, and building what it reads before it. Does not belong
here: what a model should hold.
"""

import re
from functools import cache
from pathlib import Path

import duckdb
import jinja2
import yaml

from orchestration.settings import PROJECT_ROOT
from tests.house.project import models, text, under


@cache
def _macros() -> str:
    """Every macro of the project; those that dbt calls by itself, with names of its own, are left out."""
    files = [text(path) for path in under("dbt_project/macros", ".sql")]
    return "\n".join(file for file in files if not re.search(r"macro (generate_|require_|load_)", file))


@cache
def _project() -> dict:
    return yaml.safe_load(text(Path("dbt_project/dbt_project.yml")))


class BuiltModels:
    """The models in one warehouse, each built when it is asked for, with all that it reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._paths = {model.name: model.path for model in models()}
        self._built: set[str] = set()
        connection.execute("drop schema if exists built cascade")
        connection.execute("create schema built")

    def build(self, name: str) -> str:
        """Build a model, or load a seed, under its name; returns the name of the table."""
        table = f"built.{name}"
        if name in self._built:
            return table
        self._built.add(name)
        if name not in self._paths:
            seed = PROJECT_ROOT / "seeds" / f"{name}.csv"
            self.connection.execute(f"create table {table} as from read_csv('{seed}', header = true)")
            return table
        self.connection.execute(f"create table {table} as {self._rendered(name)}")
        return table

    def rows(self, name: str, columns: str) -> list[tuple]:
        return self.connection.execute(f"select {columns} from {self.build(name)}").fetchall()

    def _rendered(self, name: str) -> str:
        known = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
        known.globals |= {
            "ref": self.build,
            "source": lambda schema, table: f"{schema}.{table}",
            "config": lambda **_: "",
            "var": lambda named: _project()["vars"][named],
            "execute": False,
        }
        return known.from_string(_macros() + text(self._paths[name])).render()
