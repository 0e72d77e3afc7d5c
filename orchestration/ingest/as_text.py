"""A file that the parser cannot follow as it is, given to it as UTF-8 with one line end throughout.

Through a pipe, so that no second copy of what identifies lies anywhere. Does not belong here: parsing (reading.py).
"""

import gzip
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestration.ingest.source_file import SourceFile

UTF_8 = "utf-8"
WINDOWS_1252 = "cp1252"
"""The one other encoding met in the wild."""

_CHUNK = 1 << 20


@contextmanager
def as_text(source: SourceFile, encoding: str, *, one_line_end: bool) -> Iterator[str]:
    """A path from which the file can be read once, unpacked, as UTF-8, if asked with each line ending in a line feed.

    Bytes that Windows-1252 leaves unassigned stay as they are, which is no UTF-8: the parser refuses their rows.
    """
    reading, writing = os.pipe()
    feeder = threading.Thread(target=_feed, args=(source, writing, encoding, one_line_end), daemon=True)
    feeder.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        feeder.join()


def _feed(source: SourceFile, writing: int, encoding: str, one_line_end: bool) -> None:
    opener = gzip.open if source.is_gzip else open
    # Whoever has read enough closes the other end.
    with suppress(BrokenPipeError), os.fdopen(writing, "wb") as pipe, opener(source.path, "rb") as file:
        held = b""
        while chunk := file.read(_CHUNK):
            chunk = held + chunk
            held = b""
            if one_line_end:
                # Of CRLF the first half may stand at the end of a chunk.
                held = b"\r" if chunk.endswith(b"\r") else b""
                chunk = chunk[: len(chunk) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            if encoding != UTF_8:
                chunk = chunk.decode(encoding, "surrogateescape").encode(UTF_8, "surrogateescape")
            pipe.write(chunk)
        pipe.write(held.replace(b"\r", b"\n"))
