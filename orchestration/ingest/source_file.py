"""A file as received: can it be read at all, what are its bytes' hash, its header and its line ends.

Belongs here: everything that is decided before a row is parsed. The original is opened for reading only.
"""

import codecs
import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

_CHUNK = 1 << 20
_HEADER_LIMIT = 1 << 16
"""A header longer than this is no header: the widest feed has some forty short names."""


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
    """Data records by RFC 4180; None where empty lines or an open quotation mark leave it in doubt."""


class _Look:
    """What a file's bytes alone say: may a field need trimming, and how many records are there. Errs towards doubt."""

    _SPACE, _QUOTE, _LINE_FEED, _RARE = 0x20, 0x22, 0x0A, (b"\t", b"\xa0")
    _EMPTY_LINES = (b"\n\n", b"\n\r\n")

    def __init__(self) -> None:
        self.has_blanks = False
        self._carried = b"\n"
        self._is_edge = np.zeros(256, dtype=bool)
        self._is_edge[list(b',\n\r"')] = True
        self._line_ends = 0
        self._is_in_quotes = False
        self._is_in_doubt = False

    def at(self, chunk: bytes) -> None:
        """Look at the next bytes of the file; the last two of those before are looked at again, as neighbours."""
        self._look_for_blanks(chunk)
        self._count_line_ends(chunk)
        self._carried = (self._carried + chunk)[-2:]

    def _look_for_blanks(self, chunk: bytes) -> None:
        if self.has_blanks:
            return
        text = np.frombuffer(self._carried + chunk, dtype=np.uint8)
        spaces = np.flatnonzero(text[1:-1] == self._SPACE) + 1
        beside_an_edge = self._is_edge[text[spaces - 1]] | self._is_edge[text[spaces + 1]]
        self.has_blanks = bool(beside_an_edge.any()) or any(blank in chunk for blank in self._RARE)

    def _count_line_ends(self, chunk: bytes) -> None:
        text = self._carried + chunk
        self._is_in_doubt = self._is_in_doubt or any(lines in text for lines in self._EMPTY_LINES)
        if not self._is_in_quotes and b'"' not in chunk:
            self._line_ends += chunk.count(b"\n")
            return
        text = np.frombuffer(chunk, dtype=np.uint8)
        # Wrapping around at 256 leaves odd and even as they are.
        quotes = np.cumsum(text == self._QUOTE, dtype=np.uint8) + np.uint8(self._is_in_quotes)
        self._line_ends += int(((text == self._LINE_FEED) & (quotes % 2 == 0)).sum())
        self._is_in_quotes = bool(quotes[-1] % 2)

    def records(self) -> int | None:
        """Data records, once all of the file has been seen: its lines but for the header."""
        if self._is_in_doubt or self._is_in_quotes:
            return None
        return self._line_ends - 1 if self._carried.endswith(b"\n") else self._line_ends

    def may_need_trimming(self) -> bool:
        """Whether a blank stands at the edge of any field, the last byte of the file included."""
        self._look_for_blanks(b"\n")
        return self.has_blanks


def digest(path: Path, look: _Look | None = None) -> str:
    """SHA-256 of the bytes as received, in hex. Raises Unreadable if the file cannot be opened."""
    total = sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
                if look is not None:
                    look.at(chunk)
    except OSError as error:
        raise Unreadable(
            f"The file cannot be opened ({error.strerror}). Check its permissions and send it again."
        ) from None
    return total.hexdigest()


def _check_gzip(path: Path, look: _Look) -> None:
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


def open_source(path: Path) -> SourceFile:
    """What can be known of a file before its rows are parsed.

    Raises Unreadable (with the hash where the bytes could be read): no bytes, not gzip, binary, no header.
    """
    is_gzip, look = path.name.lower().endswith(".gz"), _Look()
    # Before its bytes are read: a file that grows meanwhile will then be seen to have changed.
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
        return SourceFile(
            path=path,
            size_bytes=state.st_size,
            modified_ns=state.st_mtime_ns,
            file_sha256=file_sha256,
            header=names,
            is_gzip=is_gzip,
            has_blanks=look.may_need_trimming(),
            records=look.records(),
        )
    except csv.Error:
        raise Unreadable("The file's header cannot be read as comma-separated text.", file_sha256) from None
    except Unreadable as error:
        raise Unreadable(str(error), file_sha256) from None
