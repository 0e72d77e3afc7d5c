"""What is kept of an error of ours: which kind, and where in our own code. Never its message.

DuckDB and others quote the value that they stumbled over; a message may hold a person's. So a log bears the exception's
type, our own frames, and a name to ask by.
"""

import errno
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from orchestration.refusal import DiskFull, Refusal
from orchestration.settings import PROJECT_ROOT, Settings

OUR_ERROR = 3
_PACKAGE = PROJECT_ROOT / "orchestration"
_NO_SPACE = ("no space left on device", "disk is full", "disk quota exceeded")
_NO_MEMORY = ("out of memory error", "failed to allocate", "could not allocate")


class OutOfMemory(Refusal):
    """The memory that the settings allow was not enough."""

    def __init__(self) -> None:
        super().__init__(
            "The step needed more memory than it may use: raise CAREWEAVE_MEMORY_LIMIT, or lower CAREWEAVE_THREADS, "
            "and run again; what was published before still stands."
        )


def refusal_of(error: BaseException) -> Refusal | None:
    """The refusal that an error amounts to, if it is none of ours: a full disk, too little memory."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, Refusal):
            return seen
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull("the warehouse")
        message = str(seen).lower()
        if any(words in message for words in _NO_SPACE):
            return DiskFull("the warehouse")
        if isinstance(seen, MemoryError) or any(words in message for words in _NO_MEMORY):
            return OutOfMemory()
        seen = seen.__cause__ or seen.__context__
    return None


def write_error(settings: Settings, error: BaseException, where: str) -> Path:
    """Write down what may be kept of an error, and return the file."""
    moment = datetime.now(UTC)
    path = settings.ops_dir / "errors" / f"{moment:%Y%m%dT%H%M%S%fZ}.log"
    lines = [f"{moment.isoformat(timespec='seconds')}  {where}", *described(error)]
    with suppress(OSError):  # the sentence still reaches whoever runs this, whether or not a log can be written
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def described(error: BaseException) -> list[str]:
    """The types of an error and of what caused it, each with the frames of our own code."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        kind = type(seen)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(_PACKAGE):
                lines.append(f"  {path.relative_to(PROJECT_ROOT)}, line {frame.lineno}, in {frame.name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return lines
