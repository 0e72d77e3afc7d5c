"""One run at a time: a lock on a file that the kernel lets go of when its holder dies, however it dies.

Belongs here: taking and holding the lock, and saying who holds it. A row in a database would outlive a kill; this does
not. Within one process the lock may be taken again by whoever runs under it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from orchestration.assets.roll_forward import finish_rotation
from orchestration.refusal import Refusal, made_in
from orchestration.settings import Settings


class WarehouseHeld(Refusal):
    """Another run writes in this warehouse."""


_held: dict[Path, tuple[int, int]] = {}  # lock file -> (file descriptor, how often taken by this process)
_since: dict[Path, datetime] = {}
_guard = RLock()


@contextmanager
def run_lock(settings: Settings, what: str = "a run") -> Iterator[None]:
    """Hold the warehouse for as long as the block runs. Raises WarehouseHeld when another process has it.

    A rotation of keys that was killed is finished, or cleared away, before anything else.
    """
    path = settings.lock_path
    is_taken_now = _take(path, what)
    try:
        if is_taken_now:
            finish_rotation(settings)
        yield
    finally:
        _give_back(path)


def is_held(settings: Settings) -> bool:
    """Whether a run, of this process or another, holds the warehouse at this moment."""
    with _guard:
        if settings.lock_path in _held:
            return True
        if not settings.lock_path.is_file():
            return False
        descriptor = os.open(settings.lock_path, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def held_since(settings: Settings) -> datetime:
    """The moment from which this process has held the warehouse."""
    return _since[settings.lock_path]


def settled(settings: Settings) -> None:
    """For a command that works without the lock: have no rotation of keys half done. Raises WarehouseHeld while one is
    on."""
    if settings.rotation_dir.is_dir():
        with run_lock(settings, "finishing a rotation of keys"):
            pass


def _take(path: Path, what: str) -> bool:
    """Take the lock, or count one more that holds it; True when this process did not have it before."""
    with _guard:
        if path in _held:
            descriptor, times = _held[path]
            _held[path] = (descriptor, times + 1)
            return False
        with made_in(path.parent, "--warehouse or CAREWEAVE_WAREHOUSE"):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise WarehouseHeld(
                f"Another run holds the warehouse {path.parent}{holder}. Wait until it has ended, then run again; "
                "nothing was changed."
            ) from None
        _write_holder(descriptor, what)
        _held[path] = (descriptor, 1)
        _since[path] = datetime.now(UTC)
        return True


def _give_back(path: Path) -> None:
    with _guard:
        descriptor, times = _held[path]
        if times > 1:
            _held[path] = (descriptor, times - 1)
            return
        del _held[path], _since[path]
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)


def _write_holder(descriptor: int, what: str) -> None:
    # Only for the sentence that a second run gets: the lock is the kernel's, not this text's.
    about = {"process": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(about).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        about = json.loads(os.pread(descriptor, 1000, 0))
        return f" ({about['what']}, process {about['process']}, since {about['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
