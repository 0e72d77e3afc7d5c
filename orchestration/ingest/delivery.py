"""One delivery, from its file to the lake: a pure function of the file, its contract and the keys.

Written beside, synced, renamed; the manifest last. A kill at any instant leaves a delivery that exists whole or one
that does not exist, and the original where it was.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, FileName, Overlay, SensitiveCode, legible
from orchestration.ingest.manifest import MANIFEST, Manifest, write_durably
from orchestration.ingest.reading import drop_reading, is_disk_full, read_rows
from orchestration.ingest.source_file import Unreadable, open_source
from orchestration.ingest.typed_rows import Delivered
from orchestration.ingest.writing import write_delivery
from orchestration.pseudonymise import KeyRing, hold_vault_key
from orchestration.refusal import DiskFull, Refusal
from orchestration.settings import Settings

READING_VERSION = 2
"""Raised when this room reads the same bytes differently: deliveries read before are then read again."""

UNRECOGNISED = "unrecognised"
"""Where files lie whose name is no delivery's: they are written down as refused, so that nothing is lost."""


@dataclass(frozen=True)
class Reader:
    """What is the same for every delivery of a run."""

    settings: Settings
    ring: KeyRing
    sensitive: tuple[SensitiveCode, ...]

    def fingerprint(self, contract: Contract, overlay: Overlay | None) -> str:
        """What a delivery was read under; another fingerprint means that it is read again."""
        parts = [
            str(READING_VERSION),
            contract.fingerprint(overlay, self.sensitive),
            str(self.settings.allow_test_numbers),
            self.ring.identity.key_id,
        ]
        return sha256("|".join(parts).encode()).hexdigest()[:16]


def delivery_id(name: FileName, file_name: str, file_sha256: str) -> str:
    """The name of a delivery: readable, and unique to the file's name and bytes."""
    tail = sha256(f"{file_name}|{file_sha256}".encode()).hexdigest()[:12]
    return f"{name.feed}_{name.provider}_{name.period}_{name.extracted_at:%Y%m%dT%H%M%SZ}_{tail}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(incoming: Path, final: Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():
        shutil.rmtree(final)
    os.replace(incoming, final)
    _sync_folder(final.parent)


def ingest_delivery(
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    path: Path,
    name: FileName,
    contract: Contract,
    overlay: Overlay | None,
) -> Manifest:
    """Read one file into the lake and the vault and return its manifest. Raises Refusal when the disk is full."""
    settings = reader.settings
    state = path.stat()
    facts = {
        "feed": name.feed,
        "provider_code": name.provider,
        "period": name.period,
        "extracted_at": name.extracted_at,
        "file_name": path.name,
        "size_bytes": state.st_size,
        "modified_ns": state.st_mtime_ns,
        "received_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "fingerprint": reader.fingerprint(contract, overlay),
        "identity_key_id": reader.ring.identity.key_id if contract.identity else None,
    }
    nothing = {"rows_received": None, "rows_loaded": 0, "rows_quarantined": 0, "last_date": None}
    incoming: Path | None = None
    try:
        try:
            source = open_source(path)
        except Unreadable as error:
            if error.file_sha256 is None:
                # Not even its bytes: nothing is written down, so that it is tried again when it can be opened.
                return Manifest(delivery_id=path.name, file_sha256=None, problem=str(error), **facts, **nothing)
            return _write_down(reader, path, name, error.file_sha256, str(error), facts | nothing)
        identifier = delivery_id(name, path.name, source.file_sha256)
        incoming = settings.lake_dir / ".incoming" / identifier
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(parents=True)
        part = settings.vault_dir / "parts" / f"{identifier}.parquet"
        # Its parents too: mkdir gives the mode to the last folder only.
        for folder in (settings.vault_dir, part.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        delivered = Delivered(contract, overlay, name.provider, name.period, name.extracted_at)
        try:
            reading = read_rows(
                connection, delivered, source, reader.sensitive, allow_test_numbers=settings.allow_test_numbers
            )
        except Unreadable as error:
            shutil.rmtree(incoming, ignore_errors=True)
            return _write_down(reader, path, name, source.file_sha256, str(error), facts | nothing)
        written = write_delivery(
            connection,
            delivered,
            reading,
            reader.ring,
            delivery_id=identifier,
            folder=incoming,
            vault_part=part.with_suffix(".new"),
        )
        if contract.identity:
            os.replace(part.with_suffix(".new"), part)
            _sync_folder(part.parent)
        manifest = Manifest(
            delivery_id=identifier,
            file_sha256=source.file_sha256,
            problem=None,
            rows_received=reading.rows_received,
            rows_loaded=written.rows_loaded,
            rows_quarantined=written.rows_quarantined,
            last_date=written.last_date,
            broken=written.broken,
            extra_columns=reading.extra_columns,
            warnings=written.warnings,
            filled=written.filled,
            **facts,
        )
        final = settings.lake_dir / name.feed / name.provider / identifier
        write_durably(incoming / MANIFEST, manifest.model_dump_json(exclude={"folder"}, indent=1))
        _put_in_place(incoming, final)
        return manifest.model_copy(update={"folder": final})
    except duckdb.Error as error:
        # The engine's message may quote a line of the file: only its kind may leave.
        if is_disk_full(error):
            raise DiskFull(str(settings.warehouse)) from None
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Refusal(
                f"{path.name} does not fit into CAREWEAVE_MEMORY_LIMIT ({settings.memory_limit}). "
                "Raise the limit and run again; what was published before still stands."
            ) from None
        kind = type(error).__name__
        raise RuntimeError(f"{path.name} could not be ingested: the engine stopped with {kind}.") from error
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(str(settings.warehouse)) from None
        raise
    finally:
        drop_reading(connection)
        if incoming is not None:
            shutil.rmtree(incoming, ignore_errors=True)


def _write_down(
    reader: Reader, path: Path, name: FileName | None, file_sha256: str, problem: str, facts: dict[str, object]
) -> Manifest:
    """Write down a file of which nothing could be read; it is refused, and kept count of."""
    settings = reader.settings
    if name is None:
        tail = sha256(f"{legible(path.name)}|{file_sha256}".encode()).hexdigest()[:12]
        identifier, parent = f"{UNRECOGNISED}_{tail}", settings.lake_dir / UNRECOGNISED / "-"
    else:
        identifier = delivery_id(name, path.name, file_sha256)
        parent = settings.lake_dir / name.feed / name.provider
    manifest = Manifest(delivery_id=identifier, file_sha256=file_sha256, problem=problem, **facts)
    incoming = settings.lake_dir / ".incoming" / identifier
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    write_durably(incoming / MANIFEST, manifest.model_dump_json(exclude={"folder"}, indent=1))
    _put_in_place(incoming, parent / identifier)
    return manifest.model_copy(update={"folder": parent / identifier})


def write_down_unrecognised(reader: Reader, path: Path, problem: str, file_sha256: str) -> Manifest:
    """Write down a file whose name is no delivery's."""
    state = path.stat()
    facts = {
        "feed": None,
        "provider_code": None,
        "period": None,
        "extracted_at": None,
        "file_name": legible(path.name),
        "size_bytes": state.st_size,
        "modified_ns": state.st_mtime_ns,
        "received_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "fingerprint": str(READING_VERSION),
        "identity_key_id": None,
        "rows_received": None,
        "rows_loaded": 0,
        "rows_quarantined": 0,
        "last_date": None,
    }
    return _write_down(reader, path, None, file_sha256, problem, facts)


def prepare(connection: duckdb.DuckDBPyConnection, reader: Reader) -> None:
    """Make a connection ready to ingest: rows keep the order of the file, and identities can be sealed."""
    connection.execute("set preserve_insertion_order = true")
    # Turning each code list into a join took three quarters of a small file's time.
    connection.execute("set disabled_optimizers = 'in_clause'")
    hold_vault_key(connection, reader.ring)
