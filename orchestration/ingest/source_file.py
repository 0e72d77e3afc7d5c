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
    """A file that can be read: its hash, its header as sent, in order, and whether any field may need trimming."""

    path: Path
    file_sha256: str
    header: tuple[str, ...]
    is_gzip: bool
    has_blanks: bool


class _BlankSearch:
    """Whether a blank stands at the edge of any field, seen from the bytes alone; it errs on the side of yes."""

    _SPACE, _RARE = 0x20, (b"\t", b"\xa0")

    def __init__(self) -> None:
        self.found = False
        self._carried = b"\n"
        self._is_edge = np.zeros(256, dtype=bool)
        self._is_edge[list(b',\n\r"')] = True

    def look(self, chunk: bytes) -> None:
        """Look at the next bytes of the file; the last two of those before are looked at again, as neighbours."""
        if self.found:
            return
        text = np.frombuffer(self._carried + chunk, dtype=np.uint8)
        spaces = np.flatnonzero(text[1:-1] == self._SPACE) + 1
        beside_an_edge = self._is_edge[text[spaces - 1]] | self._is_edge[text[spaces + 1]]
        self.found = bool(beside_an_edge.any()) or any(blank in chunk for blank in self._RARE)
        self._carried = text[-2:].tobytes()

    def at_the_end(self) -> bool:
        """The answer for the whole file, its last byte included."""
        self.look(b"\n")
        return self.found


def digest(path: Path, blanks: _BlankSearch | None = None) -> str:
    """SHA-256 of the bytes as received, in hex. Raises Unreadable if the file cannot be opened."""
    total = sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
                if blanks is not None:
                    blanks.look(chunk)
    except OSError as error:
        raise Unreadable(
            f"The file cannot be opened ({error.strerror}). Check its permissions and send it again."
        ) from None
    return total.hexdigest()


def _check_gzip(path: Path, blanks: _BlankSearch) -> None:
    # A cut-off gzip file reads as a shorter one: only unpacking it to its end shows that it is whole.
    try:
        with gzip.open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                blanks.look(chunk)
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
    is_gzip, blanks = path.name.lower().endswith(".gz"), _BlankSearch()
    file_sha256 = digest(path, None if is_gzip else blanks)
    try:
        if path.stat().st_size == 0:
            raise Unreadable("The file is empty (0 bytes). Send it again.")
        if is_gzip:
            _check_gzip(path, blanks)
        head = _head(path, is_gzip)
        if not head.strip():
            raise Unreadable("The file is empty. Send it again.")
        return SourceFile(path, file_sha256, _header_names(head), is_gzip, blanks.at_the_end())
    except csv.Error:
        raise Unreadable("The file's header cannot be read as comma-separated text.", file_sha256) from None
    except Unreadable as error:
        raise Unreadable(str(error), file_sha256) from None
