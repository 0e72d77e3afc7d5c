"""Keys rotated: a warehouse under new keys is the one that would be read afresh with them, whatever happens."""

import os
import shutil
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from orchestration import duck
from orchestration.assets import rotation
from orchestration.assets.roll_forward import unfinished_rotation
from orchestration.assets.rotation import NoRoom, rotate
from orchestration.assets.run_lock import run_lock
from orchestration.identity import OtherKeys, ReadWithoutText, train_model
from orchestration.identity.probabilistic import linking
from orchestration.identity.vault import open_vault
from orchestration.pseudonymise import NotRenewable, key_ring, new_ring
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from tests.conftest import Warehouse
from tests.unit.identity import small_world

PURPOSES = [(), ("identity",), ("person", "vault")]
# Tables of who is who in which no id stands.
NUMBERS = ("objected_links", "summary")


def alone(patch: pytest.MonkeyPatch) -> None:
    """Without the tester's settings, and without the model: weighing pairs takes most of a small link's time, and knows
    of no key. `make rotation-proof` is with it."""
    for name in [name for name in os.environ if name.startswith("CAREWEAVE_")]:
        patch.delenv(name)
    patch.setattr(sys.modules["orchestration.identity.link"], "write_link_error", lambda connection, model: None)
    nobody = "create or replace temp table {} (identity_id uuid)"
    patch.setattr(
        linking, "write_compared", lambda c: [c.execute(nobody.format(side)) for side in ("index_rows", "seen_rows")]
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, contracts) -> Warehouse:
    """A warehouse in which the small world was read and linked; it stays as it is."""
    with pytest.MonkeyPatch.context() as patch:
        alone(patch)
        settings = load_settings(
            warehouse=tmp_path_factory.mktemp("small") / "warehouse", allow_test_numbers=True, threads=2
        )
        warehouse = Warehouse(settings, contracts)
        new_ring(settings)
        small_world.fill(warehouse)
        small_world.link(warehouse)
    return warehouse


@pytest.fixture
def world(built: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A copy of it, to be changed."""
    alone(monkeypatch)
    return copied(built, tmp_path / "warehouse")


def copied(warehouse: Warehouse, folder: Path) -> Warehouse:
    shutil.copytree(warehouse.settings.warehouse, folder)
    return Warehouse(warehouse.settings.model_copy(update={"warehouse": folder}), warehouse.contracts)


def turned(settings: Settings, *purposes: str, keep_old: Path | None = None) -> rotation.Rotated:
    return rotate(settings, purposes, keep_old, lambda room: None)


@pytest.mark.parametrize("purposes", PURPOSES, ids=lambda purposes: "-".join(purposes) or "all")
def test_a_rotated_warehouse_is_the_one_that_would_be_read_afresh(world, purposes, tmp_path):
    settings = world.settings
    lake, people = small_world.held_in_lake(settings), small_world.held_in_warehouse(settings)
    turned(settings, *purposes)
    assert world.read_inbox() == []
    counted = small_world.link(world)
    fresh = small_world.afresh(world, tmp_path / "fresh")
    assert counted["changes"]["events"] == {}  # to the history rotating is no news
    assert small_world.link(fresh) | {"changes": counted["changes"]} == counted
    new_lake, new_people = small_world.held_in_lake(settings), small_world.held_in_warehouse(settings)
    assert new_lake == small_world.held_in_lake(fresh.settings)
    assert new_people == small_world.held_in_warehouse(fresh.settings)
    assert small_world.held_in_vault(settings) == small_world.held_in_vault(fresh.settings)
    # No id is kept whose key is new, and every other is.
    kept_identities = small_world.ids_in(lake) & small_world.ids_in(new_lake)
    kept_people = persons_of(people).keys() & persons_of(new_people).keys()
    assert (kept_identities == set()) == (not purposes or "identity" in purposes)
    assert (kept_people == set()) == (not purposes or "person" in purposes)
    # No number is another.
    assert [new_people[table] for table in NUMBERS] == [people[table] for table in NUMBERS]
    assert Counter(row[2:] for row in new_people["person_map"]) == Counter(row[2:] for row in people["person_map"])
    assert Counter(persons_of(new_people).values()) == Counter(persons_of(people).values())


def persons_of(held: dict[str, list[tuple]]) -> Counter:
    """How many identities each person has."""
    return Counter(row[1] for row in held["person_map"])


def test_what_does_not_change_takes_no_room(world):
    settings = world.settings
    inodes = {path: path.stat().st_ino for path in settings.lake_dir.rglob("*") if path.is_file()}
    turned(settings, "person", "vault")
    assert {path: path.stat().st_ino for path in settings.lake_dir.rglob("*") if path.is_file()} == inodes
    turned(settings, "identity")
    kept = [path for path, inode in inodes.items() if path.stat().st_ino == inode]
    assert any("ref_postcodes" in str(path) for path in kept)
    assert not any(path.name == "rows.parquet" and "ecds" in str(path) for path in kept)


def test_the_old_keys_are_gone(world):
    settings = world.settings
    old = key_ring(settings)
    done = turned(settings)
    assert done.renewal.before.person.secret == old.person.secret
    secrets = {old.person.secret.hex(), old.identity.secret.hex(), old.vault.secret.hex()}
    files = [path for path in settings.warehouse.rglob("*") if path.is_file()]
    assert not any(secret.encode() in path.read_bytes() for path in files for secret in secrets)
    assert not settings.rotation_dir.exists()
    assert stat.S_IMODE((settings.warehouse / "keys.json").stat().st_mode) == 0o600
    for path in [settings.vault_dir, settings.vault_db, *settings.vault_dir.rglob("*.parquet")]:
        assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".parquet", path
    connection = open_vault(settings, key_ring(settings))
    assert connection.execute("select count(*) > 5 from vault.received").fetchall() == [(True,)]
    connection.close()


def test_the_old_ring_can_be_kept(world, tmp_path):
    ring = world.settings.warehouse / "keys.json"
    kept, old = tmp_path / "safe" / "old.json", ring.read_bytes()
    turned(world.settings, "vault", keep_old=kept)
    assert kept.read_bytes() == old != ring.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with pytest.raises(NotRenewable, match="is there already; name another file"):
        turned(world.settings, "vault", keep_old=kept)


def test_nothing_is_built_upon_what_was_made_with_the_old_keys(world):
    turned(world.settings, "person")
    with pytest.raises(OtherKeys, match="another person key than the ring's"):
        train_model(world.settings)


def test_the_vault_key_alone_leaves_what_is_built_as_it_is(world):
    before = world.settings.warehouse_db.read_bytes()
    turned(world.settings, "vault")
    assert world.settings.warehouse_db.read_bytes() == before


def test_a_disk_without_room_is_refused_before_anything_is_written(world, monkeypatch):
    monkeypatch.setattr(rotation.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    ring = (world.settings.warehouse / "keys.json").read_bytes()
    with pytest.raises(NoRoom, match="has 1 MiB free. Free some and rotate again; nothing was changed"):
        turned(world.settings)
    assert not world.settings.rotation_dir.exists()
    assert (world.settings.warehouse / "keys.json").read_bytes() == ring


def test_a_vault_of_before_is_met_with_a_sentence(world):
    """The first Careweave kept no text; reading the extracts again brings it."""
    settings = world.settings
    connection = open_vault(settings, key_ring(settings))
    connection.execute("drop table vault.received")
    connection.close()
    with pytest.raises(ReadWithoutText, match="Put their extracts into the inbox and run careweave run"):
        turned(settings, "identity")
    assert not settings.rotation_dir.exists()
    assert turned(settings, "person", "vault").generation.identities > 0


def test_a_vault_is_put_together_of_parts_with_text_and_without(world):
    """Its database is lost, and some of its parts are of before."""
    settings = world.settings
    before = small_world.held_in_vault(settings)
    connection = open_vault(settings, key_ring(settings))
    part = next((settings.vault_dir / "parts").glob("ecds_R1H_2024-05*.parquet"))
    seal = "encryption_config {footer_key: 'vault'}"
    read = f"read_parquet('{part}', {seal.replace(' {', ' = {')})"
    connection.execute(f"create temp table old as select * exclude (identity_text) from {read}")
    connection.execute(f"copy old to '{part}' (format parquet, {seal})")
    connection.close()
    settings.vault_db.unlink()
    small_world.link(world)
    after = small_world.held_in_vault(settings)
    assert after["identities"] == before["identities"]
    assert 0 < len(after["received"]) < len(before["received"])
    assert set(after["received"]) < set(before["received"])


class Killed(BaseException):
    """The process ends here; nothing that it would still have done is done."""


def struck_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> Callable[[], int]:
    """Kill at the moment-th rename or removal (those of manifests in a row are one); says how many there were."""
    steps, last = 0, Path()

    def struck(original: Callable) -> Callable:
        def instead(*args, **kwargs):
            nonlocal steps, last
            target = args[-1]
            steps, last = steps + (target.name != "manifest.json" or target.name != last.name), target
            if steps == moment:
                raise Killed
            return original(*args, **kwargs)

        return instead

    for module, name in ((os, "replace"), (shutil, "rmtree")):
        monkeypatch.setattr(module, name, struck(getattr(module, name)))
    return lambda: steps


def test_a_rotation_that_is_killed_ends_in_the_old_state_or_the_new_one_whole(built, tmp_path):
    """At each step in turn; the next command that takes the lock finds a warehouse of one generation."""
    old_ring, old_lake = key_ring(built.settings), small_world.held_in_lake(built.settings)
    ended = Counter()
    for moment in count(1):
        place = copied(built, tmp_path / str(moment))
        with pytest.MonkeyPatch.context() as patch:
            steps = struck_at(patch, moment)
            try:
                turned(place.settings)
                break
            except Killed:
                assert steps() == moment
        told = str(unfinished_rotation(place.settings))
        with run_lock(place.settings):
            assert unfinished_rotation(place.settings) is None
            ring = key_ring(place.settings)
        is_old = ring.identity.key_id == old_ring.identity.key_id
        assert (ring.person.key_id == old_ring.person.key_id) == (ring.vault.key_id == old_ring.vault.key_id) == is_old
        lake = small_world.held_in_lake(place.settings)
        assert (lake == old_lake) == ("before it was decided" in told) == is_old
        assert small_world.wrong_tokens(place.settings, lake) == []
        ended["old" if is_old else "new"] += 1
        shutil.rmtree(place.settings.warehouse)
    assert ended["old"] >= 2 and ended["new"] >= 9


SCRIPT = """
import os, sys; from pathlib import Path
from orchestration.assets.rotation import rotate
from orchestration.settings import load_settings
replace = os.replace
def killed_after(source, target):
    replace(source, target)
    if Path(target).name == "lake":
        os._exit(9)
os.replace = killed_after
rotate(load_settings(warehouse=sys.argv[1]), (), None, lambda room: None)
"""


def test_the_run_after_a_killed_rotation_counts_the_same(world):
    """The process ends when the old lake is out of the way and the new one not in its place."""
    counted = small_world.held_in_warehouse(world.settings)["summary"]
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(world.settings.warehouse)],
        cwd=PROJECT_ROOT, check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    assert not world.settings.lake_dir.exists()
    with run_lock(world.settings):
        small_world.link(world)
    assert small_world.held_in_warehouse(world.settings)["summary"] == counted
    assert small_world.wrong_tokens(world.settings, small_world.held_in_lake(world.settings)) == []


def test_a_ring_elsewhere_is_placed_whatever_the_settings_then_say(world, tmp_path, monkeypatch):
    """Killed with the new ring still in the warehouse; finished by a command that was told of no key file."""
    (tmp_path / "safe").mkdir()
    ring = tmp_path / "safe" / "ring.json"
    (world.settings.warehouse / "keys.json").rename(ring)
    settings = world.settings.model_copy(update={"key_file": ring})
    before = key_ring(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rotation, "finish_rotation", lambda _: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            turned(settings)
    assert key_ring(settings) == before
    with run_lock(world.settings):
        after = key_ring(settings)
    assert after.vault.key_id != before.vault.key_id
    assert list((tmp_path / "safe").iterdir()) == [ring]
    assert small_world.wrong_tokens(settings, small_world.held_in_lake(settings)) == []


def remembered(settings: Settings, sql: str) -> list[tuple]:
    connection = duck.open_database(settings.warehouse_db, settings)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_history_follows_its_people(world):
    """Ids that are kept over nights lead to the same people afterwards; one that nobody makes any more to nobody."""
    settings = world.settings
    gone = "'00000000-0000-0000-0000-00000000dead'::uuid"
    row = f"{gone} as identity_id, {gone} as person_id_before, {gone} as person_id_after, 'MERGED' as event_code"
    remembered(settings, f"insert into identity.identity_history by name select {row}, 1 as night_number")
    turned(settings)
    history = remembered(
        settings, "select identity_id, person_id_before, person_id_after, event_code from identity.identity_history"
    )
    kept = [row for row in history if row[3] != "MERGED"]
    (lost,) = [row for row in history if row[3] == "MERGED"]
    small_world.link(world)
    people = small_world.held_in_warehouse(settings)["person_map"]
    assert sorted(kept) == sorted((row[0], None, row[1], "FIRST_SIGHT") for row in people)
    assert not any(str(each) in gone for each in lost) and lost[1] == lost[2] and lost[0] != lost[1]


def test_whatever_the_vault_holds_is_sealed_anew(world):
    """Tables and sealed files that others keep there follow by the names and types of their columns."""
    settings = world.settings
    connection = open_vault(settings, key_ring(settings))
    connection.execute(
        "create table vault.decisions as select identity_id, person_id as second_person_id, 'kept' as reason "
        "from (select identity_id, identity_id as person_id from vault.identities)"
    )
    connection.execute("create view vault.reasons as select reason from vault.decisions")
    (settings.vault_dir / "decisions").mkdir(mode=0o700)
    path = settings.vault_dir / "decisions" / "one.parquet"
    connection.execute(
        f"copy (select identity_id, 'accept' as decision_code from vault.identities order by identity_id) to '{path}' "
        "(format parquet, encryption_config {footer_key: 'vault'})"
    )
    (settings.vault_dir / "decisions" / "note.txt").write_text("as it is")
    before = connection.execute("select count(*), count(distinct identity_id) from vault.decisions").fetchall()
    connection.close()
    turned(settings)
    connection = open_vault(settings, key_ring(settings))
    known = "(select identity_id from vault.received)"
    asked = "select count(*), count(distinct identity_id) from {} where identity_id in " + known
    sealed = f"read_parquet('{path}', encryption_config = {{footer_key: 'vault'}})"
    assert connection.execute(asked.format("vault.decisions")).fetchall() == before
    assert connection.execute(asked.format(sealed)).fetchall() == before
    assert connection.execute("select distinct reason from vault.reasons").fetchall() == [("kept",)]
    connection.close()
    assert (path.parent / "note.txt").read_text() == "as it is"
