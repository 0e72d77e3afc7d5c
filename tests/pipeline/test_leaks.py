"""Nothing that identifies leaves the inbox and the vault: canaries in every identity column, and every byte is read."""

import base64
import gzip
import json

import duckdb
import pytest

from tests.pipeline.bad_files import EVERYBODY, REFUSED
from tests.pipeline.canaries import leaks, leaks_in_bytes
from tests.pipeline.closed_gates import MEANWHILE, ZONES
from tests.pipeline.hand_made import CANARY_POSTCODE, PEOPLE

# Where identities may be: the extracts, the vault; and the keys, which are looked for apart.
MAY_HOLD = ("inbox", "truth", "vault", "keys.json")
NUMBER = REFUSED.number


@pytest.mark.parametrize(
    "text",
    [
        REFUSED.names[0], REFUSED.names[1].upper(), NUMBER, f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}", CANARY_POSTCODE,
        CANARY_POSTCODE.replace(" ", "").lower(), PEOPLE[3].birth_date, PEOPLE[3].local_id,
    ],
    ids=str.__len__,
)  # fmt: skip
@pytest.mark.parametrize("written", ["utf-8", "utf-16-le", "utf-16-be", "base64", "gz", "parquet", "duckdb"])
def test_a_canary_is_found_however_it_is_written(tmp_path, text, written):
    """A search that finds nothing proves nothing unless it finds what is there."""
    folder = tmp_path / "folder"
    folder.mkdir()
    row = f'"before","{text}","after"'
    with duckdb.connect(str(folder / "a.duckdb")) if written == "duckdb" else duckdb.connect() as connection:
        connection.execute("create table a as select ?::varchar as b from range(3)", [text])
        if written == "parquet":
            connection.execute(f"copy a to '{folder / 'a.parquet'}' (format parquet, compression zstd)")
    if written == "gz":
        (folder / "a.gz").write_bytes(gzip.compress(row.encode()))
    elif written == "base64":
        (folder / "a").write_bytes(base64.b64encode(row.encode()))
    elif written.startswith("utf"):
        (folder / "a").write_bytes(row.encode(written))
    if written == "base64" and text == PEOPLE[3].birth_date:
        return  # a date in base64 is looked for in what is unpacked only
    assert leaks(folder, tmp_path / "beside.csv") != []


def test_a_number_is_found_as_an_integer():
    assert leaks_in_bytes(b"before" + int(NUMBER).to_bytes(8, "little") + b"after") == {"number as an integer"}


def test_the_canaries_are_where_they_may_be(hand):
    """The inbox holds every one of them: they were all there to leak."""
    inbox = b"".join(path.read_bytes() for path in hand.inbox.glob("*_2024-05_20240612T020000Z.csv"))
    bare = inbox.replace(b" ", b"").replace(b"-", b"")
    assert [person.serial for person in EVERYBODY if person.number[:9].encode() not in bare] == []


def test_a_good_night_leaks_nothing(hand, tmp_path):
    assert leaks(hand.warehouse, tmp_path / "beside.csv", MAY_HOLD) == []
    assert leaks_in_bytes(hand.told.encode()) == set()


@pytest.mark.parametrize("zone", ZONES)
def test_a_night_that_stops_leaks_nothing(closed, zone, tmp_path):
    night = closed[zone]
    assert leaks_in_bytes((night.ended.output + night.ended.errors).encode()) == set()
    # What the nights before them left is the same in each: of the later ones, what the build holds is enough.
    but = (*MAY_HOLD, "lake", "releases") if zone in MEANWHILE else MAY_HOLD
    assert leaks(night.place.warehouse, tmp_path / "beside.csv", but) == []


def test_no_key_stands_anywhere_but_in_its_ring(hand):
    ring = json.loads((hand.warehouse / "keys.json").read_text(encoding="utf-8"))
    keys = [bytes.fromhex(version["hex"]) for purpose in ring.values() for version in purpose["keys"].values()]
    assert len(keys) == 3
    written = [form for key in keys for form in (key, key.hex().encode(), base64.b64encode(key))]
    found = [
        path.name
        for path in hand.warehouse.rglob("*")
        if path.is_file() and path.name != "keys.json" and any(form in path.read_bytes() for form in written)
    ]
    assert found == []
    assert not any(form in hand.told.encode() for form in written)


def test_what_identifies_may_be_read_by_its_owner_alone(hand):
    assert (hand.warehouse / "keys.json").stat().st_mode & 0o077 == 0
    assert (hand.warehouse / "vault").stat().st_mode & 0o077 == 0
    assert (hand.warehouse / "vault" / "vault.duckdb").stat().st_mode & 0o077 == 0


def test_the_vault_cannot_be_read_without_its_key(hand, tmp_path):
    """Sealed, not just kept apart: its bytes hold no canary."""
    parts = [*(hand.warehouse / "vault" / "parts").iterdir(), hand.warehouse / "vault" / "vault.duckdb"]
    assert len(parts) > 20
    assert [path.name for path in parts if leaks_in_bytes(path.read_bytes())] == []
