"""Faults of whole files: resubmissions, duplicates, truncated extracts, odd encodings, months that never came.

Belongs here: what is done to files once they are complete. Does not belong here: mistakes in single rows (faults.py).
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from orchestration.synth.choices import Choices
from orchestration.synth.draws import generator
from orchestration.synth.months import Months
from orchestration.synth.scenario import Scenario
from orchestration.synth.schedule import file_name

RESUBMITTED_ON_DAY = 24  # of the month after: before the last month's files are taken
FROZEN_ON_DAY = 50


@dataclass
class Inbox:
    """The files written so far, and what was planted in them."""

    folder: Path
    scenario: Scenario
    planted: list[tuple[str, str]]

    @property
    def months(self) -> Months:
        return self.scenario.months

    @property
    def choices(self) -> Choices:
        return self.scenario.choices

    def path(self, feed: str, sender: str, month: int, day: int = 10, later: int = 0) -> Path:
        return self.folder / file_name(self.months, feed, sender, month, day, later)

    def note(self, fault: str, path: Path) -> None:
        self.planted.append((fault, path.name))

    def lines(self, path: Path) -> tuple[bytes, list[bytes]]:
        """Header and records; no record of ours holds a line break."""
        head, *records = path.read_bytes().splitlines(keepends=True)
        return head, records

    def rng(self, name: str) -> np.random.Generator:
        return generator(self.scenario.seed, 0, f"file {name}")


def plant_file_faults(inbox: Inbox) -> None:
    """Plant each fault once or a few times, where the window is long enough to hold it and the file has rows."""
    last = inbox.months.count - 1
    for trust in ("R1H", "R1K"):
        for month in (last - 3, last - 2):
            _on(inbox, "apc", trust, month, _flex_and_freeze)
    _on(inbox, "ecds", "R1K", last - 4, _flex_and_freeze)
    _on(inbox, "op", "R1H", last - 3, _flex_and_freeze)
    _on(inbox, "gp_appointments", "GPAD", last - 1, _same_bytes_again)
    _on(inbox, "csds", "RYX", last - 2, _header_only_again)
    _on(inbox, "gp_medications", "EMIS", last - 3, _truncated_again)
    _on(inbox, "rapid_response", "RYX", last - 1, _without_required_column)
    _on(inbox, "ecds", "R1H", last - 2, _mostly_bad_again)
    _on(inbox, "deaths", "ONS", last - 2, _empty_again)
    _on(inbox, "registrations", "EMIS", last - 1, _late_older_snapshot)
    councils = [borough.code for borough in inbox.scenario.boroughs]
    _on(inbox, "social_care", councils[len(councils) // 2], last, _windows_1252)
    _on(inbox, "op", "R1K", last - 1, _gzipped)
    _on(inbox, "mh_contacts", "RWK", last - 1, _with_bom_and_crlf)
    _on(inbox, "referrals", "ERS", last - 1, _with_other_header)
    if last >= 8:
        _on(inbox, "op", "R1K", last - 5, _never_came)


Fault = Callable[[Inbox, str, str, int, Path], None]


def _on(inbox: Inbox, feed: str, sender: str, month: int, fault: Fault) -> None:
    if month < 0:
        return
    path = inbox.path(feed, sender, month)
    if path.exists() and len(inbox.lines(path)[1]) >= 1:
        fault(inbox, feed, sender, month, path)


def _flex_and_freeze(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    """The complete file comes when the month is frozen; the first one lacked some rows and some codes."""
    head, records = inbox.lines(path)
    frozen = inbox.path(feed, sender, month, FROZEN_ON_DAY)
    path.rename(frozen)
    rng = inbox.rng(frozen.name)
    kept = [
        record
        for record, luck in zip(records, rng.random(len(records)), strict=True)
        if luck > inbox.choices.FLEX_ROWS_LATE
    ]
    coded_late = [
        name for name in (b"primary_diagnosis", b"diagnosis_code", b"outcome_code") if name in head.strip().split(b",")
    ]
    if coded_late:
        position = head.strip().split(b",").index(coded_late[0])
        blank = rng.random(len(kept)) < inbox.choices.FLEX_UNCODED
        kept = [_blanked(record, position) if bare else record for record, bare in zip(kept, blank, strict=True)]
    if kept == records:
        kept = records[:-1]
    path.write_bytes(head + b"".join(kept))
    inbox.note("FLEX", path)
    inbox.note("FREEZE", frozen)


def _blanked(record: bytes, position: int) -> bytes:
    values = record.split(b",")
    values[position] = b"\n" if values[position].endswith(b"\n") else b""
    return b",".join(values)


def _same_bytes_again(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    again.write_bytes(path.read_bytes())
    inbox.note("DUPLICATE_FILE", again)


def _header_only_again(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    again.write_bytes(inbox.lines(path)[0])
    inbox.note("HEADER_ONLY", again)


def _truncated_again(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    head, records = inbox.lines(path)
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    again.write_bytes(head + b"".join(records[: len(records) // 3]))
    inbox.note("TRUNCATED", again)


def _without_required_column(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    """The accepted flag was left out of the export."""
    head, records = inbox.lines(path)
    position = head.strip().split(b",").index(b"accepted")
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    cut = [
        b",".join(value for place, value in enumerate(line.split(b",")) if place != position)
        for line in (head, *records)
    ]
    again.write_bytes(b"".join(cut))
    inbox.note("MISSING_COLUMN", again)


def _mostly_bad_again(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    """Arrival times that a spreadsheet has turned into something else, on two rows of five."""
    head, records = inbox.lines(path)
    position = head.strip().split(b",").index(b"arrival_at")
    spoilt = []
    for place, record in enumerate(records):
        values = record.split(b",")
        values[position] = b"########" if place % 5 < 2 else values[position]
        spoilt.append(b",".join(values))
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    again.write_bytes(head + b"".join(spoilt))
    inbox.note("MOSTLY_BAD", again)


def _empty_again(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    again = inbox.path(feed, sender, month, RESUBMITTED_ON_DAY)
    again.write_bytes(b"")
    inbox.note("EMPTY_FILE", again)


def _late_older_snapshot(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    """The register of the month before the last, taken after the register of the last."""
    day = 1 + (inbox.months.extracted_at(month + 1, 10, 0) - inbox.months.extracted_at(month, 1, 0)).days
    late = inbox.path(feed, sender, month, day, later=180)
    head, records = inbox.lines(path)
    late.write_bytes(head + b"".join(records[: max(1, len(records) * 95 // 100)]))
    inbox.note("LATE_OLDER_SNAPSHOT", late)


def _windows_1252(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    path.write_bytes(path.read_bytes().decode("utf-8").encode("cp1252", errors="replace"))
    inbox.note("WINDOWS_1252", path)


def _gzipped(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    inbox.note("GZIPPED", packed)


def _with_bom_and_crlf(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    inbox.note("BOM_AND_CRLF", path)


def _with_other_header(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    """Columns in another order, headers in capitals with spaces, and a column more with a quoted line break in it."""
    head, records = inbox.lines(path)
    order = inbox.rng(path.name).permutation(len(head.split(b",")))
    lines = [line.rstrip(b"\n").split(b",") for line in (head, *records)]
    moved = [b",".join(line[place] for place in order) for line in lines]
    moved[0] = b", ".join(lines[0][place].upper() for place in order) + b",COMMENTS"
    moved[1:] = [line + (b',"seen,\nto be called"' if place % 7 == 0 else b",") for place, line in enumerate(moved[1:])]
    path.write_bytes(b"\n".join(moved) + b"\n")
    inbox.note("OTHER_HEADER", path)


def _never_came(inbox: Inbox, feed: str, sender: str, month: int, path: Path) -> None:
    path.unlink()
    inbox.note("NEVER_CAME", path)
