"""A file as received: can it be read at all, what are its bytes' hash, its header and its line ends.

Belongs here: everything that is decided before a row is parsed. The original is opened for reading only.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from orchestration.ingest.look import Look

_CHUNK = 1 << 20
_HEADER_LIMIT = 1 << 16
"""A header longer than this is no header: the widest feed has some forty short names."""
_AFTER_THE_END = "after the end"


class Unreadable(Exception):
    """Nothing of the file can be read; the message is a sentence for its sender."""

    def __init__(self, sentence: str, file_sha256: str | None = None) -> None:
        super().__init__(sentence)
        self.file_sha256 = file_sha256


@dataclass(frozen=True)
class SourceFile:
    """A file that can be read: its hash, its header as sent, in order, and what its bytes alone say of its rows."""

    path: Path
    size_bytes: int
    modified_ns: int
    file_sha256: str
    header: tuple[str, ...]
    is_gzip: bool
    has_blanks: bool
    """Whether any field may need trimming."""
    records: int | None
    """Data records by RFC 4180; None where empty lines or stray quotation marks leave it in doubt."""


@contextmanager
def _opened_or_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreadable(
            f"The file cannot be opened ({error.strerror}). Check its permissions and send it again."
        ) from None


def digest(path: Path, look: Look | None = None) -> str:
    """SHA-256 of the bytes as received, in hex. Raises Unreadable if the file cannot be opened."""
    total = sha256()
    with _opened_or_told(), open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
            if look is not None:
                look.at(chunk)
    return total.hexdigest()


def _check_gzip(path: Path, look: Look) -> None:
    # A cut-off gzip file reads as a shorter one: only unpacking it to its end shows that it is whole.
    try:
        with gzip.open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                look.at(chunk)
    except (OSError, EOFError, zlib.error):
        raise Unreadable(
            "The file's name ends in .gz but its content is not a whole gzip file. Compress it again and send it again."
        ) from None


def _head(path: Path, is_gzip: bool) -> bytes:
    opener = gzip.open if is_gzip else open
    with opener(path, "rb") as file:
        return file.read(_HEADER_LIMIT)


def _header_names(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("The file is encoded as UTF-16. Send it as UTF-8.")
    if b"\x00" in head:
        raise Unreadable("The file is binary, not comma-separated text. Send the extract as a CSV file.")
    text = head.removeprefix(codecs.BOM_UTF8).decode("cp1252", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    names = next((row for row in rows if any(name.strip() for name in row)), [])
    if not names:
        raise Unreadable("The file has no header row. Its first row must name the columns.")
    return tuple(name.strip().lower() for name in names)


def ends_in_quotes(source: SourceFile) -> bool:
    """Whether a quotation mark opens a field that never ends: the parser would take all that follows for its value."""
    opener = gzip.open if source.is_gzip else open
    last: list[str] = []
    # One more line after the last: a field that is still open takes it in.
    with opener(source.path, "rt", encoding="cp1252", errors="replace", newline="") as file:
        try:
            for record in csv.reader(chain(file, ["\r\n", f"{_AFTER_THE_END}\r\n"])):
                last = record or last
        except csv.Error:
            # A field longer than any: it has taken in most of the file.
            return True
    return last != [_AFTER_THE_END]


def open_source(path: Path) -> SourceFile:
    """What can be known of a file before its rows are parsed.

    Raises Unreadable (with the hash where the bytes could be read): no bytes, not gzip, binary, no header.
    """
    is_gzip, look = path.name.lower().endswith(".gz"), Look()
    # Before its bytes are read: a file that grows meanwhile will then be seen to have changed.
    with _opened_or_told():
        state = path.stat()
    file_sha256 = digest(path, None if is_gzip else look)
    try:
        if state.st_size == 0:
            raise Unreadable("The file is empty (0 bytes). Send it again.")
        if is_gzip:
            _check_gzip(path, look)
        head = _head(path, is_gzip)
        if not head.strip():
            raise Unreadable("The file is empty. Send it again.")
        names = _header_names(head)
        look.at_end()
        return SourceFile(
            path=path,
            size_bytes=state.st_size,
            modified_ns=state.st_mtime_ns,
            file_sha256=file_sha256,
            header=names,
            is_gzip=is_gzip,
            has_blanks=look.has_blanks,
            records=look.records(),
        )
    except csv.Error:
        raise Unreadable("The file's header cannot be read as comma-separated text.", file_sha256) from None
    except Unreadable as error:
        raise Unreadable(str(error), file_sha256) from None
