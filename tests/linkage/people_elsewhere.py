"""A second population: households with twins, fathers and sons of one name, hostels, and people in no register.

Belongs here: who there is, truly. Does not belong here: how a file writes them down (errors_elsewhere.py).
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.linkage.names_elsewhere import FAMILY, GIVEN, HERITAGES

TODAY = date(2025, 3, 31)
PEOPLE_PER_POSTCODE = 35
HOSTEL, CARE_HOME = 180, 45  # people at one postcode who are no family
UNREGISTERED_SHARE = 0.05
BORN_ON_1_JANUARY = {"SOUTH_ASIAN": 0.04, "AFRICAN": 0.04, "OTHER": 0.05}  # where the day was not known
TWINS, SON_OF_ONE_NAME, TAKES_NAME, TWO_BARRELS, TWO_GIVEN = 0.016, 0.03, 0.75, 0.05, 0.12


@dataclass(frozen=True)
class Person:
    """Somebody, as they are; a register may not know them."""

    number: int
    given: str
    family: str
    maiden: str | None
    born: date
    gender: str
    postcode: str
    old_postcode: str
    heritage: str
    household: int
    is_registered: bool


class People:
    """Makes households until there are enough people."""

    def __init__(self, size: int, seed: int, unregistered: float = UNREGISTERED_SHARE, alike: float = 1.0) -> None:
        """Of everybody a share is `unregistered`; twins and namesakes are `alike` times as many."""
        self._luck = random.Random(seed)
        self._unregistered, self._alike = unregistered, alike
        self._size = size
        self._postcodes = [self._postcode() for _ in range(max(20, size // PEOPLE_PER_POSTCODE))]
        self._weights = {
            (kind, key): [1 / (place + 8) for place in range(len(names))]
            for kind, lists in (("1", GIVEN["1"]), ("2", GIVEN["2"]), ("family", FAMILY))
            for key, names in lists.items()
        }
        self.everybody: list[Person] = []
        self._household = 0
        while len(self.everybody) < size:
            self._add_household()
        for shared in (HOSTEL, CARE_HOME, CARE_HOME):
            self._gather(shared if size > 5_000 else 12)

    def _postcode(self) -> str:
        luck = self._luck
        area = luck.choice(["N", "E", "SE", "HA", "UB", "TW", "IG", "RM"])
        end = "".join(luck.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return f"{area}{luck.randint(1, 19)} {luck.randint(1, 9)}{end}"

    def _given(self, gender: str, heritage: str) -> str:
        names = GIVEN[gender][heritage]
        name = self._luck.choices(names, self._weights[gender, heritage])[0]
        if self._luck.random() < TWO_GIVEN:
            name += " " + self._luck.choices(names, self._weights[gender, heritage])[0]
        return name

    def _family(self, heritage: str) -> str:
        return self._luck.choices(FAMILY[heritage], self._weights["family", heritage])[0]

    def _born(self, youngest: int, oldest: int, heritage: str) -> date:
        born = TODAY - timedelta(days=self._luck.randint(youngest * 365, oldest * 365 + 364))
        if self._luck.random() < BORN_ON_1_JANUARY.get(heritage, 0.0):
            born = born.replace(month=1, day=1)
        return born

    def _add(self, given: str, family: str, born: date, gender: str, home: tuple, maiden: str | None = None) -> Person:
        postcode, old, heritage = home
        person = Person(
            len(self.everybody), given, family, maiden, born, gender, postcode, old, heritage, self._household,
            self._luck.random() >= self._unregistered,
        )  # fmt: skip
        self.everybody.append(person)
        return person

    def _add_household(self) -> None:
        luck = self._luck
        self._household += 1
        heritage = luck.choices(list(HERITAGES), list(HERITAGES.values()))[0]
        home = luck.choice(self._postcodes), luck.choice(self._postcodes), heritage
        head = self._born(20, 92, heritage)
        gender = luck.choice("12")
        family = self._family(heritage)
        first = self._add(self._given(gender, heritage), family, head, gender, home)
        if luck.random() < 0.35:
            return
        other = "2" if gender == "1" else "1"
        own = self._family(heritage)
        takes = luck.random() < TAKES_NAME
        name = f"{own}-{family}" if luck.random() < TWO_BARRELS else family if takes else own
        born = head + timedelta(days=luck.randint(-2_500, 2_500))
        self._add(self._given(other, heritage), name, min(born, TODAY - timedelta(days=6_600)), other, home, own)
        age = (TODAY - head).days // 365
        if not 22 <= age <= 62:
            return
        for _ in range(luck.choices([0, 1, 2, 3], [3, 3, 3, 1])[0]):
            self._add_child(first, name if luck.random() < 0.15 else family, home, max(0, age - 45), min(age - 19, 22))

    def _add_child(self, parent: Person, family: str, home: tuple, youngest: int, oldest: int) -> None:
        luck, heritage = self._luck, home[2]
        born = self._born(min(youngest, oldest), oldest, heritage)
        gender = luck.choice("12")
        given = self._given(gender, heritage)
        if gender == parent.gender and luck.random() < SON_OF_ONE_NAME * self._alike:
            given = parent.given
        self._add(given, family, born, gender, home)
        if luck.random() < TWINS * self._alike:
            gender = gender if luck.random() < 0.65 else ("2" if gender == "1" else "1")
            self._add(self._given(gender, heritage), family, born, gender, home)

    def _gather(self, count: int) -> None:
        """Move as many adults, each from elsewhere, to one address."""
        there = self._luck.choice(self._postcodes)
        for number in self._luck.sample(range(len(self.everybody)), count):
            self.everybody[number] = replace(self.everybody[number], postcode=there)
