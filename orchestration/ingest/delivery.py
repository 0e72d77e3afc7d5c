"""Deliveries, from their files to the lake: each a pure function of its file, its contract and the keys.

Written beside, synced, renamed; the manifest last. A kill at any instant leaves a delivery that exists whole or one
that does not exist, and the original where it was.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, FileName, Overlay, SensitiveCode, legible
from orchestration.durable import sync, write_durably
from orchestration.ingest.batch import Arrived, Batch, delivery_id
from orchestration.ingest.counting import count_rows
from orchestration.ingest.identifiers import quarantine_identifiers
from orchestration.ingest.identities import remember_tokens, tell_identities
from orchestration.ingest.manifest import MANIFEST, Manifest, written
from orchestration.ingest.reading import Reading, drop_reading, is_disk_full, read_rows
from orchestration.ingest.source_file import Unreadable, open_source
from orchestration.ingest.writing import (
    QUARANTINE,
    last_dates,
    quarantine_repeated_keys,
    write_delivery,
    write_quarantine,
    write_vault_parts,
)
from orchestration.pseudonymise import KeyRing, hold_vault_key
from orchestration.refusal import DiskFull, Refusal
from orchestration.settings import Settings

READING_VERSION = 3
"""Raised when this room reads the same bytes differently: deliveries read before are then read again."""

UNRECOGNISED = "unrecognised"
"""Where files lie whose name is no delivery's: they are written down as refused, so that nothing is lost."""


_NOTHING = {"rows_received": None, "rows_loaded": 0, "rows_quarantined": 0, "last_date": None}
"""The counts of a file of which nothing was read."""


@dataclass(frozen=True)
class Reader:
    """What is the same for every delivery of a run."""

    settings: Settings
    ring: KeyRing
    sensitive: tuple[SensitiveCode, ...]

    def identity_key_id(self, contract: Contract) -> str | None:
        """The key that tokens of the feed's identities are made with; another key means that it is read again."""
        return self.ring.identity.key_id if contract.identity else None

    def fingerprint(self, contract: Contract, overlay: Overlay | None) -> str:
        """What a delivery was read under; another fingerprint means that it is read again."""
        parts = [
            str(READING_VERSION),
            contract.fingerprint(overlay, self.sensitive),
            str(self.settings.allow_test_numbers),
        ]
        return sha256("|".join(parts).encode()).hexdigest()[:16]


def _put_in_place(incoming: Path, final: Path) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists():
        shutil.rmtree(final)
    os.replace(incoming, final)
    sync(final.parent)


class EngineLost(Exception):
    """The engine met a fault of its own and can do nothing more; every connection to it is lost."""


def refuse_unfollowed(reader: Reader, batch: Batch) -> list[Manifest]:
    """Write down files over which the parser fails, whatever is done: refused in words, and nothing else is harmed."""
    problem = (
        "The file cannot be followed as comma-separated text: its quotation marks and line ends contradict each other. "
        "Export it again as CSV (RFC 4180)."
    )
    with _told_in_words(reader.settings, batch.files[0].path.name):
        return [_not_read(reader, batch, file, problem) for file in batch.files]


@contextmanager
def _told_in_words(settings: Settings, files: str) -> Iterator[None]:
    """Let no message of the engine out: it may quote a line of the file. What leaves is a sentence, or a kind."""
    try:
        yield
    except duckdb.Error as error:
        if is_disk_full(error):
            raise DiskFull(str(settings.warehouse)) from None
        if isinstance(error, duckdb.InternalException | duckdb.FatalException):
            raise EngineLost from None
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Refusal(
                f"{files} does not fit into CAREWEAVE_MEMORY_LIMIT ({settings.memory_limit}). "
                "Raise the limit and run again; what was published before still stands."
            ) from None
        kind = type(error).__name__
        raise RuntimeError(f"{files} could not be ingested: the engine stopped with {kind}.") from error
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(str(settings.warehouse)) from None
        raise


def arrive(
    reader: Reader, path: Path, name: FileName, contract: Contract, overlay: Overlay | None
) -> Arrived | Manifest:
    """Open one file; if nothing of it can be read, the manifest that says why. Raises Refusal when the disk is full."""
    with _told_in_words(reader.settings, path.name):
        try:
            source = open_source(path)
        except Unreadable as error:
            if error.file_sha256 is None:
                # Not even its bytes: nothing is written down, so that it is tried again when it can be opened.
                facts = _facts(reader, path, name, contract, overlay, size_bytes=0, modified_ns=0)
                return Manifest(delivery_id=path.name, file_sha256=None, problem=str(error), **facts, **_NOTHING)
            state = path.stat()
            facts = _facts(reader, path, name, contract, overlay, state.st_size, state.st_mtime_ns)
            return _write_down(reader, path, name, error.file_sha256, str(error), facts | _NOTHING)
        return Arrived(path, name, source, delivery_id(name, path.name, source.file_sha256))


def ingest_batch(connection: duckdb.DuckDBPyConnection, reader: Reader, batch: Batch) -> list[Manifest]:
    """Read the files of a batch into the lake and the vault; their manifests, in the files' order.

    Raises Refusal when the disk is full or the memory does not suffice.
    """
    first = batch.files[0].path.name
    with _told_in_words(reader.settings, f"{first} and others like it" if len(batch.files) > 1 else first):
        try:
            reading = read_rows(
                connection, batch, reader.sensitive, allow_test_numbers=reader.settings.allow_test_numbers
            )
        except Unreadable as error:
            drop_reading(connection)
            return [_not_read(reader, batch, file, str(error)) for file in batch.files]
        manifests = _write(connection, reader, batch, reading)
        drop_reading(connection)
    for place, alone in enumerate(batch.one_by_one()):
        if place in reading.apart:
            (manifests[place],) = ingest_batch(connection, reader, alone)
    return [manifests[place] for place in range(len(batch.files))]


def _not_read(reader: Reader, batch: Batch, file: Arrived, problem: str) -> Manifest:
    facts = _facts_of(reader, batch, file) | _NOTHING
    return _write_down(reader, file.path, file.name, file.source.file_sha256, problem, facts)


def clear_unfinished(settings: Settings) -> None:
    """Away with what a run that was killed had begun to write. For whoever holds the lock: nobody else writes then."""
    for parent, beginnings in ((settings.lake_dir / ".incoming", "*"), (settings.vault_dir / "parts", "*.new")):
        for path in parent.glob(beginnings):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _unfinished(parent: Path, batch: Batch) -> Iterator[Path]:
    """A folder of this batch's own in `parent`, for its owner alone, gone afterwards with all that is still in it."""
    folder = parent / f"{batch.files[0].delivery_id}.new"
    parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(
    connection: duckdb.DuckDBPyConnection, reader: Reader, batch: Batch, reading: Reading
) -> dict[int, Manifest]:
    """Put the files that were read into the lake, one after the other; their manifests by the files' places."""
    settings, contract = reader.settings, batch.contract
    places = [place for place in range(len(batch.files)) if place not in reading.apart]
    if not places:
        return {}
    quarantine_identifiers(connection, batch, reading, allow_test_numbers=settings.allow_test_numbers)
    quarantine_repeated_keys(connection, batch, reading)
    last_date: dict[int, str] = {}
    if contract.identity:
        tell_identities(connection, batch, reader.ring, allow_test_numbers=settings.allow_test_numbers)
        last_date = last_dates(connection)
    counted = count_rows(connection, batch, reading, allow_test_numbers=settings.allow_test_numbers)
    parts, manifests = settings.vault_dir / "parts", {}
    # Its parent too: mkdir gives the mode to the last folder only.
    for each in (settings.vault_dir, parts):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _unfinished(settings.lake_dir / ".incoming", batch) as incoming, _unfinished(parts, batch) as sealed:
        quarantined = write_quarantine(connection, batch, reading, incoming / QUARANTINE)
        brought = write_vault_parts(connection, batch, sealed / "brought") if contract.identity else {}
        for place, part in brought.items():
            os.replace(part, parts / f"{batch.files[place].delivery_id}.parquet")
        sync(parts)
        for place in places:
            file, counts = batch.files[place], counted[place]
            folder = incoming / file.delivery_id
            folder.mkdir()
            write_delivery(connection, batch, reading, place, folder)
            if place in quarantined:
                os.replace(quarantined[place], folder / QUARANTINE)
            manifest = Manifest(
                delivery_id=file.delivery_id,
                file_sha256=file.source.file_sha256,
                problem=None,
                rows_received=reading.files[place].count + reading.malformed_count,
                rows_loaded=counts.rows_loaded,
                rows_quarantined=counts.rows_quarantined,
                last_date=last_date.get(place),
                broken=counts.broken,
                extra_columns=reading.extra_columns,
                warnings=counts.warnings,
                filled=counts.filled,
                **_facts_of(reader, batch, file),
            )
            final = settings.lake_dir / contract.feed / batch.provider_code / file.delivery_id
            write_durably(folder / MANIFEST, written(manifest))
            _put_in_place(folder, final)
            manifests[place] = manifest.model_copy(update={"folder": final})
    if contract.identity:
        remember_tokens(connection)
    return manifests


def _facts_of(reader: Reader, batch: Batch, file: Arrived) -> dict[str, object]:
    source = file.source
    return _facts(reader, file.path, file.name, batch.contract, batch.overlay, source.size_bytes, source.modified_ns)


def _facts(
    reader: Reader,
    path: Path,
    name: FileName,
    contract: Contract,
    overlay: Overlay | None,
    size_bytes: int,
    modified_ns: int,
) -> dict[str, object]:
    """What a manifest says of a file before a row of it is read."""
    return {
        "feed": name.feed,
        "provider_code": name.provider,
        "period": name.period,
        "extracted_at": name.extracted_at,
        "file_name": path.name,
        "size_bytes": size_bytes,
        "modified_ns": modified_ns,
        "received_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "fingerprint": reader.fingerprint(contract, overlay),
        "identity_key_id": reader.identity_key_id(contract),
    }


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
    write_durably(incoming / MANIFEST, written(manifest))
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
    }
    return _write_down(reader, path, None, file_sha256, problem, facts | _NOTHING)


def prepare(connection: duckdb.DuckDBPyConnection, reader: Reader) -> None:
    """Make a connection ready to ingest: rows keep the order of the file, and identities can be sealed."""
    connection.execute("set preserve_insertion_order = true")
    # Turning each code list into a join took three quarters of a small file's time.
    connection.execute("set disabled_optimizers = 'in_clause'")
    hold_vault_key(connection, reader.ring)
