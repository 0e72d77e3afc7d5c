"""A file whose lines end in different ways, read as if they all ended in one.

Through a pipe, so that no second copy of what identifies lies anywhere. Does not belong here: parsing (reading.py).
"""

import gzip
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestration.ingest.source_file import SourceFile

_CHUNK = 1 << 20


@contextmanager
def with_one_line_end(source: SourceFile) -> Iterator[str]:
    """A path from which the file can be read once, unpacked, each of its lines ending in a line feed."""
    reading, writing = os.pipe()
    feeder = threading.Thread(target=_feed, args=(source, writing), daemon=True)
    feeder.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        feeder.join()


def _feed(source: SourceFile, writing: int) -> None:
    opener = gzip.open if source.is_gzip else open
    # Whoever has read enough closes the other end.
    with suppress(BrokenPipeError), os.fdopen(writing, "wb") as pipe, opener(source.path, "rb") as file:
        held = b""
        while chunk := file.read(_CHUNK):
            chunk = held + chunk
            # Of CRLF the first half may stand at the end of a chunk.
            held = b"\r" if chunk.endswith(b"\r") else b""
            pipe.write(chunk[: len(chunk) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        pipe.write(held.replace(b"\r", b"\n"))
