"""A warehouse folder and its inbox, and the command run on them as its user runs it: in a process of its own.

Does not belong here: which nights there are (nights.py), or what an inbox holds.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb

from orchestration.pseudonymise import new_ring
from orchestration.publish import Release, release
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

COMMAND = [sys.executable, "-c", "from orchestration.cli import app; app()"]
# Nobody waits longer for one night, however busy the machine is.
LONGEST_SECONDS = 1500
PUBLISHED_FILES = ("careweave.duckdb", "careweave_open.duckdb", "release.json")


# A machine in another part of the world.
ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"}


def environment(*, elsewhere: bool = False, **settings: str) -> dict[str, str]:
    """The environment of a command: none of the tester's own settings, and made-up people allowed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAREWEAVE_")}
    inherited |= ELSEWHERE if elsewhere else {}
    ours = {"ALLOW_TEST_NUMBERS": "1", "MEMORY_LIMIT": "1GB", "THREADS": "2"} | settings
    return inherited | {f"CAREWEAVE_{name}": value for name, value in ours.items()} | {"PYTHONPATH": str(PROJECT_ROOT)}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    exit_code: int
    output: str
    errors: str

    @property
    def sentence(self) -> str:
        """What it said on the error stream: one line, and no traceback."""
        assert "Traceback" not in self.output + self.errors
        (line,) = [line for line in self.errors.splitlines() if line.strip()]
        return line


@dataclass(frozen=True)
class Place:
    """A folder that holds a warehouse and an inbox."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def settings(self) -> Settings:
        return load_settings(
            warehouse=self.warehouse, inbox=self.inbox, allow_test_numbers=True, memory_limit="1GB", threads=2
        )

    def with_keys(self, ring: Path | None = None) -> "Place":
        """Make the folders, and a key ring of its own or the one that is given."""
        self.inbox.mkdir(parents=True)
        self.warehouse.mkdir()
        if ring is None:
            new_ring(self.settings)
        else:
            shutil.copy2(ring, self.warehouse / "keys.json")
        return self

    def copied(self, folder: Path) -> "Place":
        """The same in another folder, for a test that changes it."""
        # A link stays a link: `published` points within the warehouse.
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        return Place(folder)

    def arguments(self, *more: str) -> list[str]:
        return [*COMMAND, "run", "--inbox", str(self.inbox), "--warehouse", str(self.warehouse), *more]

    def run(self, *more: str, command: list[str] | None = None, elsewhere: bool = False, **settings: str) -> Ended:
        """One night, to its end."""
        ended = subprocess.run(
            command or self.arguments(*more),
            env=environment(elsewhere=elsewhere, **settings),
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT_ROOT,
            timeout=LONGEST_SECONDS,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def have_a_night(self, **settings: str) -> None:
        """A night that has to end well; what it told lies beside the warehouse."""
        ended = self.run(**settings)
        assert ended.exit_code == 0, ended.errors or ended.output
        (self.folder / "told.txt").write_text(ended.output + ended.errors, encoding="utf-8")

    @property
    def told(self) -> str:
        """What the console told of the night that this place stands for."""
        return (self.folder / "told.txt").read_text(encoding="utf-8")

    def release(self) -> Release:
        found = release(self.settings)
        assert found is not None
        return found

    def rows(self, sql: str, file: str = "published/careweave.duckdb") -> list[tuple]:
        """Ask one of the warehouse's files, read-only."""
        with duckdb.connect(str(self.warehouse / file), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    def told_of(self, file_name: str) -> list[str]:
        """Status and reason of a delivery, as published."""
        return [
            f"{status}: {reason}"
            for status, reason in self.rows(
                f"select status_code, reason from marts.mart_quality__deliveries where file_name = '{file_name}'"
            )
        ]


@dataclass(frozen=True)
class Published:
    """What stands in the published folder, byte by byte."""

    target: str
    digests: tuple[str, ...]

    @classmethod
    def of(cls, place: Place) -> "Published":
        folder = place.warehouse / "published"
        digests = tuple(sha256((folder / name).read_bytes()).hexdigest() for name in PUBLISHED_FILES)
        return cls(os.readlink(folder), digests)


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen, seconds: float = LONGEST_SECONDS) -> bool:
    """Look every few milliseconds whether it is so yet; False when the process has ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        if process.poll() is not None:
            return is_so()
        time.sleep(0.003)
    raise TimeoutError("What the test waits for did not come about.")


def extracted_at(path: Path) -> str:
    """The moment of extraction that a file's name tells, as it is written there."""
    found = re.search(r"_(\d{8}T\d{6}Z)\.csv", path.name)
    return found[1] if found else ""
