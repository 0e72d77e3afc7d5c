"""Keys rotated in a warehouse of every feed, bad files and all: each token is made anew, and nothing is read again."""

import pytest

from orchestration.assets.rotation import rotate
from orchestration.ingest import ingest_feed
from tests.pipeline.canaries import leaks
from tests.unit.identity.small_world import held_in_lake, ids_in, wrong_tokens

# What a run that was killed leaves half written, of a batch of files.
BEGUN = (
    "lake/.incoming/apc_gone.new/apc_gone/identities.parquet",
    "vault/parts/apc_gone.new/brought/file_index=0/data_0.parquet",
)


@pytest.fixture(scope="module")
def rotated(hand, tmp_path_factory):
    """A copy of the night, the ids of its lake, and the copy under new keys."""
    place = hand.copied(tmp_path_factory.mktemp("rotated") / "place")
    before = held_in_lake(place.settings)
    assert wrong_tokens(place.settings, before) == []
    for path in (place.warehouse / begun for begun in BEGUN):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"PAR1 begun")
    rotate(place.settings, (), None, lambda room: None)
    return place, ids_in(before)


def test_every_token_is_made_anew(rotated):
    place, before = rotated
    held = held_in_lake(place.settings)
    after = ids_in(held)
    assert len(after) == len(before) > 50
    assert before & after == set()
    assert wrong_tokens(place.settings, held) == []


def test_what_a_killed_run_began_to_write_is_no_part_of_it(rotated):
    place, _ = rotated
    assert [begun for begun in BEGUN if (place.warehouse / begun).exists()] == []


def test_nothing_is_read_again(rotated, contracts):
    place, _ = rotated
    tried = [manifest for feed in contracts for manifest in ingest_feed(place.settings, contracts, feed)]
    # What cannot be opened is tried every night.
    assert [manifest.file_name for manifest in tried if manifest.file_sha256 is not None] == []


def test_nothing_that_identifies_leaves_the_vault_by_it(rotated, tmp_path):
    place, _ = rotated
    assert leaks(place.warehouse, tmp_path / "beside.csv", ("inbox", "truth", "vault", "keys.json", "releases")) == []
