"""Random worlds to ask the rules of use of: people, what they object to, what senders agreed to, and their files.

Belongs here: drawing a world, writing its extracts, and who objects to what in it, in plain Python. Does not belong
here: what is built of it.
"""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st

from orchestration.contracts import PURPOSES
from orchestration.settings import PROJECT_ROOT
from tests.conftest import nhs_number

AS_OF = date(2024, 6, 12)
GROUPS, KINDS = ("GENERAL_PRACTICE", "OTHER"), ("NONE", "LOCAL", "TYPE_1", "NATIONAL")
PRACTICE, POSTCODE = "F84001", "E17 4AA"


@cache
def rules() -> dict[tuple[str, str, str], dict[str, str]]:
    with open(PROJECT_ROOT / "seeds" / "code_permitted_uses.csv", newline="", encoding="utf-8") as seed:
        return {(r["purpose_code"], r["feed_group_code"], r["opt_out_code"]): r for r in csv.DictReader(seed)}


def is_allowed(purpose: str, group: str, kinds: Iterable[str]) -> bool:
    """Whether rows may be used for all that their person objects to."""
    return all(rules()[purpose, group, kind]["is_allowed"] == "true" for kind in kinds or ("NONE",))


def in_force(opt_outs: Iterable[tuple[str, date, date | None]], day: date = AS_OF) -> set[str]:
    """The rule of the interface: from its first day on, and not from the day on which it was withdrawn."""
    return {kind for kind, begins, ends in opt_outs if begins <= day and not (ends is not None and ends <= day)}


# What is in force on a day, over histories in which days fall before, on and after it.
DAYS = st.dates(AS_OF - timedelta(days=3), AS_OF + timedelta(days=3))
OPT_OUTS = st.lists(st.tuples(st.sampled_from(KINDS[1:]), DAYS, st.none() | DAYS), max_size=4)


# What a row says of whom it is about, and so by which pass it is linked. Who keeps a list of objections sends no other
# rows, so that a local id of theirs leads to nobody.
WAYS = ("NUMBER", "OLD_NUMBER", "DEMOGRAPHIC", "LOCAL_ID")


@dataclass
class Somebody:
    """A person, and the histories of what they object to, each under a row that names them in another way."""

    serial: int
    has_old_number: bool
    opt_outs: list[tuple[str, date, date | None, str]]

    def row(self, way: str) -> dict[str, str]:
        whole = {
            "birth_date": f"19{50 + self.serial % 40}-{1 + self.serial % 12:02d}-{1 + self.serial % 28:02d}",
            "gender_code": "2", "postcode": POSTCODE, "given_name": f"Given{chr(97 + self.serial % 26)}",
            "family_name": f"Family{chr(97 + self.serial // 26)}{chr(97 + self.serial % 26)}",
        }  # fmt: skip
        if way == "DEMOGRAPHIC":
            return whole
        named = {"local_patient_id": f"L{self.serial}"}
        if way == "LOCAL_ID":
            return whole | named | {"given_name": "", "family_name": "", "postcode": ""}
        is_old = way == "OLD_NUMBER" and self.has_old_number
        return whole | named | {"nhs_number": nhs_number(2 * self.serial + is_old)}

    @property
    def number(self) -> str:
        return nhs_number(2 * self.serial)

    @property
    def kinds(self) -> set[str]:
        return in_force([history[:3] for history in self.opt_outs])


@dataclass
class World:
    """People, what the senders' agreements cover, and the order in which files come."""

    people: list[Somebody]
    covered: dict[tuple[str, str], set[str]]
    order: random.Random
    strangers: list[tuple[str, date, date | None]] = field(default_factory=list)

    def covers(self, feed: str, sender: str, *purposes: str) -> bool:
        return set(purposes) <= self.covered[feed, sender]


SENDERS = (("registrations", "PDS"), ("gp_events", "EMIS"), ("gp_events", "TPP"),
           ("care_plans", "WSIC"), ("care_plans", "WELC"), ("care_plans", "ICP"), ("care_plans", "RAID"))  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    histories = st.tuples(st.sampled_from(KINDS[1:]), DAYS, st.none() | DAYS, st.sampled_from(WAYS[:3]))
    people = [
        Somebody(serial, draw(st.booleans()), draw(st.lists(histories, max_size=3)))
        for serial in range(draw(st.integers(20, 24)))
    ]
    # Of care plans, which both pages of care are made of, one sender for each case; of the others any.
    covered = {sender: draw(st.sets(st.sampled_from(PURPOSES))) for sender in SENDERS}
    cases = draw(st.permutations([set(), {"DIRECT_CARE"}, {"PLANNING"}, set(PURPOSES)]))
    covered |= zip([sender for sender in SENDERS if sender[0] == "care_plans"], cases, strict=True)
    # Without registers no night gets past its first gate; they have both purposes or, at times, one alone.
    covered["registrations", "PDS"] = {"PLANNING", *draw(st.sampled_from([["DIRECT_CARE"]] * 3 + [[]]))}
    return World(people, covered, draw(st.randoms(use_true_random=False)), draw(OPT_OUTS))


def files(world: World) -> list[tuple[str, str, list[dict[str, str]], str]]:
    """The extracts of a world: feed, sender, rows, moment of extraction."""
    written = []
    registrations = [
        someone.row("NUMBER") | {"registration_id": f"R{someone.serial}", "practice_code": PRACTICE,
                                 "registered_from": "2015-01-01"}
        for someone in world.people
    ] + [
        someone.row("OLD_NUMBER") | {"registration_id": f"F{someone.serial}", "practice_code": PRACTICE,
                                     "registered_from": "2010-01-01", "registered_to": "2014-12-31",
                                     "superseded_by_nhs_number": someone.number}
        for someone in world.people if someone.has_old_number
    ]  # fmt: skip
    written.append(("registrations", "PDS", registrations, "20240612T020000Z"))
    for feed, sender in SENDERS[1:]:
        rows = []
        for someone in world.people:
            about = {"gp_events": {"event_id": f"{sender}{someone.serial}", "practice_code": PRACTICE,
                                   "snomed_code": "195967001", "event_date": "2024-05-10"},
                     "care_plans": {"care_plan_id": f"{sender}{someone.serial}", "provider_code": sender,
                                    "programme_code": sender,
                                    "created_date": "2024-05-10", "consent_status_code": "GIVEN"}}  # fmt: skip
            rows.append(someone.row("NUMBER") | about[feed])
            # The local id is known by its number from the row before.
            rows.append(
                someone.row(world.order.choice(WAYS))
                | {name: value + "b" if name.endswith("_id") else value for name, value in about[feed].items()}
            )
        written.append((feed, sender, rows, "20240611T020000Z"))
    objections = [
        someone.row(way) | {"opt_out_id": f"O{someone.serial}-{place}", "opt_out_code": kind,
                            "effective_from": str(begins), "withdrawn_on": str(ends or "")}
        for someone in world.people for place, (kind, begins, ends, way) in enumerate(someone.opt_outs)
    ]  # fmt: skip
    # Somebody whom no other feed knows, an objection that the next list no longer has, and a second list.
    objections += [
        {"nhs_number": nhs_number(200 + place), "opt_out_id": f"S{place}", "opt_out_code": kind,
         "effective_from": str(begins), "withdrawn_on": str(ends or "")}
        for place, (kind, begins, ends) in enumerate(world.strangers)
    ]  # fmt: skip
    gone = world.people[0].row("NUMBER") | {"opt_out_id": "G", "opt_out_code": "LOCAL", "effective_from": "2024-01-01"}
    world.order.shuffle(objections)
    half = len(objections) // 2
    for sender, rows in (("NHSE", objections[:half]), ("LEICS", objections[half:])):
        if rows:
            written.append(("opt_outs", sender, [gone], "20240501T020000Z"))
            written.append(("opt_outs", sender, rows, "20240612T020000Z"))
    world.order.shuffle(written)
    return written
