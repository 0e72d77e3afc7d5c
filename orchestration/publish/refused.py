"""Refusals of publishing, and a full disk told as what it is.

Belongs here: how an error of the disk or of DuckDB becomes a sentence. Does not belong here: deciding what to refuse.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.refusal import DiskFull, Refusal


class PublishRefused(Refusal):
    """Nothing was published; what was published before stands. The message is a sentence."""


@contextmanager
def told_in_words(where: str) -> Iterator[None]:
    """Turn a full disk and a database that cannot be opened or written into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(where) from None
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise PublishRefused(
                f"{where} may not be written by this user: give it the right to, then run again; "
                "what was published stands."
            ) from None
        raise  # a busy or slow file system passes: whoever asked may ask again
    except duckdb.Error as error:
        if "No space left" in str(error) or "Disk quota" in str(error):
            raise DiskFull(where) from None
        if isinstance(error, duckdb.IOException | duckdb.ConnectionException):
            raise PublishRefused(
                f"{where} cannot be opened: another process holds it, or it is damaged; what was published stands."
            ) from None
        raise
