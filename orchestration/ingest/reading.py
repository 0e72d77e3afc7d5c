"""From the bytes of a batch to one temporary table of typed rows, each with the first rule that it broke.

One set-based pass: DuckDB parses the CSV, types every field and judges every row in a single statement. DuckDB's own
messages quote lines and values, so they end here: what leaves is a sentence of ours.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import duckdb

from orchestration.contracts import SensitiveCode
from orchestration.ingest.as_text import UTF_8, WINDOWS_1252, as_text
from orchestration.ingest.batch import Batch
from orchestration.ingest.source_file import SourceFile, Unreadable, ends_in_quotes
from orchestration.ingest.typed_rows import RuleBroken, positions_of, quoted, typed_rows_sql

_WRONG_ENCODING = "INVALID ENCODING"


@dataclass(frozen=True)
class FileRows:
    """Where the good rows of one file stand in `typed`: the first rowid, and how many."""

    first: int
    count: int


@dataclass(frozen=True)
class Reading:
    """The rows of a batch in the temporary table `typed`; of a file by itself, those refused in `malformed`."""

    rules: tuple[RuleBroken, ...]
    files: tuple[FileRows, ...]
    malformed_count: int
    extra_columns: tuple[str, ...]
    apart: frozenset[int]
    """Places of files that the parser stumbled over: each must be read by itself, and nothing of it is here."""


def _parse_sql(batch: Batch, paths: list[str], strict: bool) -> str:
    columns = ", ".join(f"'c{position}': 'varchar'" for position in range(len(batch.header)))
    source = batch.files[0].source
    is_packed = source.is_gzip and paths[0] == str(source.path)
    return (
        f"read_csv([{', '.join(quoted(path) for path in paths)}], columns = {{{columns}}}, header = true, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8', "
        f"strict_mode = {str(strict).lower()}, compression = '{'gzip' if is_packed else 'none'}', "
        "store_rejects = true, rejects_table = 'refused_lines', rejects_scan = 'refused_scans')"
    )


_DISK_FULL = "No space left on device"


def is_disk_full(error: Exception) -> bool:
    """Whether an engine's or system's error means that the disk has no space left."""
    return _DISK_FULL.lower() in str(error).lower() or "failed to offload data block" in str(error).lower()


def drop_reading(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget the rows of the batch before."""
    for table in (
        "typed",
        "repeated_keys",
        "sightings",
        "sighted",
        "identities",
        "malformed",
        "refused_lines",
        "refused_scans",
    ):
        connection.execute(f"drop table if exists {table}")


def _refused_lines(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The kinds of fault for which the parser refused lines."""
    return {row[0] for row in connection.execute("select distinct error_type::varchar from refused_lines").fetchall()}


def _number_malformed(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill `malformed` with the refused records; the good rows take the numbers that are left, in order."""
    connection.execute(
        "create temp table malformed as select record_number, "
        "record_number - row_number() over (order by record_number) as good_rows_before, "
        "row_number() over (order by record_number) as refused_so_far "
        "from (select distinct line - 1 as record_number from refused_lines)"
    )
    return connection.execute("select count(*) from malformed").fetchall()[0][0]


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    sensitive: tuple[SensitiveCode, ...],
    *,
    allow_test_numbers: bool,
) -> Reading:
    """Fill the temporary table `typed`, file by file and each in its own order, and `malformed`.

    Raises Unreadable with a sentence for the sender when nothing of the files can be read.
    """
    positions, extra = positions_of(batch)

    def fill(paths: list[str], strict: bool) -> tuple[RuleBroken, ...]:
        drop_reading(connection)
        parse_sql = _parse_sql(batch, paths, strict)
        statement, rules = typed_rows_sql(batch, positions, sensitive, parse_sql, allow_test_numbers)
        connection.execute(statement)
        return rules

    if len(batch.files) > 1:
        rules, apart = _read_together(connection, batch, fill)
        malformed = 0
    else:
        rules, malformed = _read_alone(connection, batch.files[0].source, fill)
        apart = frozenset()
    return Reading(rules, _rows_by_file(connection, batch), malformed, extra, apart)


_Fill = Callable[[list[str], bool], tuple[RuleBroken, ...]]


def _read_together(
    connection: duckdb.DuckDBPyConnection, batch: Batch, fill: _Fill
) -> tuple[tuple[RuleBroken, ...], frozenset[int]]:
    """Read files of which nothing is wrong as text; those in which something is are named, and nothing of them kept."""
    paths = [str(file.path) for file in batch.files]
    try:
        rules = fill(paths, True)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
        if is_disk_full(error):
            raise
        connection.execute("create or replace temp table typed (file_index usmallint)")
        return (), frozenset(range(len(paths)))
    refused = {
        row[0]
        for row in connection.execute(
            "select distinct file_path from refused_lines join refused_scans using (scan_id, file_id)"
        ).fetchall()
    }
    rows = dict(connection.execute("select file_index, count(*) from typed group by file_index").fetchall())
    # Reading several files the parser may pass over the rest of one without a word (an unclosed quotation mark): what
    # it found is believed only where the bytes themselves say that there is no more.
    apart = frozenset(
        place
        for place, file in enumerate(batch.files)
        if paths[place] in refused or rows.get(place, 0) != file.source.records
    )
    if apart:
        connection.execute(f"delete from typed where file_index in ({', '.join(map(str, sorted(apart)))})")
    return rules, apart


def _read_alone(
    connection: duckdb.DuckDBPyConnection, source: SourceFile, fill: _Fill
) -> tuple[tuple[RuleBroken, ...], int]:
    """Read one file as well as it can be: the rules, and how many records were malformed.

    UTF-8 first; a file with bytes that are none is read again as Windows-1252; one that the parser cannot follow is
    read with one line end throughout, then leniently.
    """
    if source.records is None and ends_in_quotes(source):
        raise Unreadable(
            "A quotation mark is opened and never closed, so rows after it cannot be told apart. "
            "Double the quotation marks inside values and send it again."
        )
    encoding, strict, is_evened = UTF_8, True, False
    for _ in range(5):
        is_as_sent = encoding == UTF_8 and not is_evened
        text = nullcontext(str(source.path)) if is_as_sent else as_text(source, encoding, one_line_end=is_evened)
        try:
            with text as path:
                rules = fill([path], strict)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            # Leniently only at last: fields beyond the header's are then dropped, where a row has too many of them.
            if strict and not is_evened:
                is_evened = True
                continue
            if not strict:
                raise Unreadable(
                    "The file cannot be read as comma-separated text with one line end throughout. "
                    "Export it again as CSV (RFC 4180)."
                ) from None
            strict, is_evened = False, False
            continue
        except duckdb.IOException as error:
            if is_disk_full(error):
                raise
            raise Unreadable("The file cannot be read to its end. Send it again.") from None
        refused = _refused_lines(connection)
        if encoding == UTF_8 and _WRONG_ENCODING in refused:
            encoding = WINDOWS_1252
            continue
        break
    return rules, _number_malformed(connection) if refused else 0


def _rows_by_file(connection: duckdb.DuckDBPyConnection, batch: Batch) -> tuple[FileRows, ...]:
    found = {
        place: FileRows(first, count)
        for place, first, count in connection.execute(
            "select file_index, min(rowid), count(*) from typed group by file_index"
        ).fetchall()
    }
    return tuple(found.get(place, FileRows(0, 0)) for place in range(len(batch.files)))
