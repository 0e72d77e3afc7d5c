"""What a key file holds before and after a key is replaced, and which keys cannot be."""

import json
from datetime import UTC, datetime

import pytest

from orchestration.pseudonymise import (
    PURPOSES,
    NotRenewable,
    keep_ring,
    key_ring,
    new_ring,
    place_ring,
    renewed,
    retired_keys,
    write_document,
)
from orchestration.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    settings = load_settings(warehouse=tmp_path)
    new_ring(settings)
    return settings


def placed(settings: Settings, *purposes: str):
    """Renew keys and put the new file in place."""
    renewal = renewed(settings, purposes)
    source = settings.warehouse / "made.json"
    write_document(renewal.document, source)
    place_ring(source, renewal.path)
    source.unlink()
    return renewal


@pytest.mark.parametrize("purposes", [(), ("person",), ("vault", "identity")])
def test_the_keys_that_are_named_are_new_and_the_others_stay(settings, purposes):
    before = key_ring(settings)
    renewal = placed(settings, *purposes)
    after = key_ring(settings)
    assert (renewal.before, renewal.after) == (before, after)
    changed = {purpose for purpose in PURPOSES if before.of(purpose) != after.of(purpose)}
    assert changed == set(purposes or PURPOSES)
    assert all(before.of(purpose).secret != after.of(purpose).secret for purpose in changed)


def test_of_a_retired_key_the_file_keeps_its_id_and_days(settings):
    first = key_ring(settings)
    placed(settings, "person")
    second = key_ring(settings)
    placed(settings, "person", "vault")
    written = (settings.warehouse / "keys.json").read_text()
    assert [key.secret.hex() in written for key in (first.person, second.person, first.vault)] == [False] * 3
    assert [key.key_id for key in retired_keys(settings)] == [
        first.person.key_id, second.person.key_id, first.vault.key_id,
    ]  # fmt: skip
    assert json.loads(written)["person"]["current"] == "k3"
    now = datetime.now(UTC)
    assert all(key.created_at <= key.retired_at <= now for key in retired_keys(settings))


def test_nothing_is_written_until_the_file_is_placed(settings):
    before = (settings.warehouse / "keys.json").read_bytes()
    renewed(settings)
    assert (settings.warehouse / "keys.json").read_bytes() == before
    assert [path.name for path in settings.warehouse.iterdir()] == ["keys.json"]


def test_no_representation_shows_a_key(settings):
    renewal = renewed(settings)
    shown = repr(renewal)
    assert not any(
        ring.of(purpose).secret.hex() in shown for ring in (renewal.before, renewal.after) for purpose in PURPOSES
    )


def test_a_key_of_the_environment_is_not_ours_to_replace(settings, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_PERSON_KEY", "ab" * 32)
    mixed = load_settings(warehouse=settings.warehouse)
    with pytest.raises(NotRenewable, match="comes from CAREWEAVE_PERSON_KEY.*unset CAREWEAVE_PERSON_KEY"):
        renewed(mixed)
    renewal = renewed(mixed, ["vault"])
    assert renewal.after.person.secret == bytes.fromhex("ab" * 32)


def test_there_are_three_keys(settings):
    with pytest.raises(NotRenewable, match="no key called front. The keys are: person, identity, vault"):
        renewed(settings, ["front"])


def test_a_link_to_the_ring_stays_a_link(settings):
    ring = settings.warehouse / "keys.json"
    behind = settings.warehouse / "behind.json"
    ring.rename(behind)
    ring.symlink_to(behind.name)
    before = key_ring(settings)
    placed(settings)
    assert ring.is_symlink()
    assert key_ring(settings).vault != before.vault


def test_a_copy_that_was_made_before_a_kill_is_good(settings):
    ring, kept = settings.warehouse / "keys.json", settings.warehouse / "kept.json"
    keep_ring(ring, kept)
    keep_ring(ring, kept)
    placed(settings)
    with pytest.raises(NotRenewable, match="is there already"):
        keep_ring(ring, kept)
