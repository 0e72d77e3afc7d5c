"""The swap: a reader keeps what it opened, and a kill at any step leaves one whole release published."""

import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from orchestration.publish import open_files, publish, recover, release, run
from orchestration.publish.placing import releases_dir
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


def _killed_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
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

    for module, name in ((os, "replace"), (os, "symlink"), (os, "mkdir"), (shutil, "rmtree"), (shutil, "copytree")):
        monkeypatch.setattr(module, name, dying(getattr(module, name)))
    for name in ("run_facts", "verified_tables", "write_open_files", "settle", "settle_folder", "sync", "swap", "recover"):
        monkeypatch.setattr(run, name, dying(getattr(run, name)))


def _is_whole(settings: Settings) -> str:
    """The published release is all there; says whose it is."""
    told = release(settings)
    counted = {table.table: table.rows_count for table in told.tables}
    with duckdb.connect(settings.published_dir / "careweave.duckdb", read_only=True) as connection:
        found = connection.execute("select count(*) from marts.fct_admission").fetchall()[0][0]
    assert found == counted["marts.fct_admission"]
    with duckdb.connect(settings.published_dir / "careweave_open.duckdb", read_only=True) as connection:
        found = connection.execute("select count(*) from open.pub_quality__linkage").fetchall()[0][0]
    assert found == counted["open.pub_quality__linkage"]
    assert (settings.published_dir / "open" / "careweave_open.xlsx").is_file()
    return told.run_id


@pytest.mark.parametrize("is_same_run", [True, False], ids=["tried-again", "next-run"])
def test_a_kill_at_any_step(settings: Settings, make_build, monkeypatch, is_same_run: bool) -> None:
    monkeypatch.setattr(open_files, "write_workbook", lambda connection, tables, path: path.write_bytes(b"workbook"))
    make_build("run-0", admissions=30)
    publish(settings, {}, "run-0")
    for number in range(1, 100):
        before = _is_whole(settings)
        make_build(f"run-{number}", admissions=30 + number)
        with monkeypatch.context() as patch:
            _killed_at(patch, number)
            try:
                publish(settings, {}, f"run-{number}")
            except Killed:
                pass
            else:
                assert number > 15, "there are more steps than that to be killed at"
                return
        assert _is_whole(settings) in (before, f"run-{number}")
        run_id = f"run-{number}"
        if not is_same_run:
            run_id = f"run-{number}-next"
            make_build(run_id, admissions=10 + number)
        publish(settings, {}, run_id)
        assert _is_whole(settings) == run_id
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
    assert _is_whole(settings) == "run-1"
    assert not (settings.warehouse / "published.new").is_symlink()
