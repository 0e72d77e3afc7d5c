"""The dictionary of a release: a page per published table, the pages of the feeds, and an index of both.

What a table and a column hold is what the published file itself says: dbt leaves the descriptions there as comments. So
the pages cannot tell of another table than the one beside them. Does not belong here: what a page of a feed says
(contracts), or any row.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.contracts.dictionary import feeds_table
from orchestration.contracts.markdown import page, table
from orchestration.duck import open_briefly
from orchestration.settings import Settings

MARK = "<!-- Made from the published tables when they were published. -->"
INDEX = "index.md"
# The first and the last group of the index, and what each holds; a subject of marts is a group between them.
_CORE, _OPEN = "core", "open"
_HOLDS = {
    _CORE: "People, places and facts: the tables that the others are made of.",
    "activity": "Care that was given, counted.",
    "care": "Care plans, case conferences, and who is involved with a person.",
    "quality": "How the deliveries, the linkage and the run went.",
    _OPEN: "Safe for any commissioner: small numbers are hidden. They are in a file of their own, and in `open/`.",
}


@dataclass(frozen=True)
class DescribedColumn:
    """A column, with what its comment says."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class DescribedTable:
    """A published table, with what its comments say."""

    file: str
    schema: str
    name: str
    grain: str
    columns: tuple[DescribedColumn, ...]

    @property
    def group(self) -> str:
        """Where it stands in the index: by its name, as docs/naming.md has it."""
        if self.schema == _OPEN:
            return _OPEN
        subject, _, grain = self.name.removeprefix("mart_").partition("__")
        return subject if grain else _CORE


def described_tables(settings: Settings) -> list[DescribedTable]:
    """Every table of the build's two files that are published, by file and name."""
    return [
        described
        for path in (settings.build_careweave_db, settings.build_open_db)
        for described in _described(settings, path)
    ]


def write_dictionary(
    settings: Settings, contracts: Mapping[str, Contract], tables: Sequence[DescribedTable], folder: Path
) -> None:
    """Write the dictionary into a folder that is not there yet."""
    folder.mkdir()
    for written in sorted((settings.project_root / "docs" / "dictionary").glob("*.md")):
        if written.name != INDEX:  # theirs is of feeds alone
            shutil.copyfile(written, folder / written.name)
    for described in tables:
        (folder / f"{described.name}.md").write_text(_table_page(described), encoding="utf-8")
    (folder / INDEX).write_text(_index_page(tables, contracts.values()), encoding="utf-8")


def _described(settings: Settings, path: Path) -> list[DescribedTable]:
    connection = open_briefly(path, settings, read_only=True)
    try:
        return _read(connection, path)
    finally:
        connection.close()


def _read(connection: duckdb.DuckDBPyConnection, path: Path) -> list[DescribedTable]:
    columns = connection.execute(
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = ? and not internal order by schema_name, table_name, column_index",
        [path.stem],
    ).fetchall()
    of_table = {
        key: tuple(DescribedColumn(name, kind.lower(), _line(comment)) for _, _, name, kind, comment in found)
        for key, found in groupby(columns, key=lambda row: row[:2])
    }
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() "
        "where database_name = ? and not internal order by schema_name, table_name",
        [path.stem],
    ).fetchall()
    return [
        DescribedTable(path.name, schema, name, _line(comment), of_table[schema, name])
        for schema, name, comment in tables
    ]


def _line(comment: str | None) -> str:
    return " ".join((comment or "").split())


def _table_page(described: DescribedTable) -> str:
    facts = [
        ["Grain", described.grain],
        ["Group", described.group],
        ["File", f"`{described.file}`"],
        ["Name in SQL", f"`{described.schema}.{described.name}`"],
    ]
    columns = [[f"`{column.name}`", column.type, column.description] for column in described.columns]
    return page(
        MARK,
        f"`{described.name}`",
        table(["", ""], facts),
        "## Columns",
        table(["Column", "Type", "Meaning"], columns),
    )


def _index_page(tables: Sequence[DescribedTable], contracts: Iterable[Contract]) -> str:
    parts = [
        "Every table that is published, and every feed that the tables are made from, each with a page of its own."
    ]
    for group in sorted({described.group for described in tables}, key=_place):
        parts.append(f"## {group.replace('_', ' ').capitalize()}")
        if group in _HOLDS:
            parts.append(_HOLDS[group])
        rows = [[f"[{of.name}]({of.name}.md)", of.grain] for of in tables if of.group == group]
        parts.append(table(["Table", "Grain"], rows))
    feeds = ["## Feeds", "What senders deliver.", feeds_table(contracts)]
    return page(MARK, "Dictionary", *parts, *feeds)


def _place(group: str) -> tuple[int, str]:
    return {_CORE: 0, _OPEN: 2}.get(group, 1), group
