"""The inbox: what lies there, what of it is new, and its way into the lake, feed by feed.

The inbox is only ever read. Small files are ingested in batches side by side, large ones one at a time with all of the
machine.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contracts import (
    Contract,
    FileName,
    FileNameError,
    Overlay,
    legible,
    load_overlays,
    load_sensitive_codes,
    overlay_for,
    parse_file_name,
)
from orchestration.ingest.batch import Arrived, Batch, in_batches, largest_batch
from orchestration.ingest.delivery import (
    UNRECOGNISED,
    Reader,
    arrive,
    clear_unfinished,
    write_down_unrecognised,
)
from orchestration.ingest.engine import Hand, engine_of_run
from orchestration.ingest.manifest import Manifest, read_manifests
from orchestration.ingest.source_file import Unreadable, digest
from orchestration.pseudonymise import key_ring
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

LARGE_FILE_BYTES = 64 << 20
"""From here on a file is read by itself, with all of the machine."""

Progress = Callable[[Manifest], None]


class IngestError(Refusal):
    """The inbox cannot be read."""

    exit_code = USAGE_OR_SETTINGS


@dataclass
class InboxScan:
    """What the inbox holds, by name alone; nothing of a file is read for it."""

    deliveries: dict[str, list[tuple[Path, FileName]]] = field(default_factory=dict)
    misnamed: list[tuple[Path, str]] = field(default_factory=list)
    not_files: list[str] = field(default_factory=list)
    """One sentence for each thing that is no file: a folder, a link to nothing."""


def scan_inbox(settings: Settings, contracts: Mapping[str, Contract]) -> InboxScan:
    """List the inbox. Raises IngestError when there is none."""
    inbox = settings.inbox_dir
    if not inbox.is_dir():
        raise IngestError(
            f"There is no inbox at {inbox}. Make the folder and put extracts in it, or name another with --inbox."
        )
    overlays = load_overlays(settings.project_root, contracts)
    scan = InboxScan()
    for path in sorted(inbox.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_symlink() and not path.exists():
            scan.not_files.append(
                f"{legible(path.name)} in the inbox is a link to a file that is not there; it was passed over."
            )
        elif not path.is_file():
            scan.not_files.append(f"{legible(path.name)} in the inbox is not a file; it was passed over.")
        else:
            try:
                name = parse_file_name(path.name, contracts, overlays)
                scan.deliveries.setdefault(name.feed, []).append((path, name))
            except FileNameError as error:
                scan.misnamed.append((path, str(error)))
    return scan


def _unchanged(path: Path, known: Iterable[Manifest], read_under: tuple[str, str | None]) -> bool:
    """Whether this very file was ingested before, under the same rules and key: by name, size and time of change, else
    by its bytes."""
    of_name = [
        manifest
        for manifest in known
        if manifest.file_name == path.name and (manifest.fingerprint, manifest.identity_key_id) == read_under
    ]
    if not of_name:
        return False
    state = path.stat()
    if any((m.size_bytes, m.modified_ns) == (state.st_size, state.st_mtime_ns) for m in of_name):
        return True
    try:
        file_sha256 = digest(path)
    except Unreadable:
        return False
    return any(manifest.file_sha256 == file_sha256 for manifest in of_name)


def _reader(settings: Settings) -> Reader:
    return Reader(settings, key_ring(settings), load_sensitive_codes(settings.project_root))


def ingest_feed(
    settings: Settings,
    contracts: Mapping[str, Contract],
    feed: str,
    *,
    periods: set[str] | None = None,
    progress: Progress | None = None,
) -> list[Manifest]:
    """Ingest the files of one feed that are not in the lake yet, or were read under another contract or setting.

    `periods` (YYYY-MM) limits them. Returns the manifests of what was ingested now, in the order of the files' names.
    """
    there = scan_inbox(settings, contracts).deliveries.get(feed, [])
    if not there:
        return []
    clear_unfinished(settings)
    reader, contract = _reader(settings), contracts[feed]
    overlays = load_overlays(settings.project_root, contracts)
    by_name: dict[str, list[Manifest]] = {}
    for manifest in read_manifests(settings, feed):
        by_name.setdefault(manifest.file_name, []).append(manifest)
    new: list[tuple[Path, FileName]] = []
    for path, name in there:
        if periods is not None and name.period not in periods:
            continue
        fingerprint = reader.fingerprint(contract, overlay_for(overlays, feed, name.provider))
        if not _unchanged(path, by_name.get(path.name, ()), (fingerprint, reader.identity_key_id(contract))):
            new.append((path, name))
    arrived: list[Arrived] = []
    manifests: list[Manifest] = []

    def tell(manifest: Manifest) -> None:
        manifests.append(manifest)
        if progress:
            progress(manifest)

    def overlay_of(provider: str) -> Overlay | None:
        return overlay_for(overlays, feed, provider)

    def open_one(item: tuple[Path, FileName]) -> Arrived | Manifest:
        path, name = item
        return arrive(reader, path, name, contract, overlay_of(name.provider))

    with ThreadPoolExecutor(settings.threads) as readers:
        for opened in readers.map(open_one, new):
            if isinstance(opened, Arrived):
                arrived.append(opened)
            else:
                tell(opened)
    engine = engine_of_run(settings, reader.ring)
    held = threading.local()

    def ingest(files: tuple[Arrived, ...]) -> list[Manifest]:
        if not hasattr(held, "hand"):
            held.hand = Hand(engine, reader)
        provider = files[0].name.provider
        return held.hand.ingest(Batch(contract, overlay_of(provider), provider, files))

    total = sum(file.source.size_bytes for file in arrived)
    batches = in_batches(arrived, largest_batch(total, settings.threads))
    small = [files for files in batches if files[0].source.size_bytes < LARGE_FILE_BYTES]
    large = [files for files in batches if files[0].source.size_bytes >= LARGE_FILE_BYTES]
    # A small file read with several threads costs half as much again: each batch takes one, side by side.
    for some, side_by_side, threads_each in ((small, settings.threads, 1), (large, 1, settings.threads)):
        if some:
            engine.use(threads_each)
            with ThreadPoolExecutor(side_by_side) as readers:
                for read in readers.map(ingest, some):
                    for manifest in read:
                        tell(manifest)
    return sorted(manifests, key=lambda manifest: manifest.file_name)


def ingest_unrecognised(settings: Settings, contracts: Mapping[str, Contract]) -> list[Manifest]:
    """Write down the files whose name is no delivery's, each once; returns those written down now."""
    misnamed = scan_inbox(settings, contracts).misnamed
    if not misnamed:
        return []
    known = read_manifests(settings, UNRECOGNISED)
    reader, written = _reader(settings), []
    for path, sentence in misnamed:
        try:
            file_sha256 = digest(path)
        except Unreadable:
            continue
        if not any((m.file_name, m.file_sha256) == (legible(path.name), file_sha256) for m in known):
            written.append(write_down_unrecognised(reader, path, sentence, file_sha256))
    return written
