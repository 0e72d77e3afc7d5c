"""A small population, written once for all the tests of this folder."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.synth import Written, write_extracts

END = "2026-03"


@dataclass(frozen=True)
class Made:
    """Where a run's files are, and what it said of itself."""

    inbox: Path
    truth: Path
    written: Written


def make(folder: Path, people: int = 300, months: int = 6, seed: int = 11, processes: int | None = None) -> Made:
    inbox, truth = folder / "inbox", folder / "truth"
    return Made(inbox, truth, write_extracts(people, months, END, seed, inbox, truth, processes=processes))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Enough people and months for every feed, and for shares to mean something."""
    return make(tmp_path_factory.mktemp("crowd"), people=3_000, months=12)
