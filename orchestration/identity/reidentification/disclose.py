"""A list for a practice, step by step: who, their numbers, the page; then the audit log, and then the file.

Belongs here: the order. Everything that can be refused is refused before anybody is written down, and the file appears
after its lines are on the disk; so nobody is ever named without a line.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import duckdb

from orchestration.identity.made_with import require_same_keys
from orchestration.identity.reidentification.asked import PURPOSE, Asked
from orchestration.identity.reidentification.audit import prepare, record
from orchestration.identity.reidentification.chain import Head
from orchestration.identity.reidentification.encrypted import read_passphrase, zipped
from orchestration.identity.reidentification.handover import require_place, reserved
from orchestration.identity.reidentification.lists import require_built
from orchestration.identity.reidentification.numbers import find_numbers
from orchestration.identity.reidentification.page import list_page
from orchestration.identity.reidentification.people import Listed, NotThisWarehouse, find_people
from orchestration.identity.vault import open_vault
from orchestration.pseudonymise import key_ring
from orchestration.settings import Settings


@dataclass(frozen=True)
class Disclosure:
    """What was handed over. Counts only."""

    disclosure_id: str
    out: Path
    as_of_date: date
    people: int
    unnumbered: int
    """People of the list who are known by no NHS number, and so are not in the file."""
    objecting_since: int
    """People whose objection began after the reporting date, and so are not in the file."""
    head: Head


def reidentify(settings: Settings, asked: Asked, out: Path, passphrase_file: Path | None = None) -> Disclosure:
    """Hand over a practice's list. Only under the lock of a run, so that the warehouse is not moved meanwhile.

    Raises a Refusal with a sentence: what is asked, where it shall go, or what the warehouse, the vault, the keys or
    the audit log are not fit for.
    """
    place = require_place(settings, out, is_encrypted=passphrase_file is not None)
    passphrase = None if passphrase_file is None else read_passphrase(passphrase_file)
    connection = _opened(settings)
    try:
        after = prepare(connection, settings)
        require_built(connection, asked.wanted)
        listed = find_people(connection, asked, datetime.now(UTC).date())
        unnumbered = find_numbers(connection, key_ring(settings))
        people, content = list_page(connection)
        if passphrase is not None:
            content = zipped(f"{place.stem}.csv", content, passphrase)
        disclosure_id = str(uuid4())
        with reserved(place, len(content)) as file:
            head = record(connection, settings, _entries(asked, listed, disclosure_id, people), after)
            file.hand_over(content)
    finally:
        connection.close()
    return Disclosure(
        disclosure_id=disclosure_id,
        out=place,
        as_of_date=listed.as_of_date,
        people=head.count - after.count,
        unnumbered=unnumbered,
        objecting_since=listed.objecting_since,
        head=head,
    )


def _opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The vault, with the warehouse of the last publication beside it, to be read."""
    if not settings.warehouse_db.is_file():
        raise NotThisWarehouse("There is nothing to take a list from: run careweave run first.")
    if not settings.vault_db.is_file():
        raise NotThisWarehouse(
            f"There is no vault at {settings.vault_db}, and so no NHS number: restore it from its backup, or run "
            "careweave run, which makes it again from its parts."
        )
    ring = key_ring(settings)
    connection = open_vault(settings, ring)
    try:
        quoted = str(settings.warehouse_db).replace("'", "''")
        connection.execute(f"attach '{quoted}' as warehouse (read_only)")
        # The lists of a build bear the ids of its keys: under others they would be of nobody, or of somebody else.
        require_same_keys(connection, ring)
    except BaseException:
        connection.close()
        raise
    return connection


def _entries(asked: Asked, listed: Listed, disclosure_id: str, people: list[str]) -> list[dict[str, str]]:
    """What is written down of each person: everything but their number, and no hash of a file that holds it.

    A hash of a page could be tried out: of a page that names one person, a thousand million numbers are soon hashed.
    """
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": asked.user,
        "account": asked.account,
        "role_code": asked.role_code,
        "purpose": PURPOSE,
        "practice_code": asked.practice_code,
        "list": asked.wanted.name,
        "run_id": listed.run_id,
        "disclosure_id": disclosure_id,
    }
    return [{**told, "person_id": person_id} for person_id in dict.fromkeys(people)]
