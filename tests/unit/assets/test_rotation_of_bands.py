"""Keys rotated: what of everybody's risk goes from one publication to the next goes on under new ids."""

import pytest

from orchestration import duck
from orchestration.assets.rotation import rotate
from orchestration.pseudonymise import new_ring
from orchestration.settings import Settings, load_settings
from tests.conftest import Warehouse
from tests.unit.assets.test_rotation import alone
from tests.unit.identity import small_world

PEOPLE = "select distinct person_id from identity.person_map order by all"


def asked(settings: Settings, query: str, *, read_only: bool = True) -> list[tuple]:
    connection = duck.open_database(settings.warehouse_db, settings, read_only=read_only)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_bands_of_months_go_on_under_new_ids(tmp_path, contracts, monkeypatch: pytest.MonkeyPatch):
    alone(monkeypatch)
    settings = load_settings(warehouse=tmp_path / "warehouse", allow_test_numbers=True, threads=2)
    warehouse = Warehouse(settings, contracts)
    new_ring(settings)
    small_world.fill(warehouse)
    small_world.link(warehouse)
    asked(settings, f"create schema risk; create table risk.band_history as {PEOPLE}", read_only=False)
    before = asked(settings, PEOPLE)
    rotate(settings, (), None, lambda room: None)
    after = asked(settings, PEOPLE)
    assert before and not set(before) & set(after)
    assert asked(settings, "from risk.band_history order by all") == after
