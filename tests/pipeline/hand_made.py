"""The hand-made world: twenty-odd people with a row in every feed, each with an opt-out of another kind.

Belongs here: who they are, and extracts in which every identity is a canary: a name, number, date, postcode or local id
that stands nowhere else, so that wherever it is found, it leaked. Does not belong here: files that are wrong
(bad_files.py), or looking for canaries (canaries.py).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Contract

EXTRACTED_AT = "20240612T020000Z"
AS_OF = "2024-06-12"
PRACTICE, BOROUGH, LSOA, POSTCODE = "F84001", "E09000031", "E01004321", "E17 4AA"
DAY = "2024-05-10"
STEM = "Quackenthorpe"
# In no list of postcodes: the one in the list stands in the lake by right.
CANARY_POSTCODE = "ZQ9 7XQ"

OPT_OUTS = ("LOCAL", "TYPE_1", "NATIONAL")
CASES = {
    # case              effective_from  withdrawn_on  in force on the reporting date
    "STANDING": ("2024-01-01", "", True),
    "BEGINS_TODAY": (AS_OF, "", True),
    "ENDS_LATER": ("2024-01-01", "2024-12-01", True),
    "WITHDRAWN": ("2024-01-01", "2024-03-01", False),
    "ENDS_TODAY": ("2024-01-01", AS_OF, False),
    "BEGINS_LATER": ("2024-12-01", "", False),
}


def nhs_number(base: int) -> str:
    """The first valid number of the test range whose first nine digits are not below `base`."""
    while True:
        digits = f"{base:09d}"
        weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True))
        check = (11 - weighted % 11) % 11
        if check != 10:
            return f"{digits}{check}"
        base += 1


@dataclass(frozen=True)
class Person:
    """Somebody with one row in every feed, or with a registration and a death only."""

    serial: int
    opt_out: str | None = None
    case: str | None = None
    is_dead: bool = False

    @property
    def number(self) -> str:
        return nhs_number(947_311_000 + 37 * self.serial)

    @property
    def birth_date(self) -> str:
        # Before the calendar of the marts begins: in dim_date any later day would stand by right.
        return f"189{self.serial % 10}-{1 + self.serial % 12:02d}-{11 + self.serial % 17}"

    @property
    def local_id(self) -> str:
        return f"QKX{7_310_000 + self.serial}"

    @property
    def names(self) -> tuple[str, str]:
        return f"Zebulonia{chr(97 + self.serial % 26)}", f"{STEM}{chr(97 + self.serial // 26)}"

    @property
    def objects_to(self) -> str | None:
        """The opt-out that is in force."""
        return self.opt_out if self.case and CASES[self.case][2] else None


PEOPLE = tuple(
    Person(serial, *kind)
    for serial, kind in enumerate(
        [(None, None, False), (None, None, True)]
        + [(opt_out, case, False) for opt_out in OPT_OUTS for case in CASES]
        + [(opt_out, "STANDING", True) for opt_out in OPT_OUTS]
    )
)
# The number that the first person had before; it was merged into the one above.
MERGED = nhs_number(947_888_000)

FORMER = {
    "registration_id": "R-former", "nhs_number": MERGED, "superseded_by_nhs_number": PEOPLE[0].number,
    "registered_from": "2010-01-01", "registered_to": "2014-12-31",
}  # fmt: skip

SENDERS = {
    "registrations": "EMIS", "gp_events": "EMIS", "gp_medications": "EMIS", "gp_appointments": "GPAD",
    "referrals": "ERS", "case_conferences": "WSIC", "enrolments": "WSIC", "risk_reviews": "WELC", "deaths": "ONS",
    "opt_outs": "NHSE", "care_plans": "WSIC", "voluntary_support": "AGE_UK", "social_care": "E09000031",
}  # fmt: skip
VALUES = {
    "attended_code": "5", "first_attendance_code": "1", "treatment_function_code": "300", "admission_method_code": "21",
    "patient_classification_code": "1", "event_type_code": "ASSESSMENT", "department_type_code": "01",
    "attendance_category_code": "1", "disposal_code": "03", "accepted": "Y", "registered_from": "2015-01-01",
    "discharge_date": "2024-05-11", "snomed_code": "53741008", "mdg_code": "MDG1", "conference_id": "C1",
    "place_of_death_code": "HOME", "contact_count": "1", "contact_minutes": "20", "attendance_code": "5",
}  # fmt: skip
# Spellings that NHS numbers come in; one per feed in turn.
SPELLINGS = (lambda n: n, lambda n: f"{n[:3]} {n[3:6]} {n[6:]}", lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}")


def sender(feed: str) -> str:
    return SENDERS.get(feed, "R1H")


def identity(person: Person, spelling: int = 0, postcode: str = CANARY_POSTCODE) -> dict[str, str]:
    """A whole identity block, as a sender writes it."""
    given, family = person.names
    return {
        "nhs_number": SPELLINGS[spelling % len(SPELLINGS)](person.number), "nhs_number_status_code": "01",
        "local_patient_id": person.local_id, "given_name": given, "family_name": family,
        "birth_date": person.birth_date, "gender_code": "2", "postcode": postcode,
    }  # fmt: skip


def event(contract: Contract, person: Person) -> dict[str, str]:
    """What a row of a feed says beside the identity: all that is required, and little more."""
    row = {}
    for place, column in enumerate(contract.event_columns):
        name = column.name
        if name == "provider_code":
            row[name] = sender(contract.feed)
        elif name == "practice_code":
            row[name] = PRACTICE
        elif name in VALUES:
            row[name] = VALUES[name]
        elif not column.is_required:
            continue
        elif column.codes or column.known_codes:
            row[name] = (column.codes or column.known_codes)[0]
        else:
            told = {"date": DAY, "datetime": f"{DAY}T10:00:00", "integer": "1", "boolean": "Y"}
            row[name] = told.get(column.type, f"{contract.feed[:3].upper()}{person.serial}-{place}")
    return row


def rows(contract: Contract) -> list[dict[str, str]]:
    """The rows of one feed: one per person who has one."""
    feed = contract.feed
    if feed == "opt_outs":
        return [
            identity(person, 1)
            | {"opt_out_id": f"O{person.serial}", "opt_out_code": person.opt_out}
            | dict(zip(("effective_from", "withdrawn_on"), CASES[person.case], strict=False))
            for person in PEOPLE
            if person.opt_out
        ]
    if feed == "registrations":
        former = identity(PEOPLE[0]) | event(contract, PEOPLE[0]) | FORMER
        return [former, *(identity(person, person.serial, POSTCODE) | event(contract, person) for person in PEOPLE)]
    if feed == "deaths":
        return [
            identity(person) | event(contract, person) | {"death_date": "2024-06-01"}
            for person in PEOPLE
            if person.is_dead
        ]
    return [identity(person, contract.position) | event(contract, person) for person in PEOPLE if not person.is_dead]


REFERENCE = {
    "ref_postcodes": [
        {"postcode": POSTCODE, "lsoa_code": LSOA, "borough_code": BOROUGH, "borough_name": "Waltham Forest"}
    ],
    "ref_practices": [{"practice_code": PRACTICE, "practice_name": "The Firs", "borough_code": BOROUGH}],
    "ref_deprivation": [{"lsoa_code": LSOA, "imd_decile": "3"}],
}


def deliver(inbox: Path, contract: Contract, written: list[Mapping[str, str]], *, by: str | None = None) -> Path:
    """Write one extract."""
    path = inbox / f"{contract.feed}_{by or sender(contract.feed)}_2024-05_{EXTRACTED_AT}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in contract.all_columns], restval="")
        writer.writeheader()
        writer.writerows(written)
    return path


def deliver_all(inbox: Path, contracts: Mapping[str, Contract]) -> None:
    """Every feed of persons and the lists that places need, all of it good."""
    for feed, contract in contracts.items():
        if contract.identity or feed in REFERENCE:
            deliver(inbox, contract, rows(contract) if contract.identity else REFERENCE[feed])
