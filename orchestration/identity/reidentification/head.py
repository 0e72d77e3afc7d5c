"""Where the audit log ends, sealed in the vault: what tells a log that was cut off or written anew from the true one.

One row of sealed Parquet beside the vault's database, so that it can be read while a run has the vault open, and is
sealed anew with everything else there when the vault's key is rotated. While lines are being added it holds them too.
Does not belong here: the log itself (audit.py).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.durable import put_in_place
from orchestration.identity.reidentification.chain import Head
from orchestration.pseudonymise import SEALED, read_sealed_sql
from orchestration.refusal import Refusal
from orchestration.settings import Settings


class HeadUnreadable(Refusal):
    """The head cannot be read with the vault key of this run."""


@dataclass(frozen=True)
class Sealed:
    """The end of the log, and the lines that are being added to it at this moment."""

    head: Head
    adding: bytes | None = None


def head_file(settings: Settings) -> Path:
    """Where the head lies."""
    return settings.vault_dir / "disclosures.parquet"


def read_head(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Sealed | None:
    """The head, with a connection that holds the vault's key; None before the first disclosure."""
    path = head_file(settings)
    if not path.is_file():
        return None
    # What was read a moment ago under the same name would be given again.
    connection.execute("set enable_external_file_cache = false")
    try:
        count, line_hash, size, adding = connection.execute(
            f"select lines_count, line_hash, bytes_count, adding from {read_sealed_sql([path])}"
        ).fetchall()[0]
    except (duckdb.Error, IndexError):
        raise HeadUnreadable(
            f"{path} cannot be read with the vault key of this run: use the key that it was sealed with, or restore it "
            "and ops/disclosures.jsonl from the backup of one day."
        ) from None
    return Sealed(Head(count, line_hash, size), None if adding is None else adding.encode("ascii"))


def write_head(connection: duckdb.DuckDBPyConnection, settings: Settings, sealed: Sealed) -> None:
    """Put another head in the place of the one there, and have the disk hold it."""
    path = head_file(settings)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    adding = None if sealed.adding is None else sealed.adding.decode("ascii")
    connection.execute(
        "create or replace temp table head as select $count::bigint as lines_count, $line_hash as line_hash, "
        "$size::bigint as bytes_count, $adding::varchar as adding",
        {
            "count": sealed.head.count,
            "line_hash": sealed.head.line_hash,
            "size": sealed.head.size,
            "adding": adding,
        },
    )
    quoted = str(beside).replace("'", "''")
    connection.execute(f"copy head to '{quoted}' (format parquet, {SEALED})")
    os.chmod(beside, 0o600)
    put_in_place(beside, path)
