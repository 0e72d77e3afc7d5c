"""From the judged rows of a batch to the files of each delivery: events, identities seen, what is quarantined.

The lake gets no identifying column; the vault's part is sealed. Every file is synced before the manifest that makes
the delivery exist is written. Does not belong here: which rows have one identity (identities.py), any count.
"""

from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.durable import sync
from orchestration.ingest.batch import Arrived, Batch
from orchestration.ingest.counting import Counted, rules_of
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


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str = "") -> None:
    more = f", {options}" if options else ""
    connection.execute(f"copy ({query}) to {quoted(str(path))} ({duck.PARQUET}{more})")
    sync(path)


def _rows_of(reading: Reading, place: int) -> tuple[str, str]:
    """SQL for the rows of one file, and for their numbers: data records count from 1, refused ones among them."""
    rows = reading.files[place]
    of_file = f"select *, rowid as row_id from typed where rowid between {rows.first} and {rows.first + rows.count - 1}"
    if reading.malformed_count == 0:
        return f"({of_file}) as typed", f"row_id - {rows.first} + 1"
    return (
        f"({of_file}) as typed asof left join malformed on row_id >= malformed.good_rows_before",
        "row_id + 1 + coalesce(malformed.refused_so_far, 0)",
    )


def _write_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, place: int, file: Arrived, path: Path
) -> None:
    source, number = _rows_of(reading, place)
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
        f"select {stamp}, {number} as row_number, {token}{events} from {source} {join} where broken_rule is null",
        path,
    )


def _write_quarantine(connection: duckdb.DuckDBPyConnection, reading: Reading, place: int, path: Path) -> None:
    """The number and the rule of each row that did not load; there is no file where every row did."""
    source, row_number = _rows_of(reading, place)
    named = ", ".join(
        f"({at}, '{code}', {'null' if name is None else quoted(name)})"
        for at, (code, name) in enumerate(rules_of(reading))
    )
    malformed = (
        f"union all select record_number::bigint, '{MALFORMED_ROW}', null from malformed"
        if reading.malformed_count
        else ""
    )
    _copy(
        connection,
        f"select ({row_number})::bigint as row_number, rule_code, column_name from {source} "
        f"join (values {named}) as rule (broken_rule, rule_code, column_name) using (broken_rule) "
        f"{malformed} order by 1",
        path,
    )


def _write_identities(connection: duckdb.DuckDBPyConnection, place: int, path: Path) -> None:
    """One row per identity seen in the file: how often, and between which days."""
    _copy(
        connection,
        f"select identity_id, rows_count, first_date, last_date from sighted where file_index = {place}",
        path,
    )


def _write_vault_part(connection: duckdb.DuckDBPyConnection, batch: Batch, place: int, path: Path) -> None:
    """The identities that this file is the first to bring, sealed; no file where it brings none."""
    new = f"from identities where is_new and first_file = {place}"
    if connection.execute(f"select 1 {new} limit 1").fetchall():
        columns = f"identity_id, {quoted(batch.provider_code)} as sender_code, {', '.join(VAULT_COLUMNS)}"
        _copy(connection, f"select {columns} {new}", path, SEALED)


def last_dates(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """The last day on which a row of each file counts, as ISO text."""
    return dict(
        connection.execute("select file_index, max(last_date)::varchar from sighted group by file_index").fetchall()
    )


def write_delivery(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    reading: Reading,
    place: int,
    counted: Counted,
    *,
    folder: Path,
    vault_part: Path,
) -> None:
    """Write the rows, the identities and what is quarantined of one file into `folder`, and its part of the vault."""
    _write_rows(connection, batch, reading, place, batch.files[place], folder / ROWS)
    if counted.broken:
        _write_quarantine(connection, reading, place, folder / QUARANTINE)
    if batch.contract.identity:
        _write_identities(connection, place, folder / IDENTITIES)
        _write_vault_part(connection, batch, place, vault_part)
