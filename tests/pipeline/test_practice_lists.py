"""Practice lists after whole nights: who is named, worked out by a second hand from the extracts alone."""

import csv
import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.contracts import load_contracts
from orchestration.settings import PROJECT_ROOT
from tests.pipeline.canaries import leaks, leaks_in_bytes
from tests.pipeline.hand_made import AS_OF, CASES, MERGED, PEOPLE, PRACTICE, Person, deliver_all
from tests.pipeline.place import COMMAND, Ended, Place, environment
from tests.pipeline.test_leaks import MAY_HOLD
from tests.recalculation.deliveries import judge_inbox, newest_extraction, rows_in_force
from tests.recalculation.links import link_rows, read_merges
from tests.recalculation.numbers import follow, write_person
from tests.recalculation.people import OptOuts
from tests.recalculation.references import References
from tests.recalculation.registrations import Register
from tests.recalculation.seeds import SEEDS, read_sensitive

TODAY = datetime.now(UTC).date()


def to_name_from(place: Place, folder: Path) -> Place:
    """What of a warehouse a list is made from, in another folder: the night's own stays as it is."""
    copy = Place(folder)
    (copy.warehouse / "vault").mkdir(parents=True, mode=0o700)
    for name in ("warehouse.duckdb", "vault/vault.duckdb", "keys.json"):
        shutil.copy2(place.warehouse / name, copy.warehouse / name)
    return copy


def reidentify(place: Place, out: Path, practice: str = PRACTICE, **more: str) -> Ended:
    """The command, as its user runs it."""
    told = {"purpose": "direct-care", "user": "Dr A. Shah", "role": "gp", "list": "person-summary"} | more
    options = [part for name, value in told.items() for part in (f"--{name}", value)]
    ended = subprocess.run(
        [*COMMAND, "reidentify", *options, "--practice", practice, "--out", str(out), "--warehouse", place.warehouse],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def numbers_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["nhs_number"] for row in csv.DictReader(file)]


def worked_out(place: Place, inbox: Path) -> dict[str, dict[str, str]]:
    """By practice, who may be named to it: person_id and NHS number, from an inbox and the interface's pages."""
    ring = json.loads((place.warehouse / "keys.json").read_text(encoding="utf-8"))["person"]
    key = bytes.fromhex(ring["keys"][ring["current"]]["hex"])
    deliveries = judge_inbox(inbox, read_sensitive(SEEDS), True, None)
    rows = rows_in_force(deliveries)
    as_of = newest_extraction(deliveries)
    link_rows(rows, key)
    register = Register(rows, References(rows), as_of)
    objecting = set().union(*(OptOuts(rows["opt_outs"], day).people["LOCAL"] for day in (as_of, TODAY)))
    merges = read_merges(rows["registrations"])
    numbers = {follow(row["nhs_number"], merges) for row in rows["registrations"] if row["nhs_number"]}
    number_of = {write_person(key, number): number for number in numbers}
    allowed: dict[str, dict[str, str]] = {}
    for person in set(number_of) - objecting - set(register.death_dates):
        if (current := register.in_force(person, as_of)) is not None:
            allowed.setdefault(current.practice_code, {})[person] = number_of[person]
    return allowed


def in_force(person: Person, day: date) -> bool:
    """Whether a person's objection is in force on a day, as the hand-made world has it."""
    if person.case is None:
        return False
    begins, ends, _ = CASES[person.case]
    return begins <= day.isoformat() and (not ends or ends > day.isoformat())


@pytest.fixture(scope="module")
def handed_over(hand: Place, tmp_path_factory) -> tuple[Place, Path, Ended]:
    folder = tmp_path_factory.mktemp("practice")
    place = to_name_from(hand, folder / "copy")
    out = folder / "list.csv"
    return place, out, reidentify(place, out)


def test_all_are_named_but_the_dead_and_those_who_object_to_any_linked_record(handed_over):
    _, out, ended = handed_over
    assert ended.exit_code == 0, ended.errors
    days = (date.fromisoformat(AS_OF), TODAY)
    against = {person for person in PEOPLE if person.opt_out == "LOCAL" and any(in_force(person, day) for day in days)}
    named = set(PEOPLE) - against - {person for person in PEOPLE if person.is_dead}
    assert sorted(numbers_in(out)) == sorted(person.number for person in named)
    assert MERGED not in numbers_in(out)
    assert {person.opt_out for person in named} == {None, "TYPE_1", "NATIONAL", "LOCAL"}
    # Withdrawn before the reporting date, or on it; one that begins later has begun by now.
    assert {person.case for person in named if person.opt_out == "LOCAL"} == {"WITHDRAWN", "ENDS_TODAY"}


def test_a_second_hand_names_the_same(hand, handed_over, tmp_path):
    """From the extracts alone, without those that are bad on purpose."""
    _, out, _ = handed_over
    deliver_all(tmp_path, load_contracts())
    assert sorted(numbers_in(out)) == sorted(worked_out(hand, tmp_path)[PRACTICE].values())


def test_each_is_a_line_and_the_status_proves_them(handed_over):
    place, out, _ = handed_over
    lines = [json.loads(line) for line in (place.warehouse / "ops" / "disclosures.jsonl").read_text().splitlines()]
    assert len({line["person_id"] for line in lines}) == len(lines) == len(numbers_in(out))
    shown = status(place)
    assert f"Named for direct care: {len(lines)} times somebody (lists: 1, practices: 1, users: 1); last at" in shown
    assert f"person-summary of {PRACTICE}, asked for by Dr A. Shah (GP). The audit log is whole" in shown
    assert f"ends in {lines[-1]['hash'][:16]}" in shown


def test_a_line_that_was_changed_is_told_of(handed_over, tmp_path):
    place, _, _ = handed_over
    copy = place.copied(tmp_path / "changed")
    log = copy.warehouse / "ops" / "disclosures.jsonl"
    log.write_text(log.read_text().replace('"role_code":"GP"', '"role_code":"NP"', 1), encoding="utf-8")
    shown = status(copy, exit_code=1)
    assert "DISCLOSURES: The audit log" in shown and "line 1 was changed" in shown


def status(place: Place, exit_code: int = 0) -> str:
    ended = subprocess.run(
        [*COMMAND, "status", "--warehouse", place.warehouse], env=environment(), capture_output=True, text=True,
        check=False, cwd=PROJECT_ROOT,
    )  # fmt: skip
    assert ended.returncode == exit_code, ended.stderr
    return ended.stdout


def test_nothing_but_the_file_names_anybody(handed_over, tmp_path):
    place, _, ended = handed_over
    assert leaks_in_bytes((ended.output + ended.errors + status(place)).encode()) == set()
    assert leaks(place.warehouse, tmp_path / "beside.csv", MAY_HOLD) == []


def test_the_same_command_again_replaces_nothing(handed_over):
    place, out, _ = handed_over
    before = out.read_bytes()
    again = reidentify(place, out)
    assert again.exit_code == 2 and "is not replaced" in again.sentence
    assert out.read_bytes() == before


def test_each_practice_is_given_its_own(first, tmp_path):
    """Of a made-up population: merged numbers, moves between practices, deaths, people without a number."""
    place = to_name_from(first, tmp_path / "copy")
    rows = first.rows("select person_id from care.mart_care__person_summary", "warehouse.duckdb")
    listed = {str(person) for (person,) in rows}
    allowed = worked_out(first, first.inbox)
    for practice in sorted(allowed, key=lambda code: len(allowed[code]))[-2:]:
        out = tmp_path / f"{practice}.csv"
        ended = reidentify(place, out, practice)
        assert ended.exit_code == 0, ended.errors
        expected = [number for person, number in allowed[practice].items() if person in listed]
        assert sorted(numbers_in(out)) == sorted(expected) != []
