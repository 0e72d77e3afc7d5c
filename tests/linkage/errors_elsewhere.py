"""How files write people down: slips of keyboards and scanners, other names, old addresses, defaults, nothing.

Belongs here: one function per thing that goes wrong, and how often. Does not belong here: who somebody is
(people_elsewhere.py). Rates are illustrative, and worse than most files.
"""

import random
from datetime import date, timedelta
from string import digits

from tests.linkage.names_elsewhere import CALLED
from tests.linkage.people_elsewhere import Person

KEYS = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw",
    "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xa",
}  # fmt: skip
SCANNED = {"m": "rn", "rn": "m", "l": "1", "i": "l", "o": "0", "s": "5", "b": "8", "cl": "d", "u": "v", "e": "c"}
PLAIN = str.maketrans("éèêáàóúíñçüöäøłąń", "eeeaaouincuoaolan")
PRACTICE_POSTCODE = "N1 1AA"

RATES = {
    "slip_given": 0.05, "slip_family": 0.06, "scan": 0.02, "called": 0.10, "initial": 0.015, "second_given": 0.01,
    "first_given_only": 0.5, "exchanged": 0.01, "former_name": 0.05, "one_barrel": 0.5, "no_given": 0.008,
    "no_family": 0.004, "title": 0.01, "capitals": 0.3, "no_marks": 0.5, "born_exchanged": 0.008, "born_digit": 0.012,
    "born_1_january": 0.006, "born_missing": 0.015, "born_year": 0.004, "born_wrong": 0.003, "moved": 0.2,
    "post_slip": 0.015, "post_missing": 0.02, "post_default": 0.005, "post_none": 0.004, "gender_wrong": 0.005,
    "gender_missing": 0.03,
}  # fmt: skip


def slip(word: str, luck: random.Random) -> str:
    """One letter wrong, left out, doubled, or exchanged with the next."""
    if len(word) < 3:
        return word
    place = luck.randrange(len(word) - 1)
    letter = word[place].lower()
    kind = luck.randrange(4)
    if kind == 0:
        return word[:place] + luck.choice(KEYS.get(letter, letter)) + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + letter + letter + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def scan(word: str, luck: random.Random) -> str:
    """A shape taken for another."""
    found = [shape for shape in SCANNED if shape in word[1:]]
    if not found:
        return word
    shape = luck.choice(found)
    return word[0] + word[1:].replace(shape, SCANNED[shape], 1)


class Clerk:
    """Writes people down, with errors at the rates given (or as many times as often)."""

    def __init__(self, seed: int, worse: float = 1.0) -> None:
        self._luck = random.Random(seed)
        self._worse = worse

    def _errs(self, what: str) -> bool:
        rate = RATES[what]
        return self._luck.random() < (rate if rate >= 0.3 else rate * self._worse)

    def names(self, person: Person) -> tuple[str, str]:
        luck = self._luck
        given, family = person.given, person.family
        words = given.split()
        if len(words) > 1:
            given = words[1] if self._errs("second_given") else words[0] if self._errs("first_given_only") else given
        if words[0] in CALLED and self._errs("called"):
            given = luck.choice(CALLED[words[0]])
        if self._errs("slip_given"):
            given = slip(given, luck)
        if self._errs("initial"):
            given = given[0]
        if person.maiden and person.gender == "2" and self._errs("former_name"):
            family = person.maiden
        if "-" in family and self._errs("one_barrel"):
            family = luck.choice(family.split("-"))
        if self._errs("slip_family"):
            family = slip(family, luck)
        if self._errs("scan"):
            family = scan(family, luck)
        if self._errs("exchanged"):
            given, family = family, given
        if self._errs("title"):
            given = ("Mr " if person.gender == "1" else "Mrs ") + given
        if self._errs("no_marks"):
            given, family = given.translate(PLAIN).replace("-", " "), family.translate(PLAIN).replace("'", "")
        if self._errs("capitals"):
            given, family = given.upper(), family.upper()
        return ("" if self._errs("no_given") else given), ("" if self._errs("no_family") else family)

    def birth_date(self, person: Person) -> date | None:
        luck, born = self._luck, person.born
        if self._errs("born_missing"):
            return None
        if self._errs("born_exchanged") and born.day <= 12:
            return date(born.year, born.day, born.month)
        if self._errs("born_digit"):
            written = list(born.isoformat())
            place = luck.choice([2, 3, 5, 6, 8, 9])
            written[place] = luck.choice(digits)
            try:
                return date.fromisoformat("".join(written))
            except ValueError:
                return born
        if self._errs("born_1_january"):
            return born.replace(month=1, day=1)
        if self._errs("born_year"):
            return born.replace(year=born.year + luck.choice([-1, 1, -10]), day=min(born.day, 28))
        if self._errs("born_wrong"):
            return born + timedelta(days=luck.randint(-9_000, 0))
        return born

    def postcode(self, person: Person) -> str:
        luck = self._luck
        if self._errs("post_missing"):
            return ""
        if self._errs("post_default"):
            return PRACTICE_POSTCODE
        if self._errs("post_none"):
            return "ZZ99 3VZ"
        post = person.old_postcode if self._errs("moved") else person.postcode
        return slip(post, luck).upper() if self._errs("post_slip") else post

    def gender(self, person: Person) -> str:
        if self._errs("gender_missing"):
            return "9"
        return {"1": "2", "2": "1"}[person.gender] if self._errs("gender_wrong") else person.gender
