"""When publishing refuses: in a sentence, with what was published left as it was."""

import errno
import os
import shutil
from collections.abc import Callable

import duckdb
import pytest

from orchestration.publish import PublishRefused, publish, release
from orchestration.refusal import DiskFull, Refusal
from orchestration.settings import Settings


@pytest.fixture
def change(settings: Settings) -> Callable[[str], None]:
    """Change the build with a statement."""

    def run(statement: str) -> None:
        with duckdb.connect(settings.build_warehouse_db) as connection:
            for path in (settings.build_careweave_db, settings.build_open_db):
                connection.execute(f"attach '{path}'")
            connection.execute(statement)

    return run


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update ops.gate_results set is_met = false where zone_code = 'MARTS'", "the gate of MARTS is closed"),
        ("update ops.gate_results set is_met = null where zone_code = 'MARTS'", "the gate of MARTS is closed"),
        (
            "delete from ops.gate_results where zone_code in ('MARTS', 'FEEDS')",
            "the gate of FEEDS, MARTS was not asked",
        ),
        ("update ops.gate_results set run_id = 'run-0'", "was not asked in the run run-2"),
        ("drop table ops.gate_results", "lacks a table that the run itself writes"),
        ("update ops.reporting_date set run_id = 'run-0'", "The build is not the run run-2's"),
        ("create view careweave.marts.mart_extra as select 1 as one", "tables of the schema marts"),
        ("create table careweave_open.main.notes (text varchar)", "tables of the schema open"),
        ("drop schema careweave.marts cascade", "tables of the schema marts"),
    ],
)
def test_what_is_wrong_with_the_build_is_told(settings: Settings, make_build, change, statement, told) -> None:
    make_build("run-1")
    before = publish(settings, {}, "run-1")
    make_build("run-2")
    change(statement)
    with pytest.raises(PublishRefused, match=told):
        publish(settings, {}, "run-2")
    assert release(settings) == before


def test_a_warning_does_not_refuse(settings: Settings, make_build, change) -> None:
    make_build("run-1")
    change("insert into ops.gate_results values ('run-1', 'FEEDS', 's', 'w', false, false, '3', now()::timestamp)")
    made = publish(settings, {}, "run-1")
    assert {gate.zone: gate.warnings_count for gate in made.gates}["FEEDS"] == 1


def test_no_build(settings: Settings, make_build) -> None:
    with pytest.raises(PublishRefused, match=r"build/warehouse\.duckdb is missing"):
        publish(settings, {}, "run-1")
    make_build("run-1")
    settings.build_open_db.unlink()
    with pytest.raises(PublishRefused, match=r"build/careweave_open\.duckdb is missing"):
        publish(settings, {}, "run-1")


def test_a_folder_that_somebody_made_is_not_touched(settings: Settings, make_build) -> None:
    make_build("run-1")
    settings.published_dir.mkdir()
    (settings.published_dir / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PublishRefused, match="that publishing did not make"):
        publish(settings, {}, "run-1")
    assert (settings.published_dir / "mine.txt").read_text(encoding="utf-8") == "mine"
    shutil.rmtree(settings.published_dir)
    (settings.warehouse / "elsewhere").mkdir()
    settings.published_dir.symlink_to("elsewhere")
    with pytest.raises(PublishRefused, match="no release of this warehouse"):
        publish(settings, {}, "run-1")


@pytest.mark.parametrize("run_id", ["../run", "", "a/b", ".", "a b"])
def test_a_run_id_that_names_no_folder(settings: Settings, make_build, run_id: str) -> None:
    make_build("run-1")
    with pytest.raises(PublishRefused, match="cannot name a folder"):
        publish(settings, {}, run_id)


def test_a_run_is_published_once(settings: Settings, make_build) -> None:
    make_build("run-1")
    made = publish(settings, {}, "run-1")
    assert publish(settings, {}, "run-1") == made
    make_build("run-1", admissions=40)
    with pytest.raises(PublishRefused, match="is published already"):
        publish(settings, {}, "run-1")
    assert release(settings) == made


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, DiskFull), (errno.EROFS, PublishRefused)])
def test_a_disk_that_takes_nothing_more(settings: Settings, make_build, monkeypatch, number: int, kind: type) -> None:
    make_build("run-1")
    before = publish(settings, {}, "run-1")
    make_build("run-2")

    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(kind) as error:
            publish(settings, {}, "run-2")
    assert isinstance(error.value, Refusal)
    assert release(settings) == before
    assert publish(settings, {}, "run-2").run_id == "run-2"


def test_a_damaged_file(settings: Settings, make_build) -> None:
    make_build("run-1")
    settings.build_careweave_db.write_bytes(b"\0" * 20000)
    with pytest.raises(PublishRefused, match=r"build/careweave\.duckdb cannot be opened"):
        publish(settings, {}, "run-1")


def test_a_closed_gate_of_risk_stops_no_publication_and_is_told(settings, make_build, change):
    make_build("run-1")
    change("update ops.gate_results set is_met = false where zone_code = 'RISK'")
    made = publish(settings, {}, "run-1")
    assert {gate.zone: gate.is_open for gate in made.gates} == {
        zone: zone != "RISK" for zone in ("FEEDS", "IDENTITY", "STAGING", "RISK", "MARTS", "PUBLISHED")
    }
