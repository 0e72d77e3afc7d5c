"""Which pairs are compared at all: rows that share one of these keys, each made so that few do.

Belongs here: the keys, and why each. Does not belong here: what a pair's agreement is worth (comparisons.py). Every key
joins two independent things, so that even among three million people a key is shared by some dozens; several that lean
on different fields, so that a pair which errs in one field still meets by another.
"""

from dataclasses import dataclass

MOST_SHARING = 2_000
"""A key that more people of the index share than this meets nobody: it is a default value (a hostel's postcode, a birth
date put in by a system), and comparing all who share it would cost much and prove nothing. In three million people some
100 share a birth date, and some 40 a postcode."""


@dataclass(frozen=True)
class Key:
    """One way in which two rows meet."""

    name: str
    of_index: str
    of_seen: str
    reason: str


def _joined(*fields: str) -> str:
    return " || '|' || ".join(fields)


def _both(name: str, reason: str, *fields: str) -> Key:
    return Key(name, _joined(*fields), _joined(*fields), reason)


_BORN = "birth_digits"
_YEAR, _DAY = "left(birth_digits, 4)", "right(birth_digits, 4)"

KEYS = (
    _both("born_family", "Moved, known by another given name.", _BORN, "family_sound"),
    _both("born_given", "Moved, and married or written with one name of two.", _BORN, "given_sound"),
    _both("born_initial", "Moved, known by a short form, family name miswritten.", _BORN, "left(given_name, 1)"),
    _both("born_sector", "Both names written beyond recognition, or none sent.", _BORN, "sector"),
    Key(
        "born_exchanged_names",
        _joined(_BORN, "family_sound"),
        _joined(_BORN, "given_sound"),
        "Given and family name exchanged.",
    ),
    _both("names_year", "Moved, and day or month of birth wrong.", "family_sound", "given_sound", _YEAR),
    _both("names_day", "Moved, and year of birth wrong.", "family_sound", "given_sound", _DAY),
    _both("names_district", "Birth date missing or wholly wrong.", "family_sound", "given_sound", "district"),
    _both("home_family", "Birth date wrong and given name another.", "postcode", "family_sound"),
    _both("home_given", "Birth date wrong and family name another.", "postcode", "given_sound"),
    _both("home_year", "Names missing or exchanged, and day or month of birth wrong.", "postcode", _YEAR),
    Key(
        "exchanged_born_family",
        _joined(_BORN, "family_sound"),
        _joined("strftime(birth_exchanged, '%Y%m%d')", "family_sound"),
        "Day and month of birth exchanged, moved, given name another.",
    ),
    _both("local_id", "The sender knows the person by the same id.", "local_key"),
    _both("nhs_number", "The number of somebody whose birth date contradicts.", "nhs_number"),
)
