"""Bad input and bad surroundings: each ends in a clear sentence and the right exit code; what is published stands."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.assets.run_lock import run_lock
from orchestration.cli import app
from orchestration.contracts import load_contracts
from tests.pipeline import hand_made
from tests.pipeline.bad_files import DANGLING, FOLDER, OUT_OF_PLACE, UNREADABLE, BadFile, bad_files
from tests.pipeline.place import COMMAND, Ended, Place, Published, environment

STOPPED, USAGE = 1, 2
BAD_FILES = bad_files(load_contracts())


@pytest.mark.parametrize("bad", BAD_FILES, ids=[bad.told_name for bad in BAD_FILES])
def test_a_bad_file_is_told_of_and_the_night_goes_on(hand, bad: BadFile):
    (told,) = hand.told_of(bad.told_name)
    assert bad.told in told
    assert told.endswith(".")
    assert any(bad.told_name in line for line in hand.told.splitlines())
    assert (hand.inbox / bad.name).read_bytes() == bad.content


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (FOLDER, "in the inbox is not a file; it was passed over."),
        (DANGLING, "in the inbox is a link to a file that is not there; it was passed over."),
        (UNREADABLE, "The file cannot be opened (Input/output error)."),
    ],
)
def test_what_is_no_file_to_be_read_is_told_of_on_the_console(hand, name, sentence):
    assert any(name in line and sentence in line for line in hand.told.splitlines())
    assert hand.told_of(name) == []


def test_one_long_field_costs_its_row_alone(hand):
    name = "csds_RYX_2024-05_20240612T020000Z.csv"
    assert hand.rows(
        "select rows_received_count, rows_loaded_count, rows_quarantined_count from marts.mart_quality__deliveries "
        f"where file_name = '{name}'"
    ) == [(10, 9, 1)]


def test_bad_rows_are_listed_under_the_rule_that_they_broke(hand):
    assert hand.rows(
        "select row_number, rule_code, column_name from marts.mart_quality__quarantine "
        f"where delivery = 'registrations_EMIS_2024-05_{hand_made.EXTRACTED_AT}.csv' order by row_number"
    ) == [
        (1, "DUPLICATE_KEY", None),
        (26, "UNREADABLE_VALUE", "registered_from"),
        (27, "MISSING_REQUIRED", "practice_code"),
        (28, "MALFORMED_ROW", None),
    ]


@pytest.mark.parametrize(("feed", "fields"), OUT_OF_PLACE.items(), ids=OUT_OF_PLACE)
def test_rows_with_an_identifier_out_of_place_are_told_by_the_column_alone(hand, feed, fields):
    found = hand.rows(
        "select column_name from marts.mart_quality__quarantine "
        f"where feed = '{feed}' and rule_code = 'IDENTIFIER_IN_FIELD' order by delivery, row_number"
    )
    assert found == [tuple(field) for field in fields]


def test_an_extra_column_is_told_by_its_place_where_its_name_is_none(hand):
    assert hand.rows(
        "select column_name from marts.mart_quality__warnings where rule_code = 'EXTRA_COLUMN' "
        "and feed = 'risk_reviews' order by column_name"
    ) == [("column 14",), ("notes",)]


def test_bad_files_left_the_good_ones_in_force(hand):
    """Every bad file would have replaced a good one, or stood beside it."""
    good = {bad.name for bad in BAD_FILES if bad.told.startswith("ACCEPTED")}
    standing = {
        name
        for (name,) in hand.rows("select file_name from marts.mart_quality__deliveries where status_code = 'ACCEPTED'")
    }
    assert standing & {bad.name for bad in BAD_FILES} == good
    assert hand.release().as_of_date.isoformat() == hand_made.AS_OF
    assert "Traceback" not in hand.told


@pytest.fixture
def unchanged(hand: Place) -> Iterator[None]:
    """What is published is the same, byte by byte, after the test."""
    before = Published.of(hand)
    yield
    assert Published.of(hand) == before


Command = Callable[..., Ended]


@pytest.fixture
def careweave(monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, for what stops it before it begins: to load it anew takes longer than to run it."""
    for name in [name for name in os.environ if name.startswith("CAREWEAVE_")]:
        monkeypatch.delenv(name)
    for name, value in environment().items():
        monkeypatch.setenv(name, value)

    def run(place: Place, *more: str, **settings: str) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(f"CAREWEAVE_{name}", value)
        ended = CliRunner().invoke(app, [*place.arguments()[len(COMMAND) :], *more])
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    return run


WRONG_KEY = "c0ffee" * 7
WRONG_SETTINGS = [
    ("PERSON_KEY", WRONG_KEY, "The person key in CAREWEAVE_PERSON_KEY is not 64 hex digits"),
    ("VAULT_KEY", "z" * 64, "The vault key in CAREWEAVE_VAULT_KEY is not 64 hex digits"),
    ("KEY_FILE", "/nowhere/keys.json", "There is no person key"),
    ("KEY_FILE", __file__, "can be read by others"),
    ("MEMORY_LIMIT", "much", "CAREWEAVE_MEMORY_LIMIT cannot be read"),
    ("THREADS", "none", "CAREWEAVE_THREADS cannot be read"),
]


@pytest.mark.parametrize(("setting", "value", "told"), WRONG_SETTINGS)
def test_a_wrong_setting_stops_the_run_before_it_begins(hand, unchanged, careweave, setting, value, told):
    ended = careweave(hand, **{setting: value})
    assert ended.exit_code == USAGE
    assert told in ended.sentence
    assert WRONG_KEY not in ended.output + ended.errors


def test_a_key_file_that_is_no_ring_stops_the_run(hand, unchanged, careweave, tmp_path):
    ring = tmp_path / "keys.json"
    ring.write_text('{"person": {}}', encoding="utf-8")
    ring.chmod(0o600)
    ended = careweave(hand, KEY_FILE=str(ring))
    assert ended.exit_code == USAGE
    assert "cannot be read as a key ring" in ended.sentence


def test_a_run_is_refused_while_another_holds_the_warehouse(hand, unchanged):
    with run_lock(hand.settings, "the night before"):
        ended = hand.run()
    assert ended.exit_code == STOPPED
    assert f"(the night before, process {os.getpid()}, since " in ended.sentence


@pytest.mark.parametrize("what", ["missing", "a file"])
def test_an_inbox_that_is_none_stops_the_run(hand, unchanged, careweave, tmp_path, what):
    inbox = tmp_path / "inbox"
    if what == "a file":
        inbox.write_text("registrations", encoding="utf-8")
    ended = careweave(hand, "--inbox", str(inbox))
    assert ended.exit_code == USAGE
    assert f"There is no inbox at {inbox}" in ended.sentence


def test_an_inbox_in_which_nothing_is_a_file_is_nothing_to_build_from(careweave, tmp_path):
    """A pipe among them: whoever opened it would wait for ever."""
    place = Place(tmp_path / "place").with_keys()
    os.mkfifo(place.inbox / "apc_R1H_2024-05_20240612T020000Z.csv")
    ended = careweave(place)
    assert ended.exit_code == STOPPED
    assert "There is nothing to build from" in ended.sentence
    assert "is not a file; it was passed over." in ended.output
    assert not (place.warehouse / "published").exists()


def test_a_warehouse_that_is_a_file_is_a_sentence(careweave, tmp_path):
    place = Place(tmp_path / "place")
    place.inbox.mkdir(parents=True)
    place.warehouse.write_text("not a folder", encoding="utf-8")
    ended = careweave(place)
    assert ended.exit_code in (STOPPED, USAGE)
    assert str(place.warehouse) in ended.sentence


@pytest.mark.proof
def test_a_moment_at_which_nothing_was_known_is_nothing_to_build_from(hand, careweave, tmp_path):
    place = hand.copied(tmp_path / "place")
    before = Published.of(place)
    ended = careweave(place, "--as-known-at", "2001-01-01T00:00:00Z")
    assert ended.exit_code == STOPPED
    assert "There is nothing to build from" in ended.sentence
    assert Published.of(place) == before


@pytest.mark.proof
def test_a_vault_of_another_key_is_not_opened(hand, careweave, tmp_path):
    """Somebody has lost the vault's key and made another: nobody is published as nobody."""
    place = hand.copied(tmp_path / "place")
    before = Published.of(place)
    ended = careweave(place, VAULT_KEY=secrets.token_hex(32))
    assert ended.exit_code == STOPPED
    assert "cannot be opened with the vault key of this run" in ended.sentence
    assert Published.of(place) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that a test may fill; without the right to mount one, a folder in which no file may grow."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", folder], capture_output=True, check=False
    )
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("step", ["lake.apc", pytest.param("lake.deliveries", marks=pytest.mark.proof)])
def test_a_full_disk_stops_the_run_wherever_it_is_met(hand, small_disk, step):
    place = hand.copied(small_disk)
    before = Published.of(place)
    contract = load_contracts()["apc"]
    hand_made.deliver(place.inbox, contract, hand_made.rows(contract), by="R1K")
    fault = ["-m", "tests.pipeline.faulty_night", step, "full", "", ""]
    ended = place.run(command=[sys.executable, *fault, *place.arguments()[len(COMMAND) :]])
    assert ended.exit_code == STOPPED
    assert ended.sentence.startswith("The disk is full: ")
    assert Published.of(place) == before
