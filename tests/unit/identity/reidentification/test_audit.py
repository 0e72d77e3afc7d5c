"""The audit log against wrong use: whatever is done to it is noticed, and what a kill leaves is told from that."""

import json
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration import duck
from orchestration.identity.reidentification import audit
from orchestration.identity.reidentification.audit import AuditBroken, disclosures, prepare, record
from orchestration.identity.reidentification.chain import NOTHING, chained
from orchestration.identity.reidentification.head import HeadUnreadable, Sealed, head_file, read_head, write_head
from orchestration.pseudonymise import SEALED, hold_vault_key, key_ring, new_ring, read_sealed_sql


def entry(person: int, disclosure: int = 1, **more: str) -> dict[str, str]:
    told = {"at": "2024-06-13T09:00:00+00:00", "user": "Dr A. Shah", "role_code": "GP", "practice_code": "F84001",
            "list": "case-finding", "disclosure_id": str(disclosure), "person_id": f"person {person}"}  # fmt: skip
    return told | more


class Log:
    """A log and its sealed head, in a warehouse of their own."""

    def __init__(self, settings):
        self.settings = settings
        settings.vault_dir.mkdir(parents=True, exist_ok=True)
        self.connection = duck.memory(settings)
        hold_vault_key(self.connection, key_ring(settings))

    @property
    def path(self):
        return audit.audit_file(self.settings)

    def disclose(self, *people: int, disclosure: int = 1):
        after = prepare(self.connection, self.settings)
        return record(self.connection, self.settings, [entry(person, disclosure) for person in people], after)

    def people(self) -> list[str]:
        return [json.loads(line)["person_id"] for line in self.path.read_text().splitlines()]

    def broken(self) -> str:
        """What status would say; the next disclosure is refused with the same."""
        with pytest.raises(AuditBroken) as told:
            disclosures(self.settings)
        with pytest.raises(AuditBroken, match=r"Nobody is named until that has been looked into"):
            prepare(self.connection, self.settings)
        return str(told.value)


@pytest.fixture
def log(warehouse):
    made = Log(warehouse.settings)
    yield made
    made.connection.close()


def test_nothing_was_ever_disclosed(log):
    assert disclosures(log.settings).head == NOTHING
    assert log.disclose() == NOTHING
    assert not log.path.exists() and not head_file(log.settings).exists()


def test_lines_are_added_one_for_each_person(log):
    log.disclose(1, 2, 3)
    first = log.path.read_bytes()
    head = log.disclose(2, 4, disclosure=2)
    told = disclosures(log.settings)
    assert told.head == head and head.count == 5
    assert (len(told.disclosures), told.last["disclosure_id"]) == (2, "2")
    assert log.path.read_bytes().startswith(first)
    assert log.people() == [f"person {person}" for person in (1, 2, 3, 2, 4)]
    assert log.path.stat().st_mode & 0o777 == head_file(log.settings).stat().st_mode & 0o777 == 0o600


def test_each_line_holds_the_hash_of_the_one_before_it(log):
    """By the definition, with another hand: a line's hash is that of the line without it."""
    log.disclose(1, 2, 3)
    before = "0" * 64
    for number, line in enumerate(log.path.read_text().splitlines(), 1):
        told = json.loads(line)
        own = told.pop("hash")
        assert (told["sequence"], told["previous_hash"]) == (number, before)
        assert sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest() == own
        before = own
    assert read_head(log.connection, log.settings).head.line_hash == before


def rewritten(lines: list[bytes]) -> bytes:
    """A chain that fits, made anew by somebody who knows how."""
    kept = [json.loads(line) for line in lines]
    for line in kept:
        for name in ("sequence", "previous_hash", "hash"):
            del line[name]
    return chained(kept, NOTHING)[0]


def another(line: bytes) -> bytes:
    return line.replace(b"Shah", b"Shan", 1)


WHERE = st.integers(0, 7)
ATTACKS = {
    "a line is edited": lambda lines, at, _: [*lines[:at], another(lines[at]), *lines[at + 1 :]],
    "a line is deleted": lambda lines, at, _: [*lines[:at], *lines[at + 1 :]],
    "two lines change places": lambda lines, at, to: [
        lines[to] if place == at else lines[at] if place == to else line for place, line in enumerate(lines)
    ],
    "a line is repeated": lambda lines, at, _: [*lines[:at], lines[at], *lines[at:]],
    "the end is cut off": lambda lines, at, _: lines[:at],
    "the end is cut off within a line": lambda lines, at, to: [*lines[:at], lines[at][: 1 + to]],
    "a line is put in that fits nowhere": lambda lines, at, _: [*lines[:at], another(lines[at]), *lines[at:]],
    "a line is added that fits": lambda lines, *_: [rewritten([*lines, lines[-1]])],
    "an edited chain is made anew": lambda lines, at, _: [
        rewritten([*lines[:at], another(lines[at]), *lines[at + 1 :]])
    ],
    "a shortened chain is made anew": lambda lines, at, _: [rewritten([*lines[:at], *lines[at + 1 :]])],
    "the head's own line is made anew": lambda lines, *_: [rewritten([*lines[:-1], another(lines[-1])])],
    "a byte is turned over": lambda lines, at, to: [
        *lines[:at], lines[at][:to] + bytes([lines[at][to] ^ 1]) + lines[at][to + 1 :], *lines[at + 1 :]
    ],
    "the log is emptied": lambda *_: [],
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_noticed(tmp_path, attack):
    lines, head = chained([entry(person) for person in range(8)], NOTHING)
    path = tmp_path / "log"

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(WHERE, WHERE)
    def held(at: int, to: int) -> None:
        attacked = b"".join(ATTACKS[attack](lines.splitlines(keepends=True), at, to))
        path.write_bytes(attacked)
        if attacked == lines:  # two lines that are one
            return
        with pytest.raises(AuditBroken, match=r"is broken: (line \d|it ends after line \d|its lines fit each other)"):
            audit._proven(path, Sealed(head))

    held()
    path.write_bytes(lines)
    assert audit._proven(path, Sealed(head)).head == head


BROKEN = [
    # what is done to the log                                        what is told
    (lambda lines: [*lines[:2], another(lines[2]), *lines[3:]], "line 3 was changed after it was written"),
    (lambda lines: [*lines[:2], *lines[3:]], "line 3 does not follow the line before it"),
    (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "line 2 does not follow the line before it"),
    (lambda lines: lines[:3], "it ends after line 3, and 5 were written"),
    (lambda lines: [*lines[:4], lines[4][:-9]], "line 5 is torn, or no line of the log"),
    (lambda lines: [rewritten([*lines, lines[0]])], "line 6 is none of ours: the vault knows of 5"),
    (lambda lines: [rewritten([another(lines[0]), *lines[1:]])], "the whole of it was written anew"),
    (lambda lines: [], "it ends after line 0, and 5 were written"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "told"), BROKEN)
def test_it_is_told_where_the_log_is_broken(log, attack, told):
    log.disclose(1, 2, 3, 4, 5)
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(attack(lines)))
    assert told in log.broken()


def test_a_log_that_is_gone_is_noticed(log):
    log.disclose(1)
    log.path.unlink()
    assert "it ends after line 0, and 1 were written" in log.broken()


def test_a_log_that_the_vault_knows_nothing_of_is_noticed(log):
    log.disclose(1)
    head_file(log.settings).unlink()
    assert "line 1 is none of ours: the vault knows of 0" in log.broken()


def test_a_log_that_leads_elsewhere_is_noticed(log):
    log.disclose(1)
    log.path.rename(log.settings.warehouse / "kept")
    log.path.symlink_to(log.settings.warehouse / "kept")
    assert "it is a link to another place" in log.broken()


def test_a_head_that_is_not_sealed_with_our_key_is_no_head(log, tmp_path):
    """Who has no key cannot make a head that fits a chain of their own."""
    log.disclose(1, 2)
    other = log.settings.model_copy(update={"key_file": tmp_path / "other.json"})
    new_ring(other)
    with duck.memory(log.settings) as connection:
        hold_vault_key(connection, key_ring(other))
        write_head(connection, log.settings, Sealed(NOTHING))
    with pytest.raises(HeadUnreadable, match="cannot be read with the vault key"):
        disclosures(log.settings)


def test_no_byte_of_the_head_can_be_turned_into_another_head(log):
    """The seal is proven when it is opened: who knows what the head says cannot turn its bits over to say another."""
    log.disclose(1, 2)
    path = head_file(log.settings)
    sealed, told = path.read_bytes(), read_head(log.connection, log.settings)
    refused, places = 0, range(0, len(sealed), 29)
    for place in places:
        path.write_bytes(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        try:
            assert read_head(log.connection, log.settings) == told
        except HeadUnreadable:
            refused += 1
    assert refused > 0.9 * len(places)  # a few bytes say nothing


def test_the_log_stands_when_the_key_is_another(log, tmp_path):
    """No line is made with a key; the head is sealed anew as anything sealed is, whatever its columns."""
    log.disclose(1, 2)
    settings, path = log.settings, head_file(log.settings)
    log.connection.execute(f"create temp table opened as from {read_sealed_sql([path])}")
    rotated = settings.model_copy(update={"key_file": tmp_path / "rotated.json"})
    new_ring(rotated)
    with pytest.raises(HeadUnreadable):
        disclosures(rotated)
    with duck.memory(settings) as connection:
        hold_vault_key(connection, key_ring(rotated))
        connection.register("opened", log.connection.execute("from opened").df())
        connection.execute(f"copy (from opened) to '{path}' (format parquet, {SEALED})")
    assert disclosures(rotated).head.count == 2
    again = Log(rotated)
    assert again.disclose(3).count == 3 and disclosures(rotated).head.count == 3
    again.connection.close()


def test_the_head_cannot_be_read_without_the_key(log):
    head = log.disclose(1, 2)
    assert head.line_hash.encode() not in head_file(log.settings).read_bytes()


class Killed(BaseException):
    """The command is no more."""


def die(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    ("was_empty", "written"), [(True, None), (True, 0), (True, 1), (False, 0), (False, 300), (False, 10_000)]
)
def test_a_kill_while_lines_are_added_is_completed_by_the_next(log, monkeypatch, was_empty, written):
    """None: before the head is sealed; else after so many bytes of the log."""
    had = [] if was_empty else ["person 8", "person 9"]
    if had:
        log.disclose(8, 9)
    whole = audit._append

    def killed(path, lines):
        whole(path, lines[:written])
        raise Killed

    with monkeypatch.context() as patch:
        if written is None:
            patch.setattr(audit, "write_head", die)
        else:
            patch.setattr(audit, "_append", killed)
        with pytest.raises(Killed):
            log.disclose(1, 2, 3)
    told = disclosures(log.settings)
    assert told.is_cut_short == (written is not None)
    assert told.head.count == len(had)
    log.disclose(4, disclosure=2)
    assert not disclosures(log.settings).is_cut_short
    assert log.people() == had + (["person 1", "person 2", "person 3"] if written else []) + ["person 4"]


def test_a_kill_does_not_hide_a_hand(log, monkeypatch):
    """What stands after the head is either what was being added, or it is noticed."""
    log.disclose(9)
    with monkeypatch.context() as patch:
        patch.setattr(audit, "_append", die)
        with pytest.raises(Killed):
            log.disclose(1, 2, 3)
    forged, _ = chained([entry(5)], read_head(log.connection, log.settings).head)
    with log.path.open("ab") as file:
        file.write(forged)
    assert "line 2 is not the one that was being added when a command was killed" in log.broken()


def test_a_list_that_is_being_written_down_is_no_broken_log(log, monkeypatch):
    """Whoever looks between two writes looks again."""
    log.disclose(1)
    before = read_head(log.connection, log.settings)
    log.disclose(2)
    heads = iter([before])
    monkeypatch.setattr(audit, "read_head", lambda *given: next(heads, None) or read_head(*given))
    assert disclosures(log.settings).head.count == 2
