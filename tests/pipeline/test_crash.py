"""A night that is killed at any instant changes nothing that is published, and the next ends as if nothing had been."""

import dagster as dg
import pytest

from orchestration.assets.instance import open_instance
from tests.pipeline.place import Published
from tests.pipeline.struck import MOMENTS, files_with_numbers


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_night_leaves_what_was_published(struck, moment):
    strike = struck.strikes[moment]
    assert strike.exit_code == -9
    assert strike.is_published_as_before
    assert strike.can_be_read


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_night_lets_go_of_the_warehouse(struck, moment):
    assert struck.strikes[moment].is_lock_free


@pytest.mark.parametrize("moment", MOMENTS)
def test_nothing_goes_on_for_a_killed_night(struck, moment):
    """What it had started ends by itself; else it would write beside the night that comes next."""
    assert struck.strikes[moment].orphans == 0


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_killed_night_leaves_lying_about_identifies_nobody(struck, moment):
    """Half-written files, write-ahead logs, what had spilt, and the sealed vault: their bytes hold nobody's number."""
    assert len(struck.numbers) > 300
    assert struck.strikes[moment].leaking == []


def test_a_number_left_lying_about_would_be_seen(struck, tmp_path):
    number = min(struck.numbers).decode()
    (tmp_path / "part.wal").write_bytes(b"\0" + f"{number[:3]} {number[3:6]} {number[6:]}".encode() + b"\0")
    assert files_with_numbers(tmp_path, struck.numbers) == ["part.wal"]


def test_the_night_after_publishes_what_a_night_without_trouble_does(struck, first):
    """One warehouse took all files in one night; the other in two halves, with one thread, and three nights killed."""
    assert struck.ended.exit_code == 0, struck.ended.errors
    assert Published.of(struck.place) != struck.before
    tables = {(table.database, table.table): table.content_sha for table in first.release().tables}
    others = {(table.database, table.table): table.content_sha for table in struck.place.release().tables}
    assert {table: sha == others.get(table) for table, sha in tables.items()} == dict.fromkeys(tables, True)
    assert struck.place.release().content_sha == first.release().content_sha


def test_the_night_after_clears_away_what_the_killed_ones_left(struck):
    warehouse = struck.place.warehouse
    assert len(list((warehouse / "releases").iterdir())) == 1
    assert list((warehouse / "lake" / ".incoming").iterdir()) == []
    assert list((warehouse / "temp").iterdir()) == []
    assert list((warehouse / "vault" / "parts").glob("*.new")) == []
    assert list(warehouse.glob("*.new")) == []
    assert list((warehouse / "build").iterdir()) == []


def test_no_killed_night_looks_as_if_it_ran_still(struck):
    """Whoever opens the UI sees that those runs failed."""
    with open_instance(struck.place.settings) as instance:
        statuses = [run.status for run in instance.get_runs()]
    assert statuses[0] == dg.DagsterRunStatus.SUCCESS
    assert statuses.count(dg.DagsterRunStatus.FAILURE) == len(MOMENTS)
    assert len(statuses) == len(MOMENTS) + 2
