"""Files of a new generation: Parquet written anew with other ids or another seal, the rest linked; each proven.

Belongs here: one file at a time. Does not belong here: which files a zone has (lake.py, sealed.py).
"""

import os
import shutil
from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.identity.generation.renumbering import renumbered_sql


class GenerationFailed(Exception):
    """What was written anew is not what there was: an error of ours, and nothing is put in place."""


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    """Name and type of each column of a relation."""
    described = connection.execute(f"describe select * from {relation}").fetchall()
    return [(row[0], row[1]) for row in described]


def sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(source: Path, target: Path) -> None:
    """A folder that may be read by those who may read the one that it stands for."""
    target.mkdir(exist_ok=True)
    shutil.copymode(source, target)


def link_file(source: Path, target: Path) -> None:
    """The same file under both generations: it takes no room, and is never changed in place."""
    os.link(source, target)


def write_anew(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    target: Path,
    *,
    read: str,
    read_again: str,
    seal: str,
    columns: list[tuple[str, str]],
    id_columns: dict[str, str],
) -> None:
    """Write a Parquet file with new ids, in the order that it had, and prove that nothing else changed.

    `read` is SQL for the file that there is, `read_again` for the one that is written. Raises GenerationFailed.
    """
    query = renumbered_sql(read, columns, id_columns, "order by source.file_row_number")
    quoted = str(target).replace("'", "''")
    connection.execute(f"copy ({query}) to '{quoted}' ({duck.PARQUET}{f', {seal}' if seal else ''})")
    sync(target)
    prove(connection, read, read_again, list(id_columns))
    state = source.stat()
    # The vault knows by its time of change which part it has merged.
    os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.chmod(target, state.st_mode & 0o777)


def prove(connection: duckdb.DuckDBPyConnection, before: str, after: str, id_columns: list[str]) -> None:
    """Raise GenerationFailed unless both have as many rows, and in each column as many ids and different ids."""
    counted = ", ".join(f'count("{name}"), count(distinct "{name}")' for name in id_columns)
    counts = [
        connection.execute(f"select count(*){', ' + counted if counted else ''} from {relation}").fetchall()
        for relation in (before, after)
    ]
    if counts[0] != counts[1]:
        raise GenerationFailed
