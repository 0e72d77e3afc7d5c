"""Files of a new generation: Parquet written anew with other ids or another seal, the rest linked; each proven.

Belongs here: files, a few at a time. Does not belong here: which files a zone has (lake.py, sealed.py).
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.durable import sync
from orchestration.identity.generation.renumbering import Renumbering, renumbered_sql

AT_A_TIME = 32
"""Files whose ids are looked up together: of one sender or of a few, so that their ids are a small part of all."""


@dataclass(frozen=True)
class Kind:
    """How files of one kind are read, in the old generation and in the new one, and what COPY is told of their seal."""

    read: Callable[[list[Path], str], str]
    read_again: Callable[[list[Path], str], str]
    seal: str = ""
    is_resealed: bool = False


class GenerationFailed(Exception):
    """What was written anew is not what there was: an error of ours, and nothing is put in place."""


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    """Name and type of each column of a relation."""
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return [(row[0], row[1]) for row in described]


def make_folder(source: Path, target: Path) -> None:
    """A folder that may be read by those who may read the one that it stands for."""
    target.mkdir(exist_ok=True)
    shutil.copymode(source, target)


def link_file(source: Path, target: Path) -> None:
    """The same file under both generations: it takes no room, and is never changed in place."""
    os.link(source, target)


def renew_files(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[tuple[Path, Path]],
    numbering: Renumbering,
    kind: Kind,
    know: Callable[[str, Mapping[str, str]], None],
) -> int:
    """Write Parquet files (each with its place in the new generation) anew, in the order that their rows had; those in
    which nothing changes are linked. Returns how many were written. Raises GenerationFailed.

    `know` is told of each relation before its ids are looked up.
    """
    alike: dict[tuple, list[tuple[Path, Path]]] = {}
    for source, target in files:
        columns = columns_of(connection, kind.read([source], ""))
        if numbering.id_columns(columns) or kind.is_resealed:
            alike.setdefault(tuple(columns), []).append((source, target))
        else:
            link_file(source, target)
    for columns, same in alike.items():
        id_columns = numbering.id_columns(columns)
        before = kind.read([source for source, _ in same], "filename = true")
        know(before, id_columns)
        _narrow_ids(connection, before, id_columns)
        for source, target in same:
            _write_anew(connection, source, target, kind, columns, id_columns)
        after = kind.read_again([target for _, target in same], "filename = true")
        prove(connection, before, after, id_columns, by="filename")
        connection.execute("drop table if exists temp.identity_ids")
    return sum(map(len, alike.values()))


def _narrow_ids(connection: duckdb.DuckDBPyConnection, relation: str, id_columns: Mapping[str, str]) -> None:
    """Of all identities' new ids those that a few files need, under the same name: each file is then looked up in
    few. Raises GenerationFailed where one is not known."""
    columns = [name for name, table in id_columns.items() if table == "identity_ids"]
    if not columns:
        return
    borne = " union ".join(
        f'select distinct "{name}" as old_id from {relation} where "{name}" is not null' for name in columns
    )
    connection.execute(
        f"create temp table identity_ids as select old_id, ids.new_id from ({borne}) "
        "left join memory.main.identity_ids as ids using (old_id)"
    )
    if connection.execute("select count(*) from temp.identity_ids where new_id is null").fetchall()[0][0]:
        raise GenerationFailed


def _write_anew(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    target: Path,
    kind: Kind,
    columns: Sequence[tuple[str, str]],
    id_columns: Mapping[str, str],
) -> None:
    rows = kind.read([source], "file_row_number = true")
    query = renumbered_sql(rows, columns, id_columns, "order by source.file_row_number")
    quoted = str(target).replace("'", "''")
    connection.execute(f"copy ({query}) to '{quoted}' ({duck.PARQUET}{kind.seal})")
    sync(target)
    state = source.stat()
    # The vault knows by its time of change which part it has merged.
    os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.chmod(target, state.st_mode & 0o777)


def prove(
    connection: duckdb.DuckDBPyConnection, before: str, after: str, id_columns: Iterable[str], by: str | None = None
) -> None:
    """Raise GenerationFailed unless both have as many rows, and in each column as many ids and different ids; for each
    value of `by`, in its order, where it is given."""
    counted = ", ".join(["count(*)", *(f'count("{name}"), count(distinct "{name}")' for name in id_columns)])
    grouped = f" group by {by} order by {by}" if by else ""
    counts = [connection.execute(f"select {counted} from {rows}{grouped}").fetchall() for rows in (before, after)]
    if counts[0] != counts[1]:
        raise GenerationFailed
