"""A small warehouse to name people from: two practices, people of every kind, and a list made by hand.

Does not belong here: the models (the pipeline's tests name people from a whole night).
"""

import csv
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration import pseudonymise
from orchestration.duck import open_database
from orchestration.identity.reidentification.asked import Asked, ask
from orchestration.identity.reidentification.audit import audit_file
from orchestration.identity.reidentification.disclose import reidentify
from orchestration.refusal import Refusal
from orchestration.settings import Settings, load_settings
from tests.conftest import Warehouse, nhs_number

NUMBER = re.compile(r"\d{10}|\d{3}[ -]\d{3}[ -]\d{4}")
PRACTICE, OTHER = "F84001", "F84002"
ORDINARY, MERGED, NO_NUMBER, CHAINED, NATIONAL, TYPE_1 = range(6)
LOCAL, LOCAL_SINCE, LOCAL_FAR_OFF, ELSEWHERE, LEFT, MISTAKEN = range(6, 12)
NUMBERS = {serial: nhs_number(serial) for serial in range(12)}
# Numbers that somebody had before: merged into theirs, one after the other.
FORMER, FIRST, SECOND = nhs_number(20), nhs_number(21), nhs_number(22)
NAMED = [ORDINARY, MERGED, CHAINED, NATIONAL, TYPE_1, LOCAL_FAR_OFF, MISTAKEN]
"""Who of the practice is to be named."""


def identity(serial: int, number: str | None = None) -> dict[str, str]:
    letter = chr(97 + serial)
    return {
        "nhs_number": number or NUMBERS[serial], "local_patient_id": f"L{serial}",
        "given_name": f"Given{letter}", "family_name": f"Family{letter}", "gender_code": "2", "postcode": "E17 4AA",
        "birth_date": f"{1940 + serial}-{serial + 1:02d}-{11 + serial}",
    }  # fmt: skip


def registration(serial: int, **more: str) -> dict[str, str]:
    practice = OTHER if serial == ELSEWHERE else PRACTICE
    row = {"registration_id": f"R{serial}", "practice_code": practice, "registered_from": "2015-01-01",
           "registered_to": "2020-01-01" if serial == LEFT else "", "ethnic_category_code": "A"}  # fmt: skip
    return identity(serial) | row | ({"nhs_number": ""} if serial == NO_NUMBER else {}) | more


def opt_out(serial: int, code: str, begins: str) -> dict[str, str]:
    return identity(serial) | {"opt_out_id": f"O{serial}", "opt_out_code": code, "effective_from": begins}


def deliver_people(warehouse: Warehouse) -> None:
    """The registers, the objections, and a row at a hospital that bears another person's number."""
    merged = [
        (MERGED, FORMER, NUMBERS[MERGED]),
        (CHAINED, FIRST, SECOND),
        (CHAINED, SECOND, NUMBERS[CHAINED]),
    ]
    former = [
        registration(serial, registration_id=f"R{serial}-{place}", registered_from="2010-01-01")
        | {"registered_to": "2014-01-01", "nhs_number": number, "superseded_by_nhs_number": successor}
        for place, (serial, number, successor) in enumerate(merged)
    ]  # fmt: skip
    # The number at the end of the chain stands on no row of the person's own.
    current = [registration(serial) for serial in range(12) if serial != CHAINED]
    current.append(registration(CHAINED) | {"nhs_number": FIRST, "superseded_by_nhs_number": SECOND})
    warehouse.deliver("registrations", [*former, *current], provider="EMIS")
    objections = [
        opt_out(NATIONAL, "NATIONAL", "2020-01-01"), opt_out(TYPE_1, "TYPE_1", "2020-01-01"),
        opt_out(LOCAL, "LOCAL", "2020-01-01"), opt_out(LOCAL_SINCE, "LOCAL", "2024-06-20") | {"nhs_number": ""},
        opt_out(LOCAL_FAR_OFF, "LOCAL", "2999-01-01"),
    ]  # fmt: skip
    warehouse.deliver("opt_outs", objections, provider="NHSE")
    mistaken = identity(MISTAKEN, NUMBERS[ORDINARY]) | {
        "attendance_id": "A1", "provider_code": "R1H", "department_type_code": "01", "attendance_category_code": "1",
        "arrival_at": "2024-05-10T10:00:00", "disposal_code": "03",
    }  # fmt: skip
    warehouse.deliver("ecds", [mistaken])


# What the models make of the registers, in short.
MADE = """
create schema intermediate; create schema care;
create table intermediate.int_person__attributes as
    select m.person_id, max_by(r.practice_code, r.registered_from) as practice_code,
        max_by(r.registered_to is null, r.registered_from) as is_registered
    from lake.registrations as r join identity.person_map as m using (identity_id) group by m.person_id;
create table intermediate.int_reference__practices as select unnest(['F84001', 'F84002', 'F84003']) as practice_code;
create table care.mart_care__person_summary as
    select person_id, (select as_of_date from ops.reporting_date) as as_of_date, practice_code,
        case when is_registered then '=1+1' end as care_plan_programme_codes, -1::bigint as open_referrals_count,
        is_registered as is_care_plan_review_overdue
    from intermediate.int_person__attributes;
"""


@dataclass(frozen=True)
class Care:
    """A warehouse that has had its night, to ask for lists from."""

    settings: Settings
    folder: Path

    @property
    def log(self) -> Path:
        return audit_file(self.settings)

    def change(self, sql: str) -> None:
        """Change the warehouse that lists are taken from."""
        connection = open_database(self.settings.warehouse_db, self.settings)
        try:
            connection.execute(sql)
        finally:
            connection.close()


def request(**more: str) -> Asked:
    told = {"purpose": "direct-care", "user": "Dr A. Shah", "role": "gp", "practice": PRACTICE}
    return ask(**told | {"list_name": "person-summary"} | more)


@pytest.fixture(scope="session")
def world(tmp_path_factory, contracts) -> Settings:
    """The warehouse that each test gets a copy of; its lake is read where it is."""
    folder = tmp_path_factory.mktemp("world")
    settings = load_settings(warehouse=folder / "warehouse", allow_test_numbers=True, memory_limit="1GB", threads=2)
    settings.inbox_dir.mkdir(parents=True)
    pseudonymise.new_ring(settings)
    warehouse = Warehouse(settings, contracts)
    deliver_people(warehouse)
    warehouse.link("night")
    shutil.move(settings.build_warehouse_db, settings.warehouse_db)
    Care(settings, folder).change(MADE)
    return settings


@pytest.fixture
def care(world, tmp_path, monkeypatch) -> Care:
    for name in ("WAREHOUSE", "INBOX", "KEY_FILE", "PERSON_KEY", "IDENTITY_KEY", "VAULT_KEY", "AS_OF", "AS_KNOWN_AT"):
        monkeypatch.delenv(f"CAREWEAVE_{name}", raising=False)
    settings = world.model_copy(update={"warehouse": tmp_path / "warehouse"})
    settings.vault_dir.mkdir(parents=True, mode=0o700)
    shutil.copy2(world.vault_db, settings.vault_db)
    shutil.copy2(world.warehouse_db, settings.warehouse_db)
    shutil.copy2(world.warehouse / "keys.json", settings.warehouse / "keys.json")
    folder = tmp_path / "handed over"
    folder.mkdir()
    return Care(settings, folder)


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a list that was handed over."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def logged(care: Care) -> list[dict]:
    """The lines of the audit log."""
    return [json.loads(line) for line in care.log.read_text().splitlines()] if care.log.exists() else []


def refuse(care: Care, *, out: Path | None = None, told: str, **more: str) -> None:
    """A list is refused in a sentence; no file comes of it, and no line."""
    had = sorted(care.folder.rglob("*"))
    before = len(logged(care))
    with pytest.raises(Refusal, match=told) as refused:
        reidentify(care.settings, request(**more), out or care.folder / "list.csv")
    assert not NUMBER.search(str(refused.value))
    assert sorted(care.folder.rglob("*")) == had
    assert len(logged(care)) == before
