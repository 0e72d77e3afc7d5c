"""The one exception whose message is written for a person: what is wrong, where, what to do.

A refusal is no bug: the command prints its sentence and ends with its exit code. Anything else that escapes is an
error of ours. Does not belong here: what is refused and why; each step says that itself.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOPPED_FROM_OUTSIDE = 1
USAGE_OR_SETTINGS = 2


class Refusal(Exception):
    """Something outside our code stops the run (exit code 1): the message is a sentence without any person's value."""

    exit_code = STOPPED_FROM_OUTSIDE


class DiskFull(Refusal):
    """The disk under the warehouse has no space left."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The disk is full: {where} could not be written. Free some space and run again; "
            "what was published before still stands."
        )


class FolderRefused(Refusal):
    """A folder that somebody named cannot be made or written in."""

    exit_code = USAGE_OR_SETTINGS


@contextmanager
def made_in(folder: Path, named_by: str) -> Iterator[None]:
    """What the block makes in a folder; where the system refuses, a sentence with what names another folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise FolderRefused(
            f"The folder {folder} cannot be made, or nothing can be written in it ({error.strerror}). "
            f"Name another with {named_by}."
        ) from None
