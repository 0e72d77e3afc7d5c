"""Lines that chain by hash: each holds the hash of the line before it and ends in its own.

Belongs here: writing lines, and following a chain to its end or to the line where it breaks. No key is needed for
either, and none is in it. Does not belong here: where the chain should end (head.py), or what is told of it (audit.py).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

_HEX = 64
_BEFORE = b',"previous_hash":"'
_OWN = b',"hash":"'
_END = b'"}'


@dataclass(frozen=True)
class Head:
    """The end of a chain: how many lines, the hash of the last one, and how many bytes."""

    count: int
    line_hash: str
    size: int


NOTHING = Head(0, "0" * _HEX, 0)


class ChainBroken(Exception):
    """A line is not the one that was written there. The message says which and how, after "line N"."""

    def __init__(self, line: int, how: str) -> None:
        super().__init__(f"line {line:,} {how}")
        self.line = line


def chained(entries: Iterable[Mapping[str, str]], after: Head) -> tuple[bytes, Head]:
    """The lines of these entries, to stand after a head, and the head that they lead to."""
    lines = []
    head = after
    for entry in entries:
        numbered = {"sequence": head.count + 1, **entry, "previous_hash": head.line_hash}
        body = json.dumps(numbered, separators=(",", ":")).encode()
        line_hash = sha256(body).hexdigest()
        lines.append(body[:-1] + _OWN + line_hash.encode() + _END + b"\n")
        head = Head(head.count + 1, line_hash, head.size + len(lines[-1]))
    return b"".join(lines), head


def follow(lines: Iterable[bytes], after: Head = NOTHING, see: Callable[[bytes], None] = lambda entry: None) -> Head:
    """Follow lines from a head on to their end, and show each entry, as JSON, to `see`.

    Raises ChainBroken at the first line that is wrong.
    """
    head = after
    for line in lines:
        number = head.count + 1
        own = len(line) - len(_OWN) - _HEX - len(_END) - 1
        if not line.endswith(_END + b"\n") or line[own : own + len(_OWN)] != _OWN:
            raise ChainBroken(number, "is torn, or no line of the log")
        body = line[:own] + b"}"
        line_hash = line[own + len(_OWN) : -len(_END) - 1].decode("ascii", "replace")
        if sha256(body).hexdigest() != line_hash:
            raise ChainBroken(number, "was changed after it was written")
        if not body.startswith(b'{"sequence":%d,' % number) or not body.endswith(
            _BEFORE + head.line_hash.encode() + _END
        ):
            raise ChainBroken(number, "does not follow the line before it: a line was taken out, put in or moved")
        try:
            see(body)
        except (ValueError, TypeError, KeyError):  # somebody made a line whose hash is right
            raise ChainBroken(number, "is no line of the log") from None
        head = Head(number, line_hash, head.size + len(line))
    return head
