"""The audit log of disclosures: added to and never changed, held against the head that the vault keeps.

A line per person disclosed, on the disk before the file that names them appears. The lines that are to be added are
first written into the sealed head; so a command that was killed in between is told from somebody's hand, and what it
left is completed by the next. Does not belong here: how lines chain (chain.py).
"""

import io
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import duckdb

from orchestration import duck
from orchestration.durable import sync
from orchestration.identity.reidentification.chain import NOTHING, ChainBroken, Head, chained, follow
from orchestration.identity.reidentification.head import Sealed, head_file, read_head, write_head
from orchestration.pseudonymise import hold_vault_key, key_ring
from orchestration.refusal import Refusal
from orchestration.settings import Settings

_LOOKS = 5
"""How often the log is looked at again while a command is adding to it."""


class AuditBroken(Refusal):
    """The audit log is not what was written: nobody is named before that has been looked into."""


class AuditUnreadable(Refusal):
    """Whoever asks may not see the audit log."""


@dataclass
class Told:
    """What the log tells of all disclosures, and who asked last."""

    head: Head = NOTHING
    disclosures: set[str] = field(default_factory=set)
    practices: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    last: Mapping[str, str] = field(default_factory=dict)
    is_cut_short: bool = False
    """Whether a command is adding lines at this moment, or was killed while it did."""
    _of_list: bytes = b""

    def see(self, line: bytes) -> None:
        """Take one more line into account."""
        # The lines of one list say the same but for their number and person, and there are thousands of them.
        of_list = line[line.find(b",") : line.rfind(b',"person_id"')]
        if of_list == self._of_list:
            return
        self._of_list = of_list
        entry = json.loads(line)
        self.disclosures.add(entry["disclosure_id"])
        self.practices.add(entry["practice_code"])
        self.users.add(entry["user"])
        self.last = entry


def audit_file(settings: Settings) -> Path:
    """Where the log lies."""
    return settings.ops_dir / "disclosures.jsonl"


def disclosures(settings: Settings) -> Told:
    """What has been disclosed, proven line by line and against the head in the vault.

    Raises AuditBroken with the line, or what else says why it cannot be known.
    """
    path = audit_file(settings)
    try:
        if not head_file(settings).is_file() and not path.exists():
            return Told()
        return _looked_at(settings, path)
    except PermissionError:
        raise AuditUnreadable("The audit log can be read by the account of the pipeline alone.") from None


def _looked_at(settings: Settings, path: Path) -> Told:
    connection = duck.memory(settings)
    try:
        hold_vault_key(connection, key_ring(settings))
        for _ in range(_LOOKS):
            before = read_head(connection, settings)
            try:
                return _proven(path, before)
            except AuditBroken:
                if read_head(connection, settings) == before:
                    raise
        return _proven(path, read_head(connection, settings))
    finally:
        connection.close()


def prepare(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Head:
    """Prove the log and complete what a killed command left of it; the head that the next line follows.

    Raises AuditBroken. Only under the lock of a run.
    """
    path = audit_file(settings)
    sealed = read_head(connection, settings)
    told = _proven(path, sealed)
    if sealed is None or sealed.adding is None:
        return told.head
    found = _size(path) - sealed.head.size
    if found == 0:  # killed before the first line; the file that it was about has never appeared
        write_head(connection, settings, Sealed(sealed.head))
        return sealed.head
    _append(path, sealed.adding[found:])
    head = follow(sealed.adding.splitlines(keepends=True), sealed.head)
    write_head(connection, settings, Sealed(head))
    return head


def record(
    connection: duckdb.DuckDBPyConnection, settings: Settings, entries: Iterable[Mapping[str, str]], after: Head
) -> Head:
    """Add a line per entry to a log that `prepare` has proven, and return its new head once the disk holds them all."""
    lines, head = chained(entries, after)
    if not lines:
        return after
    write_head(connection, settings, Sealed(after, lines))
    _append(audit_file(settings), lines)
    write_head(connection, settings, Sealed(head))
    return head


def _append(path: Path, lines: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        while lines:
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync(path.parent)


def _proven(path: Path, sealed: Sealed | None) -> Told:
    """What the log tells, if it is the one that the head is of."""
    told = Told()
    expected = NOTHING if sealed is None else sealed.head
    try:
        with _opened(path) as file:
            told.head = follow(islice(file, expected.count), see=told.see)
            if told.head != expected:
                raise AuditBroken(_broken(path, _how_else(told.head, expected)))
            beyond = file.read()
        if sealed is not None and sealed.adding is not None:
            if not sealed.adding.startswith(beyond):
                raise ChainBroken(expected.count + 1, "is not the one that was being added when a command was killed")
            told.is_cut_short = True
        elif beyond:
            raise ChainBroken(expected.count + 1, f"is none of ours: the vault knows of {expected.count:,}")
    except ChainBroken as broken:
        raise AuditBroken(_broken(path, str(broken))) from None
    return told


def _opened(path: Path) -> BinaryIO:
    if path.is_symlink():
        raise AuditBroken(_broken(path, "it is a link to another place"))
    return open(path, "rb") if path.exists() else io.BytesIO()


def _how_else(found: Head, expected: Head) -> str:
    if found.count < expected.count:
        return f"it ends after line {found.count:,}, and {expected.count:,} were written"
    return "its lines fit each other and are not those that were written: the whole of it was written anew"


def _broken(path: Path, how: str) -> str:
    return (
        f"The audit log {path} is broken: {how}. Nobody is named until that has been looked into; what to do stands in "
        "docs/runbook.md."
    )


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
