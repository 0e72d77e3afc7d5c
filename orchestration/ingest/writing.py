"""From the judged rows of a batch to the files of each delivery: events, identities seen, what is quarantined.

The lake gets no identifying column; the vault's part is sealed. Every file is synced before the manifest that makes
the delivery exist is written. Does not belong here: which rows have one identity (identities.py), any count.
"""

from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.durable import sync
from orchestration.ingest.batch import Arrived, Batch
from orchestration.ingest.counting import rules_of
from orchestration.ingest.identities import HASHES, VAULT_COLUMNS
from orchestration.ingest.reading import Reading
from orchestration.ingest.typed_rows import MALFORMED_ROW, quoted
from orchestration.pseudonymise import SEALED

ROWS = "rows.parquet"
IDENTITIES = "identities.parquet"
QUARANTINE = "quarantine.parquet"


def quarantine_repeated_keys(connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading) -> None:
    """Mark all but the last of the rows of a file that share a key. Its window opens only on them."""
    duplicate = len(reading.rules)
    key = ", ".join(["file_index", *(f'"{name}"' for name in batch.contract.key)])
    connection.execute(
        f"create temp table repeated_keys as select hash({key}) as key_hash from typed where broken_rule is null "
        "group by all having count(*) > 1"
    )
    if connection.execute("select 1 from repeated_keys limit 1").fetchall():
        connection.execute(
            f"update typed set broken_rule = {duplicate} where rowid in (select row_id from ("
            f"select rowid as row_id, row_number() over (partition by {key} order by rowid desc) as place from typed "
            f"where broken_rule is null and hash({key}) in (select key_hash from repeated_keys)) where place > 1)"
        )
    connection.execute("drop table repeated_keys")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"copy ({query}) to {quoted(str(path))} ({duck.PARQUET})")
    sync(path)


def _copy_apart(connection: duckdb.DuckDBPyConnection, query: str, folder: Path, options: str = "") -> dict[int, Path]:
    """Write rows that bear `file_index` into a file for each of these, in one statement: where each file's rows lie.

    Planning a statement and making ready to write takes longer than writing a hundred rows. Of a file's own rows, which
    are many, the same takes a fifth longer than one statement for each.
    """
    more = f", {options}" if options else ""
    connection.execute(f"copy ({query}) to {quoted(str(folder))} ({duck.PARQUET}, partition_by (file_index){more})")
    paths = list(folder.glob("file_index=*/*"))
    written = {int(path.parent.name.partition("=")[2]): path for path in paths}
    if len(written) != len(paths):
        raise RuntimeError("The engine wrote the rows of one delivery into two files, where one was to be moved.")
    for path in paths:
        sync(path)
    return written


def _numbered_sql(reading: Reading, condition: str, first: str) -> str:
    """SQL for rows of `typed` with their row_number: data records count from 1, refused ones among them."""
    rows = f"select *, rowid as row_id from typed where {condition}"
    if reading.malformed_count == 0:
        return f"(select *, row_id - {first} + 1 as row_number from ({rows})) as typed"
    return (
        f"(select typed.*, row_id + 1 + coalesce(refused_so_far, 0) as row_number from ({rows}) as typed "
        "asof left join malformed on row_id >= good_rows_before) as typed"
    )


def _write_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, place: int, file: Arrived, path: Path
) -> None:
    rows = reading.files[place]
    of_file = f"rowid between {rows.first} and {rows.first + rows.count - 1}"
    stamp = (
        f"'{file.delivery_id}' as delivery_id, {quoted(batch.provider_code)} as sender_code, "
        f"{file.period_sql} as period, {file.extracted_at_sql} as extracted_at"
    )
    events = ", ".join(f'"{column.name}"' for column in batch.contract.event_columns)
    token, join = "", ""
    if batch.contract.identity:
        token = "identity_id, "
        seen = f"select {HASHES}, identity_id from sighted where file_index = {place}"
        join = f"left join ({seen}) as seen using ({HASHES})"
    _copy(
        connection,
        f"select {stamp}, row_number, {token}{events} from {_numbered_sql(reading, of_file, str(rows.first))} {join} "
        "where broken_rule is null",
        path,
    )


def _write_identities(connection: duckdb.DuckDBPyConnection, place: int, path: Path) -> None:
    """One row per identity seen in the file: how often, and between which days."""
    _copy(
        connection,
        f"select identity_id, rows_count, first_date, last_date from sighted where file_index = {place}",
        path,
    )


def write_delivery(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, place: int, folder: Path
) -> None:
    """Write the rows of one file, and the identities seen in it, into `folder`."""
    _write_rows(connection, batch, reading, place, batch.files[place], folder / ROWS)
    if batch.contract.identity:
        _write_identities(connection, place, folder / IDENTITIES)


def write_quarantine(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, folder: Path
) -> dict[int, Path]:
    """Write the number and the rule of each row that did not load: a file by place, none where every row did."""
    named = ", ".join(
        f"({at}, '{code}', {'null' if name is None else quoted(name)})"
        for at, (code, name) in enumerate(rules_of(reading))
    )
    malformed = (
        f"union all select 0::usmallint, record_number::bigint, '{MALFORMED_ROW}', null from malformed"
        if reading.malformed_count
        else ""
    )
    firsts = batch.by_file_sql(str(rows.first) for rows in reading.files)
    broken = _numbered_sql(reading, "broken_rule is not null", firsts)
    return _copy_apart(
        connection,
        f"select file_index, row_number::bigint as row_number, rule_code, column_name from {broken} "
        f"join (values {named}) as rule (broken_rule, rule_code, column_name) using (broken_rule) "
        f"{malformed} order by 1, 2",
        folder,
    )


def write_vault_parts(connection: duckdb.DuckDBPyConnection, batch: Batch, folder: Path) -> dict[int, Path]:
    """Write the identities that each file is the first to bring, sealed: a file by place, none where it brings none."""
    columns = f"identity_id, {quoted(batch.provider_code)} as sender_code, {', '.join(VAULT_COLUMNS)}"
    new = f"select first_file as file_index, {columns} from identities where is_new"
    return _copy_apart(connection, new, folder, SEALED)


def last_dates(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """The last day on which a row of each file counts, as ISO text."""
    return dict(
        connection.execute("select file_index, max(last_date)::varchar from sighted group by file_index").fetchall()
    )
