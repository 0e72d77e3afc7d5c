"""An independent recalculation of the published tables from the interface pages alone: who was registered where, when.

What belongs here: the registrations of each person, deaths, and with them the practice and borough of an event. What
does not: everything else that is known of a person.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from tests.recalculation.references import References


class Registration(NamedTuple):
    """One registration; in this order of fields the greatest of several wins."""

    registered_from: date
    open_until: date
    practice_code: str
    registration_id: str
    row: dict


class Place(NamedTuple):
    """Where an event counts."""

    practice_code: str | None
    borough_code: str | None
    is_in_registered_population: bool


def earliest(known: dict[str, date], person: str, day: date) -> None:
    """Keep the earlier of two dates."""
    known[person] = min(day, known.get(person, day))


class Register:
    """All registrations and deaths known by the reporting date."""

    def __init__(self, rows: dict[str, list[dict]], references: References, as_of: date) -> None:
        """Gather what is needed from the rows."""
        self.references = references
        self.as_of = as_of
        self.of_person: dict[str, list[Registration]] = defaultdict(list)
        died: dict[str, date] = {}
        died_by_register: dict[str, date] = {}
        for row in rows["registrations"]:
            if row["registered_from"] <= as_of:
                ended = row["registered_to"] is not None and row["registered_to"] <= as_of
                until = row["registered_to"] if ended else date.max
                entry = Registration(row["date"], until, row["practice_code"], row["registration_id"], row)
                self.of_person[row["person_id"]].append(entry)
                if row["death_date"] is not None and row["death_date"] <= as_of:
                    earliest(died_by_register, row["person_id"], row["death_date"])
        for entries in self.of_person.values():
            entries.sort(key=lambda entry: entry[:4], reverse=True)
        for row in rows["deaths"]:
            if row["death_date"] <= as_of:
                earliest(died, row["person_id"], row["death_date"])
        self.death_dates = died_by_register | died

    def in_force(self, person: str | None, day: date) -> Registration | None:
        """The registration of a person on a day."""
        for entry in self.of_person.get(person, ()):
            if entry.registered_from <= day <= entry.open_until:
                return entry
        return None

    def last(self, person: str) -> Registration | None:
        """The latest registration of a person, in force or not."""
        return self.of_person[person][0] if person in self.of_person else None

    def is_alive(self, person: str, day: date) -> bool:
        """Whether no death is known by the end of a day."""
        return person not in self.death_dates or self.death_dates[person] > day

    def place(self, row: dict, day: date) -> Place:
        """The practice and borough of a row of a person on a day."""
        person = row["person_id"]
        entry = self.in_force(person, day)
        if entry is not None:
            borough = self.references.borough_of(entry.row["postcode"])
            return Place(entry.practice_code, borough, self.is_alive(person, day))
        postcode = None if person is None else row["postcode"]
        return Place(row.get("practice_code"), self.references.borough_of(postcode), False)
