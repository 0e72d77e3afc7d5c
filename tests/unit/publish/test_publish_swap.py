"""The swap: a reader keeps what it opened, and a kill at any step leaves one whole release published."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import publish, recover, release, run
from orchestration.publish.placing import releases_dir
from orchestration.publish.verify import Facts
from orchestration.settings import Settings

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute("select count(*) from marts.fct_admission").fetchall()[0][0], flush=True)
"""


class Killed(BaseException):
    """Stands for SIGKILL: no except clause of ours may catch it."""


def test_a_reader_keeps_the_file_that_it_opened(settings: Settings, make_build) -> None:
    make_build("run-1", admissions=30)
    publish(settings, {}, "run-1")
    published = settings.published_dir / "careweave.duckdb"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(published)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert _asked(reader) == "30"
        make_build("run-2", admissions=45)
        publish(settings, {}, "run-2")
        assert _asked(reader) == "30"
        with duckdb.connect(published, read_only=True) as connection:
            assert connection.execute("select count(*) from marts.fct_admission").fetchall() == [(45,)]
    finally:
        reader.stdin.close()
        assert reader.wait(timeout=20) == 0


def _asked(reader: subprocess.Popen) -> str:
    reader.stdin.write("count\n")
    reader.stdin.flush()
    return reader.stdout.readline().strip()


def test_only_the_published_release_stays(settings: Settings, make_build) -> None:
    for run_id in ("run-1", "run-2", "run-3"):
        make_build(run_id)
        publish(settings, {}, run_id)
    assert [path.name for path in releases_dir(settings).iterdir()] == ["run-3"]


def _killed_at(patch: pytest.MonkeyPatch, number: int) -> None:
    """Let the process die at the n-th thing that it does to the disk."""
    done = 0

    def dying(action):
        def act(*arguments, **named):
            nonlocal done
            done += 1
            if done == number:
                raise Killed
            return action(*arguments, **named)

        return act

    for module, name in (
        (os, "replace"),
        (os, "symlink"),
        (os, "mkdir"),
        (os, "fsync"),
        (os, "chmod"),
        (os, "unlink"),
        (shutil, "rmtree"),
        (run, "write_open_files"),
        (run, "write_dictionary"),
    ):
        patch.setattr(module, name, dying(getattr(module, name)))


@pytest.fixture
def make_placeholder_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Builds whose databases are a line of text that says whose they are: only how files are placed is looked at."""

    def write(run_id: str) -> None:
        settings.build_dir.mkdir(parents=True, exist_ok=True)
        for path in (settings.build_warehouse_db, settings.build_careweave_db, settings.build_open_db):
            path.write_text(run_id, encoding="utf-8")

    facts = Facts(as_of_date=date(2024, 5, 31), as_known_at=None, gates=(), deliveries=(), has_sharing_agreements=False)
    monkeypatch.setattr(run, "run_facts", lambda settings, run_id: facts)
    monkeypatch.setattr(run, "verified_tables", lambda path, schema, settings: [])
    monkeypatch.setattr(run, "permitted_uses", lambda settings, has_sharing_agreements: None)
    monkeypatch.setattr(run, "described_tables", lambda settings: [])

    def write_open_files(settings: Settings, open_db: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "pub.csv").write_text(open_db.read_text(encoding="utf-8"), encoding="utf-8")

    monkeypatch.setattr(run, "write_open_files", write_open_files)
    return write


def _whole_release(settings: Settings) -> str:
    """The published release is all there, of one run; says whose it is."""
    told = release(settings).run_id
    for name in ("careweave.duckdb", "careweave_open.duckdb", "open/pub.csv"):
        assert (settings.published_dir / name).read_text(encoding="utf-8") == told
    assert (settings.published_dir / "dictionary" / "index.md").is_file()
    return told


@pytest.mark.parametrize("is_same_run", [True, False], ids=["tried-again", "next-run"])
def test_a_kill_at_any_step(settings: Settings, make_placeholder_build, monkeypatch, is_same_run: bool) -> None:
    make_placeholder_build("run-0")
    publish(settings, {}, "run-0")
    for number in range(1, 200):
        before = _whole_release(settings)
        run_id = f"run-{number}"
        make_placeholder_build(run_id)
        with monkeypatch.context() as patch:
            _killed_at(patch, number)
            try:
                publish(settings, {}, run_id)
            except Killed:
                pass
            else:
                assert number > 30, "there are more steps than that to be killed at"
                return
        assert _whole_release(settings) in (before, run_id)
        if not is_same_run:
            run_id = f"run-{number}-next"
            make_placeholder_build(run_id)
        publish(settings, {}, run_id)
        assert _whole_release(settings) == run_id
        assert settings.warehouse_db.read_text(encoding="utf-8") == run_id
        assert [path.name for path in releases_dir(settings).iterdir()] == [run_id]
        assert not (settings.warehouse / "published.new").is_symlink()
    pytest.fail("publishing never came to its end")


def test_recover_clears_what_is_not_published(settings: Settings, make_build) -> None:
    recover(settings)
    make_build("run-1")
    publish(settings, {}, "run-1")
    (releases_dir(settings) / "run-0").mkdir()
    (releases_dir(settings) / "run-0" / "careweave.duckdb").write_bytes(b"half")
    (releases_dir(settings) / "stray.txt").write_text("stray", encoding="utf-8")
    (settings.warehouse / "published.new").symlink_to("releases/run-0")
    recover(settings)
    assert [path.name for path in releases_dir(settings).iterdir()] == ["run-1"]
    assert release(settings).run_id == "run-1"
    assert not (settings.warehouse / "published.new").is_symlink()
