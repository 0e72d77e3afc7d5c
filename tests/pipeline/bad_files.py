"""Files and rows as nobody should send them, full of canaries: each is to be told of in a sentence, and leave nothing.

Belongs here: what they hold, and the words that are expected. Does not belong here: people as they are (hand_made.py).
"""

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Contract, without_numbers
from tests.pipeline import hand_made
from tests.pipeline.hand_made import PEOPLE, Person

# Somebody of whom every row is refused, and somebody whose rows load without what could not be read.
REFUSED, HALF_READ, WITHHELD, FOREIGN, LONG, MISPLACED = (Person(serial) for serial in range(201, 207))
EVERYBODY = (*PEOPLE, REFUSED, HALF_READ, WITHHELD, FOREIGN, LONG, MISPLACED)
TEN_MEGABYTES = 10 << 20


# By feed: rows that are good but for one field, in which something identifies that row's person.
_GIVEN, _FAMILY = MISPLACED.names
_FIRST, _SECOND, _THIRD = MISPLACED.number[:3], MISPLACED.number[3:6], MISPLACED.number[6:]
_YEAR, _MONTH, _DAY = MISPLACED.birth_date.split("-")
OUT_OF_PLACE: dict[str, list[dict[str, str]]] = {
    "gp_medications": [
        {"issue_id": f"{_FAMILY}1"}, {"bnf_code": MISPLACED.number}, {"practice_code": f"{_FIRST} {_SECOND} {_THIRD}"},
    ],
    "gp_appointments": [
        {"appointment_id": f"{_FIRST}-{_SECOND}-{_THIRD}"}, {"appointment_id": f"{_GIVEN} {_FAMILY}"},
        {"mode_code": _GIVEN.upper()},
    ],
    "op": [
        {"referral_id": hand_made.CANARY_POSTCODE}, {"site_code": hand_made.CANARY_POSTCODE.replace(" ", "")},
        {"appointment_id": f"OP/{MISPLACED.birth_date}/1"},
    ],
    "mh_contacts": [
        {"contact_id": f"{_FIRST} {_SECOND}-{_THIRD}/2"}, {"contact_id": f"{_DAY}/{_MONTH}/{_YEAR}"},
        {"contact_minutes": MISPLACED.number},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class BadFile:
    """A file, and what is told of it: in the published list of deliveries, else on the console."""

    name: str
    content: bytes
    told: str

    @property
    def told_name(self) -> str:
        """What its name is told as."""
        return without_numbers(self.name)


def _csv(contract: Contract, rows: list[Mapping[str, str]], *, header: bool = True) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in contract.all_columns], restval="", lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _refused(contract: Contract, **more: str) -> dict[str, str]:
    return hand_made.identity(REFUSED, 1) | hand_made.event(contract, REFUSED) | more


def add_bad_rows(inbox: Path, contracts: Mapping[str, Contract]) -> None:
    """Rows that are refused or lose a value, in files that are otherwise good."""
    given, family = REFUSED.names
    registrations, ecds, csds = contracts["registrations"], contracts["ecds"], contracts["csds"]
    good = hand_made.rows(registrations)
    written = [_refused(registrations) | {"registration_id": good[0]["registration_id"]}, *good]
    written += [_refused(registrations, registered_from=family), _refused(registrations, practice_code="")]
    path = hand_made.deliver(inbox, registrations, written)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(f"{given},{family}," * 30 + f"{REFUSED.number}\r\n")
    half = hand_made.identity(HALF_READ) | hand_made.event(ecds, HALF_READ)
    half |= {"nhs_number": f"{HALF_READ.number[:9]}{family}", "birth_date": f"{given} {HALF_READ.birth_date}"}
    withheld = hand_made.identity(WITHHELD) | hand_made.event(ecds, WITHHELD) | {"withheld_identity_reason_code": "01"}
    unreadable = _refused(ecds, arrival_at=f"{given} {family}")
    hand_made.deliver(inbox, ecds, [*hand_made.rows(ecds), half, withheld, unreadable])
    invalid = {"nhs_number": "94 73" + family, "contact_minutes": given}
    hand_made.deliver(inbox, csds, [*hand_made.rows(csds), _refused(csds, **invalid, team_type_code="")])
    for feed, fields in OUT_OF_PLACE.items():
        good = hand_made.identity(MISPLACED) | hand_made.event(contracts[feed], MISPLACED)
        hand_made.deliver(
            inbox, contracts[feed], [*hand_made.rows(contracts[feed]), *(good | field for field in fields)]
        )
    foreign = contracts["voluntary_support"]
    row = hand_made.identity(FOREIGN) | hand_made.event(foreign, FOREIGN) | {"given_name": "Z\u00e9bulonia"}
    path = hand_made.deliver(inbox, foreign, [row], by="RED_CROSS")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))


def bad_files(contracts: Mapping[str, Contract]) -> list[BadFile]:
    """Whole files that are wrong; where good ones are in force, these would replace them."""
    person = _csv(contracts["gp_events"], [_refused(contracts["gp_events"])] * 5)
    headless = _csv(contracts["gp_events"], [_refused(contracts["gp_events"])], header=False)
    mostly_bad = _csv(contracts["care_plans"], [_refused(contracts["care_plans"], created_date="soon")] * 3)
    few = _csv(contracts["registrations"], hand_made.rows(contracts["registrations"])[:3])
    quote = person.replace(",2,", ',"2,', 1) + person
    names = f"{REFUSED.names} {REFUSED.number}".encode()
    long = hand_made.identity(LONG) | hand_made.event(contracts["csds"], LONG)
    ten = [long | {"contact_id": f"long{place}"} for place in range(9)]
    ten.insert(4, long | {"given_name": (LONG.names[0] * (TEN_MEGABYTES // 8))[:TEN_MEGABYTES]})
    cut_off = gzip.compress(person.encode() * 99, mtime=0)[:-30]
    binary = b"PK\x03\x04\x00\x00" + names * 99 + b"\x00"
    other_header = person.split("\n")[0].encode()
    empty = _csv(contracts["referrals"], []).encode()
    at = "20240613T020000Z.csv"
    spelt = f"{REFUSED.number[:3]} {REFUSED.number[3:6]} {REFUSED.number[6:]}"
    reviews = contracts["risk_reviews"]
    named = _csv(reviews, [_refused(reviews, review_id=f"{REFUSED.names[1]}/{place}") for place in range(3)])
    notes = "".join(
        f"{line},{says}\n"
        for line, says in zip(
            _csv(reviews, [hand_made.identity(LONG) | hand_made.event(reviews, LONG)]).splitlines(),
            (f"{LONG.number},notes", f"{LONG.names[0]},{LONG.birth_date}"),
            strict=True,
        )
    )
    return [
        BadFile("patients.csv", person.encode(), "REJECTED: "),
        BadFile(f"apc_R1H_2024-13_{at}", person.encode(), "REJECTED: "),
        BadFile(f"letter about {spelt}.csv", person.encode(), "what could be somebody's NHS number"),
        BadFile(f"apc_{REFUSED.number}_2024-05_{at}", person.encode(), "what could be somebody's NHS number"),
        BadFile(f"risk_reviews_WELC_2024-05_{at}", named.encode(), "IDENTIFIER_IN_FIELD in review_id 3 rows."),
        BadFile(f"risk_reviews_NOTES_2024-05_{hand_made.EXTRACTED_AT}.csv", notes.encode(), "ACCEPTED: In force."),
        BadFile(f"apc_R1H_2024-05_{at}", b"", "REJECTED: The file is empty (0 bytes)"),
        BadFile(f"op_R1H_2024-05_{at}.gz", person.encode(), "not a whole gzip file"),
        BadFile("op_R1H_2024-05_20240614T020000Z.csv.gz", cut_off, "not a whole gzip file"),
        BadFile(f"ecds_R1H_2024-05_{at}", binary, "binary"),
        BadFile(f"csds_R1H_2024-05_{at}", other_header, "Required columns are missing"),
        BadFile(f"mh_stays_RWK_2024-05_{at}", b'"', "REJECTED: "),
        BadFile(f"referrals_ERS_2024-05_{at}", empty, "a header and no rows"),
        BadFile(f"gp_events_EMIS_2024-05_{at}", headless.encode(), "Required columns are missing"),
        BadFile("gp_events_EMIS_2024-05_20240614T020000Z.csv", person.encode("utf-16"), "UTF-16"),
        BadFile("gp_events_EMIS_2024-05_20240615T020000Z.csv", quote.encode(), "never closed"),
        BadFile("gp_events_EMIS_2099-05_20990612T020000Z.csv", person.encode(), "more than a day from now"),
        BadFile(f"care_plans_WSIC_2024-05_{at}", mostly_bad.encode(), "UNREADABLE_VALUE in created_date 3 rows."),
        BadFile(f"registrations_EMIS_2024-05_{at}", few.encode(), "fewer than 50%"),
        BadFile("csds_RYX_2024-05_20240612T020000Z.csv", _csv(contracts["csds"], ten).encode(), "ACCEPTED: In force."),
    ]


# What is no file that can be read; the console alone tells of it.
FOLDER = "deaths_ONS_2024-05_20240613T020000Z.csv"
DANGLING = "deaths_ONS_2024-05_20240614T020000Z.csv"
UNREADABLE = "deaths_ONS_2024-05_20240615T020000Z.csv"


def put_bad_files(inbox: Path, contracts: Mapping[str, Contract]) -> None:
    """Put all of it into an inbox."""
    for bad in bad_files(contracts):
        (inbox / bad.name).write_bytes(bad.content)
    (inbox / FOLDER).mkdir()
    (inbox / DANGLING).symlink_to("nowhere.csv")
    # A file of the system that nobody, root included, can read from its beginning.
    (inbox / UNREADABLE).symlink_to("/proc/self/mem")
