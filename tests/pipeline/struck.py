"""Nights that are killed at an instant, one after the other in one warehouse, and the one that is let be.

Belongs here: where the strikes fall, and what was seen right after each. Every killed night leaves its rubble to the
next: so the last one has all of it to clear away.
"""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestration.assets.run_lock import is_held
from orchestration.settings import PROJECT_ROOT
from tests.pipeline.made_up import put
from tests.pipeline.nights import Nights
from tests.pipeline.place import Ended, Place, Published, environment, wait_until

# What a killed night had started looks for it five times a second; on a busy machine it takes a while to be asked.
SECONDS_TO_NOTICE = 5
# Made-up people bear numbers of the range that is issued to nobody.
_NUMBER = re.compile(rb"(?<![0-9])9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")


@dataclass(frozen=True)
class Strike:
    """What was seen after a night had been killed."""

    exit_code: int
    is_published_as_before: bool
    can_be_read: bool
    is_lock_free: bool
    orphans: int
    leaking: list[str]
    """Files of the warehouse, the vault's among them, in whose bytes somebody's NHS number stood right after it."""


@dataclass(frozen=True)
class Struck:
    """The killed nights by where they were, and the night after them."""

    place: Place
    before: Published
    strikes: dict[str, Strike]
    ended: Ended
    numbers: set[bytes]


def _some_are_read(place: Place) -> Callable[[], bool]:
    """A few deliveries are in the lake that were not, and more are to come."""
    known = len(list(place.warehouse.glob("lake/*/*/*/manifest.json")))
    return lambda: len(list(place.warehouse.glob("lake/*/*/*/manifest.json"))) >= known + 4


def _marts_are_built(place: Place) -> Callable[[], bool]:
    """dbt is writing marts: tables are in their file, or on their way there."""
    parts = [place.warehouse / "build" / f"careweave.duckdb{end}" for end in ("", ".wal")]
    return lambda: sum(part.stat().st_size for part in parts if part.exists()) > 1 << 19


def _release_is_laid_out(place: Place) -> Callable[[], bool]:
    """A release is being written beside the published one."""
    releases = place.warehouse / "releases"
    known = {path.name for path in releases.iterdir()}
    return lambda: any(path.name not in known for path in releases.iterdir())


MOMENTS = {
    "while deliveries are read": _some_are_read,
    "while dbt builds the marts": _marts_are_built,
    "while a release is written": _release_is_laid_out,
}


def _children(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in path.read_text().split()]
    return [grandchild for child in found for grandchild in (child, *_children(child))]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def numbers_sent(inbox: Path) -> set[bytes]:
    """Every NHS number of ten digits that stands in an inbox."""
    return {number for path in inbox.glob("*.csv") for number in _NUMBER.findall(path.read_bytes())}


def files_with_numbers(folder: Path, numbers: set[bytes]) -> list[str]:
    """The files of a folder in whose bytes one of these numbers stands, however it is printed."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "keys.json":
            seen = {re.sub(rb"[ -]", b"", match) for match in _NUMBER.findall(path.read_bytes())}
            found += [str(path.relative_to(folder))] if seen & numbers else []
    return found


def strike(place: Place, moment: Callable[[Place], Callable[[], bool]], numbers: set[bytes]) -> Strike:
    """Begin a night and kill it, and it alone, at its moment."""
    before, has_come = Published.of(place), moment(place)
    with (place.folder / "struck.txt").open("w") as told:
        night = subprocess.Popen(
            place.arguments(), env=environment(THREADS="1"), cwd=PROJECT_ROOT, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            assert wait_until(has_come, night), "The night ended before it could be killed."
            children = _children(night.pid)
        finally:
            night.send_signal(signal.SIGKILL)
            exit_code = night.wait()
    leaking = files_with_numbers(place.warehouse, numbers)
    is_lock_free = not is_held(place.settings)
    can_be_read = place.rows("select count(*) > 0 from marts.fct_activity") == [(True,)]
    unchanged = Published.of(place) == before
    deadline = time.monotonic() + SECONDS_TO_NOTICE
    while time.monotonic() < deadline and any(map(_is_alive, children)):
        time.sleep(0.1)
    return Strike(exit_code, unchanged, can_be_read, is_lock_free, sum(map(_is_alive, children)), leaking)


def struck_nights(nights: Nights, known: Place, earlier: Place) -> Struck:
    """After the earlier night the rest of the files arrive; three nights over them are killed, the fourth is not."""
    place = earlier.copied(nights.folder / "struck_nights")
    put(known.inbox.iterdir(), place.inbox)
    before = Published.of(place)
    numbers = numbers_sent(place.inbox)
    strikes = {name: strike(place, moment, numbers) for name, moment in MOMENTS.items()}
    return Struck(place, before, strikes, place.run(THREADS="1", elsewhere=True), numbers)
