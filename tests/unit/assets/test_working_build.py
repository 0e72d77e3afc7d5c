"""A part of what was published can be made again: on a copy, with the gates that were green."""

import pytest

from orchestration import duck
from orchestration.assets.build import reopen_build, working_build
from orchestration.gates import GateError
from orchestration.identity import OtherKeys
from orchestration.identity.made_with import write_made_with
from orchestration.pseudonymise import key_ring, new_ring
from orchestration.settings import Settings, load_settings

ZONES = ("FEEDS", "IDENTITY", "STAGING", "MARTS", "PUBLISHED")


def make_warehouse(settings: Settings, path, run_id: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duck.open_database(path, settings)
    connection.execute("create schema ops; create table ops.reporting_date as select ? as run_id", [run_id])
    connection.execute("create table ops.gate_results (run_id varchar, zone_code varchar)")
    connection.executemany("insert into ops.gate_results values (?, ?)", [(run_id, zone) for zone in ZONES])
    connection.execute("create schema identity")
    write_made_with(connection, key_ring(settings))
    connection.close()


def gates(settings: Settings) -> list[tuple]:
    connection = duck.open_database(settings.build_warehouse_db, settings, read_only=True)
    try:
        return connection.execute("select run_id, zone_code from ops.gate_results").fetchall()
    finally:
        connection.close()


@pytest.fixture
def published(settings: Settings) -> Settings:
    new_ring(settings)
    make_warehouse(settings, settings.warehouse_db, "run-1")
    settings.published_dir.mkdir()
    for name in ("careweave.duckdb", "careweave_open.duckdb"):
        path = settings.published_dir / name
        path.write_bytes(b"as published")
        path.chmod(0o444)
    return settings


def test_without_a_build_or_a_publication_there_is_nothing_to_work_on(settings):
    with pytest.raises(GateError, match="careweave run"):
        working_build(settings, "run-2")


def test_what_was_published_is_opened_again_for_the_new_run(published):
    assert working_build(published, "run-2") == "run-2"
    assert gates(published) == [("run-2", zone) for zone in ZONES]
    for path in (published.build_careweave_db, published.build_open_db):
        assert path.read_bytes() == b"as published"
        path.write_bytes(b"can be built upon")
    assert (published.published_dir / "careweave.duckdb").read_bytes() == b"as published"


def test_what_was_published_under_other_keys_is_not_worked_on(published, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_PERSON_KEY", "ab" * 32)
    others = load_settings(warehouse=published.warehouse)
    with pytest.raises(OtherKeys, match="made with another person key than the ring's"):
        working_build(others, "run-2")
    assert not published.build_dir.exists()


def test_a_build_that_is_open_is_kept(published):
    make_warehouse(published, published.build_warehouse_db, "run-0")
    assert not reopen_build(published, "run-2")
    assert working_build(published, "run-2") == "run-0"


def test_a_zone_that_is_made_again_must_pass_its_gates_again(published):
    working_build(published, "run-2", remade_from="STAGING")
    assert [zone for _, zone in gates(published)] == ["FEEDS", "IDENTITY"]


def test_a_copy_that_was_interrupted_is_no_build(published):
    """The warehouse is put in place last: what lies there without it is copied anew."""
    published.build_dir.mkdir()
    published.build_careweave_db.write_bytes(b"half")
    published.build_warehouse_db.with_suffix(".copy").write_bytes(b"half")
    assert working_build(published, "run-2") == "run-2"
    assert published.build_careweave_db.read_bytes() == b"as published"
