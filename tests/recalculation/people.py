"""An independent recalculation of the published tables from the interface pages alone: the people.

What belongs here: opt-outs in force, what the rows say about a person, and dim_person. What does not: linking, or what
somebody suffers from.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from tests.recalculation.dates import completed_years, month_of
from tests.recalculation.feeds import FEEDS
from tests.recalculation.registrations import Register

if TYPE_CHECKING:
    from tests.recalculation.conditions import Conditions

GP_FEEDS = ("gp_events", "gp_medications", "gp_appointments")
AGE_BANDS = ((4, "0-4"), (17, "5-17"), (39, "18-39"), (64, "40-64"), (74, "65-74"), (84, "75-84"), (999, "85+"))
SAID = ("birth_date", "gender_code", "ethnic_category_code", "postcode")


class OptOuts:
    """Who had opted out of what on the reporting date."""

    def __init__(self, rows: list[dict], as_of: date) -> None:
        """Gather what is needed from the rows."""
        self.people: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            withdrawn = row["withdrawn_on"] is not None and row["withdrawn_on"] <= as_of
            if row["effective_from"] <= as_of and not withdrawn:
                self.people[row["opt_out_code"]].add(row["person_id"])

    def allows(self, person: str | None) -> bool:
        """Whether a person may stand in the marts."""
        return person not in self.people["LOCAL"] and person not in self.people["NATIONAL"]

    def allows_row(self, row: dict) -> bool:
        """Whether a row may stand in the marts."""
        if row["feed"] in GP_FEEDS and row["person_id"] in self.people["TYPE_1"]:
            return False
        return self.allows(row["person_id"])


class Sayings:
    """What is said about each person: by the latest registration row, else by the latest row that says."""

    def __init__(self, rows: dict[str, list[dict]], register: Register, opt_outs: OptOuts, as_of: date) -> None:
        """Gather what is needed from the rows."""
        self.register = register
        self.latest: dict[str, dict[str, object]] = {}
        counted = [name for name, feed in FEEDS.items() if feed.has_person and name != "opt_outs"]
        considered = [
            row
            for name in counted
            for row in rows[name]
            if row["person_id"] is not None and row["date"] <= as_of and opt_outs.allows_row(row)
        ]
        considered.sort(
            key=lambda row: (row["date"], row["delivery"].extracted_at, row["delivery"].file_name, row["row_number"])
        )
        for row in considered:
            said = self.latest.setdefault(row["person_id"], {})
            said.update({name: row[name] for name in SAID if row.get(name) is not None})

    def about(self, person: str | None, name: str) -> object:
        """One thing that is said about a person."""
        last = self.register.last(person) if person else None
        if last is not None and last.row[name] is not None:
            return last.row[name]
        return self.latest.get(person, {}).get(name)

    def birth_month(self, person: str | None) -> date | None:
        """The first day of the month in which a person was born."""
        born = self.about(person, "birth_date")
        return month_of(born) if born else None

    def age(self, person: str | None, day: date) -> int | None:
        """The completed years of a person on a day."""
        return completed_years(self.birth_month(person), day)


def age_band(age: int | None) -> str | None:
    """The band of an age."""
    return None if age is None else next(band for oldest, band in AGE_BANDS if age <= oldest)


def describe_person(
    person: str, sayings: Sayings, register: Register, opt_outs: OptOuts, conditions: Conditions
) -> dict:
    """One row of dim_person."""
    references, as_of = register.references, register.as_of
    death = register.death_dates.get(person)
    current = register.in_force(person, as_of)
    entry = current or register.last(person)
    age = sayings.age(person, death or as_of)
    described = {
        "person_id": person,
        "birth_month": sayings.birth_month(person),
        "age_years": age,
        "age_band": age_band(age),
        "gender_code": sayings.about(person, "gender_code"),
        "ethnic_category_code": sayings.about(person, "ethnic_category_code"),
        "is_registered": current is not None and death is None,
        "death_month": month_of(death) if death else None,
        "ltc_count": conditions.count(person, as_of),
        "segment_code": conditions.segment(person, as_of),
        "is_gp_data_absent": person in opt_outs.people["TYPE_1"],
    }
    places = dict.fromkeys(
        (
            "lsoa_code",
            "imd_decile",
            "borough_code",
            "borough_name",
            "practice_code",
            "network_code",
            "registered_from",
            "registered_to",
        )
    )
    if entry is not None:
        places |= {
            "practice_code": entry.practice_code,
            "network_code": references.practices.get(entry.practice_code, {}).get("network_code"),
            "registered_from": entry.registered_from,
            "registered_to": None if entry.open_until == date.max else entry.open_until,
        }
        postcode = references.postcodes.get(entry.row["postcode"] or sayings.about(person, "postcode"))
        if postcode is not None:
            places |= {name: postcode[name] for name in ("lsoa_code", "borough_code", "borough_name")}
            places["imd_decile"] = references.areas.get(postcode["lsoa_code"], {}).get("imd_decile")
    return described | places


def make_dim_person(sayings: Sayings, register: Register, opt_outs: OptOuts, conditions: Conditions) -> list[dict]:
    """One row per person who has a row that counts."""
    return [describe_person(person, sayings, register, opt_outs, conditions) for person in sorted(sayings.latest)]
