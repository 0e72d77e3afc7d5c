"""A few people of most kinds, what a warehouse holds of them in comparable form, and the same read afresh.

Belongs here: what tests of new generations compare. Does not belong here: rotating.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

from orchestration import duck
from orchestration.identity.vault import open_vault
from orchestration.pseudonymise import key_ring, token
from orchestration.settings import Settings
from tests.conftest import Warehouse, nhs_number

ANN, BEN, OLD, NEW, STRANGER, OBJECTOR = (nhs_number(serial) for serial in range(6))

PEOPLE = [
    # number, local id, names, born, postcode
    (ANN, "1", "Ann", "O'Smith", "1950-02-03", "E17 4AA"),
    (BEN, "2", "Ben", "Jones", "1981-07-21", "E17 4AB"),
    (OLD, "3", "Cat", "Brown", "1990-01-01", "E17 4AC"),
    ("", "4", "Dée", "Green|row|5:", "1970-10-10", "E17 4AD"),
    (OBJECTOR, "5", "Eve", "White", "1962-12-12", "E17 4AE"),
]
SEEN = [
    # number, born, local id, names, postcode
    (ANN, "1950-02-03", "H1", "", "", ""),
    (f" {ANN[:3]} {ANN[3:6]} {ANN[6:]}", "1950-02-03", "", "", "", ""),
    ("", "1950-02-03", "H1", "", "", ""),
    (OLD, "1990-01-01", "", "", "", ""),
    (NEW, "1990-01-01", "", "", "", ""),
    (STRANGER, "", "", "", "", ""),
    ("", "1981-07-21", "H7", "", "", ""),
    ("", "1950-02-03", "", "ANN", "o smith", "e174aa"),
    ("", "", "", "Fay", "", ""),
    ("1234567890", "not a date", "", "", "", ""),
    ("", "", "", "", "", ""),
    ("", "", "", "", "", "E17 4AA"),
    (OBJECTOR, "1962-12-12", "", "", "", ""),
]


def fill(warehouse: Warehouse) -> None:
    """Put extracts in the inbox: a register, two months of attendances, an objection, a list, an empty file."""
    register = [
        {
            "registration_id": f"R{local}", "nhs_number": number, "local_patient_id": local, "given_name": given,
            "family_name": family, "birth_date": born, "gender_code": "2", "postcode": postcode,
            "practice_code": "F84001", "registered_from": "2015-01-01", "ethnic_category_code": "A",
            "superseded_by_nhs_number": NEW if number == OLD else "",
        }
        for number, local, given, family, born, postcode in PEOPLE
    ]  # fmt: skip
    warehouse.deliver("registrations", register, provider="EMIS")
    for month, seen in (("2024-04", SEEN[::2]), ("2024-05", SEEN)):
        attendances = [
            {
                "attendance_id": f"{month}-{place}", "nhs_number": number, "birth_date": born,
                "local_patient_id": local, "given_name": given, "family_name": family, "postcode": postcode,
                "provider_code": "R1H", "department_type_code": "01", "arrival_at": f"{month}-06T10:00:00",
                "attendance_category_code": "1", "disposal_code": "03",
                "withheld_identity_reason_code": "01" if place == 4 else "",
            }
            for place, (number, born, local, given, family, postcode) in enumerate(seen)
        ]  # fmt: skip
        warehouse.deliver("ecds", attendances, period=month)
    objection = {"opt_out_id": "1", "nhs_number": OBJECTOR, "opt_out_code": "LOCAL", "effective_from": "2020-01-01"}
    warehouse.deliver("opt_outs", [objection], provider="NHSE")
    warehouse.deliver("ref_postcodes", [{"postcode": "E17 4AA", "lsoa_code": "E01004321", "borough_code": "E09000031"}],
                      provider="ONS")  # fmt: skip
    warehouse.put("apc_R1H_2024-05_20240612T020000Z.csv", "")


def link(warehouse: Warehouse) -> dict:
    """Link what is in force, keep the build as what was built last, and return what linking came to."""
    summary = warehouse.link()
    warehouse.settings.build_warehouse_db.replace(warehouse.settings.warehouse_db)
    return asdict(summary)


def afresh(warehouse: Warehouse, folder: Path) -> Warehouse:
    """An empty warehouse with the same inbox and ring."""
    settings = warehouse.settings.model_copy(update={"warehouse": folder, "inbox": warehouse.settings.inbox_dir})
    folder.mkdir()
    (folder / "keys.json").write_bytes((warehouse.settings.warehouse / "keys.json").read_bytes())
    (folder / "keys.json").chmod(0o600)
    return replace(warehouse, settings=settings)


def held_in_lake(settings: Settings) -> dict[str, list[tuple]]:
    """Every row and manifest of the lake, by file."""
    connection = duck.memory(settings)
    held = {}
    for path in sorted(settings.lake_dir.glob("*/*/*/*")):
        name = str(path.relative_to(settings.lake_dir))
        if path.suffix == ".parquet":
            rows = connection.execute(f"select * from read_parquet('{path}')").fetchall()
            held[name] = rows if path.stem == "rows" else sorted(rows, key=repr)
        else:
            written = json.loads(path.read_text(encoding="utf-8"))
            held[name] = [(key, repr(value)) for key, value in written.items() if key != "received_at"]
    connection.close()
    return held


def held_in_vault(settings: Settings) -> dict[str, list[tuple]]:
    """Every row of the vault, but for the parts that it was put together from."""
    connection = open_vault(settings, key_ring(settings))
    try:
        return {
            table: connection.execute(f"select * from vault.{table} order by all").fetchall()
            for table in ("identities", "received", "review_pairs")
        }
    finally:
        connection.close()


def held_in_warehouse(settings: Settings) -> dict[str, list[tuple]]:
    """Who is who, as the last build has it."""
    connection = duck.open_database(settings.warehouse_db, settings, read_only=True)
    tables = ("person_map", "objected_links", "summary", "made_with")
    try:
        held = {name: f"select * from identity.{name} order by all" for name in tables}
        held |= {"seen": "select * from lake.identities order by all"}
        return {name: connection.execute(asked).fetchall() for name, asked in held.items()}
    finally:
        connection.close()


def ids_in(held: dict[str, list[tuple]]) -> set[UUID]:
    """Every id that stands anywhere in what is held."""
    return {value for rows in held.values() for row in rows for value in row if isinstance(value, UUID)}


def wrong_tokens(settings: Settings, held: dict[str, list[tuple]]) -> list[UUID]:
    """Tokens of the lake that the vault cannot make of the text that it holds of them, with the ring of now."""
    ring = key_ring(settings)
    connection = open_vault(settings, ring)
    texts = dict(connection.execute("select identity_id, identity_text from vault.received").fetchall())
    connection.close()
    return [found for found in ids_in(held) if found not in texts or token(ring.identity, texts[found]) != found]
