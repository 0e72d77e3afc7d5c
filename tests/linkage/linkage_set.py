"""A linkage set: a register with NHS numbers, a file without, and who is truly who.

Belongs here: putting people and clerks together, and handing them to the passes as the vault would. Does not belong
here: what comes of it (measured.py).
"""

import random
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import duckdb
import pyarrow as pa

from tests.linkage.errors_elsewhere import Clerk
from tests.linkage.people_elsewhere import UNREGISTERED_SHARE, People, Person

SCHEMA = pa.schema(
    [
        ("identity", pa.string()), ("sender_code", pa.string()), ("local_id_scope", pa.string()),
        ("local_patient_id", pa.string()), ("nhs_number", pa.string()), ("given_name", pa.string()),
        ("family_name", pa.string()), ("birth_date", pa.date32()), ("gender_code", pa.string()),
        ("postcode", pa.string()), ("is_registration", pa.bool_()), ("person", pa.int64()),
    ]
)  # fmt: skip


@dataclass
class LinkageSet:
    """Rows of the register and of the file, and everybody by number."""

    rows: list[dict]
    people: list[Person]


def made_elsewhere(
    size: int, seen: int, seed: int, worse: float = 1.0, unregistered: float = UNREGISTERED_SHARE, alike: float = 1.0
) -> LinkageSet:
    """A register of about `size` people, and `seen` rows of a file about them and others, without a number."""
    people = People(size, seed, unregistered, alike).everybody
    luck, clerk, careful = random.Random(seed + 1), Clerk(seed + 2, worse), Clerk(seed + 3, 0.05)
    rows = []
    for person in people:
        if person.is_registered:
            # A register errs too, seldom.
            family = person.family if luck.random() > 0.004 else careful.names(person)[1] or person.family
            row = _row(len(rows), person, "EMIS", person.given, family, person.born, person.gender, person.postcode)
            rows.append(row | {"nhs_number": f"9{person.number:09d}", "is_registration": True})
    for person in luck.choices(people, k=seen):
        given, family = clerk.names(person)
        born = clerk.birth_date(person)
        rows.append(_row(len(rows), person, "AGEUK", given, family, born, clerk.gender(person), clerk.postcode(person)))
    luck.shuffle(rows)
    return LinkageSet(rows, people)


def _row(
    number: int, person: Person, sender: str, given: str, family: str, born: date | None, gender: str, postcode: str
) -> dict:  # fmt: skip
    bare = postcode.upper().replace(" ", "")
    return {
        "identity": str(UUID(int=number * 2654435761 % 2**61)), "sender_code": sender, "local_id_scope": sender,
        "local_patient_id": None, "nhs_number": None, "given_name": given or None, "family_name": family or None,
        "birth_date": born, "gender_code": gender, "postcode": None if not bare or bare.startswith("ZZ99") else bare,
        "is_registration": False, "person": person.number,
    }  # fmt: skip


def lay_out(connection: duckdb.DuckDBPyConnection, rows: list[dict]) -> None:
    """`sighted`, as the vault shows it to the passes, and `truth`."""
    connection.register("made", pa.Table.from_pylist(rows, schema=SCHEMA))
    lay_out_table(connection, "made")
    connection.unregister("made")


def lay_out_table(connection: duckdb.DuckDBPyConnection, made: str) -> None:
    """The same from a table of rows."""
    connection.execute(
        "create or replace temp table sighted as select identity::uuid as identity_id, * exclude (identity, person), "
        "null::varchar as superseded_by_nhs_number, (given_name is not null or family_name is not null or "
        "nhs_number is not null or (birth_date is not null and postcode is not null)) as says_something, "
        f"case when is_registration then date '2020-01-01' end as last_registered_from from {made}"
    )
    connection.execute(
        f"create or replace temp table truth as select identity::uuid as identity_id, person from {made}"
    )
