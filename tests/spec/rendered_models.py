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
def _environment() -> jinja2.Environment:
    """The project's macros, for every model to import; those that dbt calls by itself are left out."""
    files = [text(path) for path in under("dbt_project/macros", ".sql")]
    macros = "\n".join(file for file in files if not re.search(r"macro (generate_|require_|load_)", file))
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], loader=jinja2.DictLoader({"macros": macros}))
    variables = yaml.safe_load(text(Path("dbt_project/dbt_project.yml")))["vars"]
    environment.globals |= {
        "source": lambda schema, table: f"{schema}.{table}",
        "config": lambda **_: "",
        "var": lambda named: variables[named],
        "execute": False,
    }
    return environment


@cache
def _template(path: Path) -> jinja2.Template:
    macros, _, _ = _environment().loader.get_source(_environment(), "macros")
    names = ", ".join(re.findall(r"macro (\w+)\(", macros))
    return _environment().from_string(f"{{%- from 'macros' import {names} with context -%}}{text(path)}")


class BuiltModels:
    """The models in one warehouse, each built when it is asked for, with all that it reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, kind: str = "table") -> None:
        """`kind` is table, or view for models that follow what they read."""
        self.connection, self._kind = connection, kind
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
        self.connection.execute(f"create {self._kind} {table} as {_template(self._paths[name]).render(ref=self.build)}")
        return table

    def rows(self, name: str, columns: str) -> list[tuple]:
        return self.connection.execute(f"select {columns} from {self.build(name)}").fetchall()
