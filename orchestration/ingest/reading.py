"""From the bytes of a delivery to one temporary table of typed rows, each with the first rule that it broke.

One set-based pass: DuckDB parses the CSV, types every field and judges every row in a single statement. DuckDB's own
messages quote lines and values, so they end here: what leaves is a sentence of ours.
"""

import gzip
from contextlib import nullcontext
from dataclasses import dataclass

import duckdb

from orchestration.contracts import SensitiveCode
from orchestration.duck import load_extension
from orchestration.ingest.line_ends import with_one_line_end
from orchestration.ingest.source_file import SourceFile, Unreadable
from orchestration.ingest.typed_rows import Delivered, RuleBroken, positions_of, quoted, typed_rows_sql

_UNFINISHED_QUOTE = "UNQUOTED VALUE"
_WRONG_ENCODING = "INVALID ENCODING"


@dataclass(frozen=True)
class Reading:
    """The rows of a file in the temporary table `typed`; those that could not be parsed, if any, in `malformed`."""

    rules: tuple[RuleBroken, ...]
    rows_received: int
    malformed_count: int
    extra_columns: tuple[str, ...]


def _parse_sql(source: SourceFile, path: str, encoding: str, strict: bool) -> str:
    columns = ", ".join(f"'c{position}': 'varchar'" for position in range(len(source.header)))
    is_packed = source.is_gzip and path == str(source.path)
    return (
        f"read_csv({quoted(path)}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', encoding = '{encoding}', strict_mode = {str(strict).lower()}, "
        f"compression = '{'gzip' if is_packed else 'none'}', "
        "store_rejects = true, rejects_table = 'refused_lines', rejects_scan = 'refused_scans')"
    )


_DISK_FULL = "No space left on device"


def is_disk_full(error: Exception) -> bool:
    """Whether an engine's or system's error means that the disk has no space left."""
    return _DISK_FULL.lower() in str(error).lower() or "failed to offload data block" in str(error).lower()


def drop_reading(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget the rows of the delivery before."""
    for table in ("typed", "identities", "malformed", "refused_lines", "refused_scans"):
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


def _never_closed_quote(source: SourceFile) -> bool:
    opener = gzip.open if source.is_gzip else open
    quotes = 0
    with opener(source.path, "rb") as file:
        while chunk := file.read(1 << 20):
            quotes += chunk.count(b'"')
    return quotes % 2 == 1


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    delivered: Delivered,
    source: SourceFile,
    sensitive: tuple[SensitiveCode, ...],
    *,
    allow_test_numbers: bool,
) -> Reading:
    """Fill the temporary tables `typed` (row order kept: rowid 0 is the first good row) and `malformed`.

    UTF-8 first; a file with bytes that are none is read again as Windows-1252; one that the parser cannot follow is
    read with one line end throughout, then leniently. Raises Unreadable with a sentence for the sender when nothing
    works.
    """
    positions, extra = positions_of(delivered, source)
    encoding, strict, is_evened = "utf-8", True, False
    for _ in range(5):
        drop_reading(connection)
        lines = with_one_line_end(source) if is_evened else nullcontext(str(source.path))
        try:
            with lines as path:
                parse_sql = _parse_sql(source, path, encoding, strict)
                statement, rules = typed_rows_sql(
                    delivered, source, positions, sensitive, parse_sql, allow_test_numbers
                )
                connection.execute(statement)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            # Leniently only at last: fields beyond the header's are then dropped, where a row has too many of them.
            if strict and not is_evened:
                is_evened = True
                continue
            if not strict:
                raise Unreadable(
                    "The file cannot be read as comma-separated text with one line end throughout. "
                    "Export it again as CSV (RFC 4180).",
                    source.file_sha256,
                ) from None
            strict, is_evened = False, False
            continue
        except duckdb.IOException as error:
            if is_disk_full(error):
                raise
            raise Unreadable("The file cannot be read to its end. Send it again.", source.file_sha256) from None
        refused = _refused_lines(connection)
        if encoding == "utf-8" and _WRONG_ENCODING in refused:
            # The one other encoding met in the wild; its unassigned bytes stay refused, row by row.
            load_extension(connection, "encodings")
            encoding = "CP1252"
            continue
        break
    if _UNFINISHED_QUOTE in refused and _never_closed_quote(source):
        raise Unreadable(
            "A quotation mark is opened and never closed, so rows after it cannot be told apart. "
            "Double the quotation marks inside values and send it again.",
            source.file_sha256,
        )
    malformed = _number_malformed(connection) if refused else 0
    good = connection.execute("select count(*) from typed").fetchall()[0][0]
    return Reading(rules, good + malformed, malformed, extra)
