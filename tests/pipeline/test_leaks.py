"""Nothing that identifies leaves the inbox and the vault: canaries in every identity column, and every byte is read."""

import base64
import gzip
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from tests.pipeline.bad_files import EVERYBODY, LONG, REFUSED
from tests.pipeline.canaries import leaks, leaks_in_bytes
from tests.pipeline.closed_gates import ZONES
from tests.pipeline.hand_made import CANARY_POSTCODE, PEOPLE
from tests.pipeline.place import environment

# Where identities may be: the extracts, the vault; and the keys, which are looked for apart.
MAY_HOLD = ("inbox", "truth", "vault", "keys.json")
NUMBER = REFUSED.number


SPELT = [
    REFUSED.names[0], REFUSED.names[1].upper(), NUMBER, f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}",
    f"{NUMBER[:3]}-{NUMBER[3:6]}-{NUMBER[6:]}", f"{NUMBER[:3]} {NUMBER[3:6]}-{NUMBER[6:]}", CANARY_POSTCODE,
    CANARY_POSTCODE.replace(" ", "").lower(), PEOPLE[3].local_id,
]  # fmt: skip
YEAR, MONTH, DAY = PEOPLE[3].birth_date.split("-")
DAYS = [PEOPLE[3].birth_date, f"{DAY}/{MONTH}/{YEAR}", f"{YEAR}{MONTH}{DAY}"]


def write(path: Path, text: str, kind: str) -> None:
    """A file of a kind that holds a text among others."""
    row = f'"before","{text}","after"'.encode()
    if kind == "gz":
        path.write_bytes(gzip.compress(row))
    elif kind == "base64":
        path.write_bytes(base64.b64encode(row))
    elif kind.startswith("utf"):
        path.write_bytes(row.decode().encode(kind))
    else:
        with duckdb.connect(str(path) if kind == "duckdb" else ":memory:") as connection:
            connection.execute("create table a as select ?::varchar as b from range(3)", [text])
            if kind == "parquet":
                connection.execute(f"copy a to '{path}' (format parquet, compression zstd)")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (text, kind)
        for kind in ("utf-8", "utf-16-le", "utf-16-be", "gz", "parquet", "duckdb", "base64")
        # A date alone is too short a text to be known again in base64.
        for text in (SPELT if kind == "base64" else [*SPELT, *DAYS])
    ],
)
def test_a_canary_is_found_however_it_is_written(tmp_path, text, kind):
    """A search that finds nothing proves nothing unless it finds what is there."""
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / f"file.{kind}", text, kind)
    assert leaks(tmp_path / "folder", tmp_path / "beside.csv") != []


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
    # What the night before it left is looked through above; only one of them reads another file.
    but = {*MAY_HOLD, "releases"} | ({"lake"} if zone != "IDENTITY" else set())
    assert leaks(night.place.warehouse, tmp_path / "beside.csv", but) == []


ASKED = [
    ["status"],
    ["status", "--feed", "gp_appointments"],
    ["sql", "from mart_quality__quarantine", "--format", "json"],
    ["sql", "from mart_quality__warnings", "--format", "csv"],
    ["sql", "from pub_quality__linkage", "--open"],
    ["trace", f"gp_appointments:F84001|GP_{PEOPLE[0].serial}-1"],
    ["trace", f"risk_reviews:F84001|RIS{LONG.serial}-1"],
    ["keys", "show"],
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_no_answer_on_the_screen_leaks_anything(hand, asked, monkeypatch):
    for name, value in environment(WAREHOUSE=str(hand.warehouse), INBOX=str(hand.inbox)).items():
        if name.startswith("CAREWEAVE_"):
            monkeypatch.setenv(name, value)
    ended = CliRunner().invoke(app, asked)
    assert leaks_in_bytes(ended.output.encode()) == set()
    assert len(ended.output) > 50


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
