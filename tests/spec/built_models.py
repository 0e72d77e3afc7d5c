"""Models in a warehouse that a test has opened, each built when it is asked for, with all that it reads.

Does not belong here: rendering one (rendered_models.py).
"""

import duckdb

from orchestration.settings import PROJECT_ROOT
from tests.house.project import text
from tests.spec.rendered_models import paths, rendered


class BuiltModels:
    """The models in one warehouse."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, kind: str = "table") -> None:
        """`kind` is table, or view for models that follow what they read."""
        self.connection, self._kind = connection, kind
        self._built: set[str] = set()
        connection.execute("drop schema if exists built cascade")
        connection.execute("create schema built")

    def build(self, name: str) -> str:
        """Build a model, or load a seed, under its name; returns the name of the table."""
        table = f"built.{name}"
        if name in self._built:
            return table
        self._built.add(name)
        if name not in paths():
            seed = PROJECT_ROOT / "seeds" / f"{name}.csv"
            self.connection.execute(f"create table {table} as from read_csv('{seed}', header = true)")
            return table
        sql = rendered(text(paths()[name]), ref=self.build, source=lambda schema, table: f"{schema}.{table}")
        self.connection.execute(f"create {self._kind} {table} as {sql}")
        return table

    def rows(self, name: str, columns: str) -> list[tuple]:
        return self.connection.execute(f"select {columns} from {self.build(name)}").fetchall()
