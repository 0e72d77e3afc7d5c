"""The open tables once more, as Parquet, CSV and one workbook, for people without a database.

Belongs here: how a suppressed value is written for readers (`*`). Does not belong here: which values are suppressed
(the open models), or how a workbook is put together (workbook.py).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.duck import open_briefly
from orchestration.publish.refused import told_in_words
from orchestration.publish.workbook import write_workbook
from orchestration.settings import Settings

SUPPRESSED = "*"
WORKBOOK = "careweave_open.xlsx"


@dataclass(frozen=True)
class OpenTable:
    """One open table and what it takes to write it for readers."""

    name: str
    columns: tuple[str, ...]
    measures: frozenset[str]
    """Columns that may be suppressed: each has a flag beside it."""

    @property
    def as_told(self) -> str:
        """The table as a reader sees it: a star where a value is suppressed, rows in a fixed order."""
        told = ", ".join(self._told(column) for column in self.columns)
        return f'select {told} from (from "open"."{self.name}" order by all)'

    def _told(self, column: str) -> str:
        if column not in self.measures:
            return f'"{column}"'
        shown = f'cast("{column}" as varchar)'
        return f"""case when "{column}_is_suppressed" then '{SUPPRESSED}' else {shown} end as "{column}\""""


def write_open_files(settings: Settings, open_db: Path, folder: Path) -> None:
    """Write every pub_ table of the open database into a folder."""
    folder.mkdir(parents=True)
    with told_in_words(str(folder)):
        connection = open_briefly(open_db, settings, read_only=True)
        try:
            # The rows of these files stand in an order; the tables are small.
            connection.execute("set preserve_insertion_order = true")
            tables = _open_tables(connection)
            for table in tables:
                _copy(
                    connection,
                    f'from "open"."{table.name}" order by all',
                    folder / f"{table.name}.parquet",
                    "format parquet",
                )
                _copy(connection, table.as_told, folder / f"{table.name}.csv", "format csv, header true")
            write_workbook(connection, tables, folder / WORKBOOK)
        finally:
            connection.close()


def _open_tables(connection: duckdb.DuckDBPyConnection) -> list[OpenTable]:
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'open' and table_name like 'pub\\_%' escape '\\' order by table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    return [
        OpenTable(table, tuple(names), frozenset(name for name in names if f"{name}_is_suppressed" in names))
        for table, names in columns.items()
    ]


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path, options: str) -> None:
    connection.execute(f"copy ({sql}) to '{str(path).replace(chr(39), chr(39) * 2)}' ({options})")
