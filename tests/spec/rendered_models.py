"""The SQL of the models as dbt renders it, with the project's own macros: without dbt, in a moment.

Belongs here: rendering. Does not belong here: the tables that a model reads (built_models.py, small_tables.py), or what
it should hold.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jinja2
import yaml

from tests.house.project import models, text, under

Named = Callable[..., str]
"""What ref and source stand for: the name of a table."""


@cache
def _environment() -> jinja2.Environment:
    """The project's macros, for every model to import; those that dbt calls by itself are left out."""
    files = [text(path) for path in under("dbt_project/macros", ".sql")]
    macros = "\n".join(file for file in files if not re.search(r"macro (generate_|require_|load_)", file))
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do"],
        loader=jinja2.DictLoader({"macros": macros}),
        undefined=jinja2.StrictUndefined,
    )
    variables = yaml.safe_load(text(Path("dbt_project/dbt_project.yml")))["vars"]
    environment.globals |= {"config": lambda **_: "", "var": variables.__getitem__, "execute": False}
    return environment


def variable(name: str) -> object:
    """A setting of the models."""
    return _environment().globals["var"](name)


@cache
def _template(sql: str) -> jinja2.Template:
    macros, _, _ = _environment().loader.get_source(_environment(), "macros")
    names = ", ".join(re.findall(r"macro (\w+)\(", macros))
    return _environment().from_string(f"{{%- from 'macros' import {names} with context -%}}{sql}")


def rendered(sql: str, *, ref: Named, source: Named) -> str:
    """A piece of SQL with the project's macros in it, as it would be run."""
    return _template(sql).render(ref=ref, source=source)


@cache
def paths() -> dict[str, Path]:
    """Where each model is written."""
    return {model.name: model.path for model in models()}
