"""An independent recalculation of the published tables from the interface pages alone: which person a row reaches.

What belongs here: the passes by number, local id and demographics over the rows in force. What does not: linking by
probability, which a second hand cannot repeat; such links are taken as given, where they are given.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from tests.recalculation.feeds import FEEDS
from tests.recalculation.numbers import follow, write_person

BY_NUMBER = ("NHS_NUMBER", "NHS_NUMBER_ONLY")


@dataclass
class Index:
    """What the passes look things up in."""

    merged_into: dict[str, str] = field(default_factory=dict)
    birth_dates: dict[str, set] = field(default_factory=lambda: defaultdict(set))
    by_local_id: dict[tuple, set] = field(default_factory=lambda: defaultdict(set))
    births_by_local_id: dict[tuple, set] = field(default_factory=lambda: defaultdict(set))
    by_demographics: dict[tuple, dict] = field(default_factory=lambda: defaultdict(dict))


def letters_and_digits(text: str | None) -> str:
    """A value in upper case, without anything but letters and digits."""
    return "".join(sign for sign in (text or "").upper() if sign.isalnum())


def demographics(row: dict) -> tuple | None:
    """Names, birth date and postcode for comparison; nothing unless all four are there."""
    names = letters_and_digits(row["given_name"]), letters_and_digits(row["family_name"])
    postcode = letters_and_digits(row["postcode"])
    return (*names, row["birth_date"], postcode) if all(names) and row["birth_date"] and postcode else None


def local_id(row: dict) -> tuple | None:
    """A local id with the scope inside which it is unique."""
    if row["local_patient_id"] is None:
        return None
    practice = row["practice_code"] if row["feed"].startswith("gp_") else None
    return row["sender"], practice, row["local_patient_id"]


def identity(row: dict) -> tuple:
    """All that a row says about who it is of; a row that says next to nothing is like no other row."""
    given, family = letters_and_digits(row["given_name"]), letters_and_digits(row["family_name"])
    whole = (
        row["sender"],
        local_id(row),
        row["nhs_number"],
        given,
        family,
        row["birth_date"],
        row["gender_code"],
        row["postcode"],
    )
    has_birth_and_postcode = row["birth_date"] is not None and row["postcode"] is not None
    if row["nhs_number"] or row["local_patient_id"] or given or family or has_birth_and_postcode:
        return whole
    return (*whole, row["delivery"].file_name, row["row_number"])


def two_parts_agree(one: date, other: date) -> bool:
    """Whether two of year, month and day are equal."""
    return (one.year == other.year) + (one.month == other.month) + (one.day == other.day) >= 2


def agrees(birth_date: date | None, of_index: set) -> bool:
    """Whether a birth date agrees with any index row of the number; an absent one agrees with everything."""
    if birth_date is None or None in of_index:
        return True
    return any(two_parts_agree(birth_date, other) for other in of_index)


def read_merges(registrations: list[dict]) -> dict[str, str]:
    """Which number was merged into which; of two statements the later registration stands."""
    stated = [row for row in registrations if row["nhs_number"] and row["superseded_by_nhs_number"]]
    stated.sort(key=lambda row: (row["registered_from"], row["delivery"].extracted_at, row["row_number"]))
    return {row["nhs_number"]: row["superseded_by_nhs_number"] for row in stated}


def give(row: dict, person: str | None, method: str, known_by: str | None) -> None:
    """Write on a row who it is of, and how that was found."""
    row["person_id"], row["link_method_code"], row["known_by"] = person, method, known_by


def own_person(row: dict, key: bytes) -> tuple[str, str]:
    """The person that a row is of when no pass links it, and what that person is known by."""
    if row["local_patient_id"] is not None and row["birth_date"] is not None:
        message = f"local|{row['sender']}|{row['local_patient_id']}|{row['birth_date'].isoformat()}"
        return write_person(key, message), "LOCAL"
    return write_person(key, "identity|" + "|".join(str(part or "") for part in identity(row))), "IDENTITY"


def link_by_number(rows: list[dict], index: Index, key: bytes) -> list[dict]:
    """The first two passes; the rows that they leave."""
    left = []
    for row in rows:
        if row.get("withheld_identity_reason_code") is not None:
            give(row, None, "WITHHELD", None)
            continue
        number = follow(row["nhs_number"], index.merged_into) if row["nhs_number"] else None
        if number is None or (number in index.birth_dates and not agrees(row["birth_date"], index.birth_dates[number])):
            left.append(row)
            continue
        give(row, write_person(key, number), BY_NUMBER[number not in index.birth_dates], "NUMBER")
        local = local_id(row)
        if local is not None:
            index.by_local_id[local].add(row["person_id"])
            index.births_by_local_id[local].add(row["birth_date"])
    return left


def link_by_local_id(rows: list[dict], index: Index) -> list[dict]:
    """The third pass; the rows that it leaves."""
    left = []
    for row in rows:
        local = local_id(row)
        people = index.by_local_id.get(local, set()) if local else set()
        if len(people) == 1 and row["birth_date"] and row["birth_date"] in index.births_by_local_id[local]:
            give(row, next(iter(people)), "LOCAL_ID", "NUMBER")
        else:
            left.append(row)
    return left


def name_row(row: dict) -> tuple:
    """A row by its feed and key, as published facts show it: an episode by its spell."""
    key = FEEDS[row["feed"]].key
    return (row["feed"], *(row[column] for column in key if column != "episode_number"))


def link_by_demographics(rows: list[dict], index: Index, given: dict[tuple, str], key: bytes) -> None:
    """The fourth pass, then the links taken as given, then a person of its own for each identity that is left."""
    for row in rows:
        people = index.by_demographics.get(demographics(row), {})
        if len(people) == 1:
            person, known_by = next(iter(people.items()))
            give(row, person, "DEMOGRAPHIC", known_by)
            continue
        if name_row(row) in given:
            give(row, given[name_row(row)], "PROBABILISTIC", None)
            continue
        person, known_by = own_person(row, key)
        give(row, person, "UNLINKED", known_by)


def fill_demographics(index: Index, registrations: list[dict]) -> None:
    """Add the people of registration rows to what demographics are compared with."""
    for row in registrations:
        agreed = demographics(row)
        if agreed is not None:
            index.by_demographics[agreed].setdefault(row["person_id"], row["known_by"])


def link_rows(rows: dict[str, list[dict]], key: bytes, given: dict[tuple, str] | None = None) -> None:
    """Write on every row of a person who it is of."""
    index = Index()
    registrations = rows["registrations"]
    index.merged_into = read_merges(registrations)
    for row in registrations:
        if row["nhs_number"]:
            index.birth_dates[follow(row["nhs_number"], index.merged_into)].add(row["birth_date"])
    of_people = [row for name, feed in FEEDS.items() if feed.has_person for row in rows[name]]
    left = link_by_local_id(link_by_number(of_people, index, key), index)
    unknown = [row for row in left if row["feed"] == "registrations"]
    fill_demographics(index, [row for row in registrations if "person_id" in row])
    link_by_demographics(unknown, index, given or {}, key)
    fill_demographics(index, [row for row in unknown if row["link_method_code"] != "DEMOGRAPHIC"])
    link_by_demographics([row for row in left if row["feed"] != "registrations"], index, given or {}, key)
