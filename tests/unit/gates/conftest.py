"""A build of two feeds and a few rows in which every gate is open: a test breaks one thing and asks again."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.gates import GateOutcome, run_gate
from orchestration.settings import Settings

RUN_ID = "run-1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "warehouse", threads=2, memory_limit="500MB")


@pytest.fixture(autouse=True)
def _nothing_spills(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows never spill: connections go without the extension that encrypts what does, which is slow to load."""
    monkeypatch.setattr("orchestration.duck.load_extension", lambda *_: None)


@pytest.fixture
def build(settings: Settings) -> Settings:
    """The build, written by hand as the steps before a gate leave it."""
    settings.build_dir.mkdir(parents=True)
    for path, script in (
        (settings.build_warehouse_db, "warehouse.sql"),
        (settings.build_careweave_db, "careweave.sql"),
        (settings.build_open_db, "careweave_open.sql"),
    ):
        with duckdb.connect(path) as connection:
            connection.execute((Path(__file__).parent / "build" / script).read_text(encoding="utf-8"))
    return settings


@pytest.fixture
def change(build: Settings) -> Callable[[str], None]:
    """Change the build with a statement; careweave and careweave_open are attached."""

    def run(*statements: str) -> None:
        with duckdb.connect(build.build_warehouse_db) as connection:
            for path in (build.build_careweave_db, build.build_open_db):
                if path.exists():
                    connection.execute(f"attach '{path}'")
            for statement in statements:
                connection.execute(statement)

    return run


@pytest.fixture
def ask(build: Settings) -> Callable[[str], GateOutcome]:
    """Ask a gate about the build."""
    return lambda zone: run_gate(zone, build, RUN_ID)
