"""The file that is handed over: its room on the disk is made before anybody is written down, its content comes after.

Belongs here: where such a file may lie, that its owner alone can read it, and that it appears whole or not at all.
Does not belong here: what it holds.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.durable import sync
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

ZIP = ".zip"


class OutRefused(Refusal):
    """No file may or can be written there."""

    exit_code = USAGE_OR_SETTINGS


class NotHandedOver(Refusal):
    """The audit log has the people, and the file did not come about."""


@dataclass(frozen=True)
class Reserved:
    """A file beside the one to come, with room for all of it and nothing in it."""

    out: Path
    part: Path
    descriptor: int

    def hand_over(self, content: bytes) -> None:
        """Fill the file, have the disk hold it, and give it its name. Raises NotHandedOver."""
        try:
            written = 0
            while written < len(content):
                written += os.pwrite(self.descriptor, content[written:], written)
            os.ftruncate(self.descriptor, len(content))
            os.fsync(self.descriptor)
            _name(self.part, self.out)
        except OSError as error:
            raise NotHandedOver(
                f"{self.out} could not be put in place ({error.strerror}), so nobody was named; the audit log has "
                "lines for this request all the same. Mend the cause and ask again."
            ) from None
        with suppress(OSError):  # the file stands, and a file system may not sync a folder
            sync(self.out.parent)


def require_place(settings: Settings, out: Path, *, is_encrypted: bool) -> Path:
    """The absolute path, if a file that names people may lie there. Raises OutRefused."""
    place = out.expanduser()
    place = place.parent.resolve() / place.name
    kept_free = (
        ("the warehouse", settings.warehouse),
        ("the inbox", settings.inbox_dir),
        ("the project", settings.project_root),
    )
    for name, folder in kept_free:
        if place.is_relative_to(folder.resolve()):
            raise OutRefused(
                f"A file that names people may not lie in {name} ({folder}): name another with --out, in a folder "
                "that only those see who may."
            )
    if not place.parent.is_dir():
        raise OutRefused(f"There is no folder {place.parent}: make it, or name another file with --out.")
    if os.path.lexists(place):
        raise OutRefused(f"{place} is there already and is not replaced: name another file with --out.")
    if (place.suffix.lower() == ZIP) != is_encrypted:
        raise OutRefused(
            f"{place.name}: with --passphrase-file the file is a zip and its name ends in {ZIP}; without it is CSV and "
            "its name does not."
        )
    return place


@contextmanager
def reserved(out: Path, size: int) -> Iterator[Reserved]:
    """Make room for a file of `size` bytes; what is beside it in the end is removed. Raises OutRefused."""
    part = out.with_name(f".{out.name}.part")
    with suppress(OSError):
        part.unlink()  # of a command that was killed
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise OutRefused(f"{out} cannot be written ({error.strerror}): name another file with --out.") from None
    try:
        _make_room(descriptor, out, size)
        yield Reserved(out, part, descriptor)
    finally:
        os.close(descriptor)
        with suppress(OSError):
            part.unlink()


def _make_room(descriptor: int, out: Path, size: int) -> None:
    if os.fstat(descriptor).st_mode & 0o077:
        raise OutRefused(f"Others can read whatever is written in {out.parent}: name another folder.")
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return  # a file system that cannot promise room
        raise OutRefused(f"There is no room for {out} ({error.strerror}); nobody was named.") from None


def _name(part: Path, out: Path) -> None:
    try:
        os.link(part, out)  # unlike a rename, it never replaces
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        if os.path.lexists(out):  # a file system without links
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(part, out)
