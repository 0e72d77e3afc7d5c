"""An independent recalculation of the published tables from the interface pages alone: who has which condition.

What belongs here: the disease registers on any day, asked for one person and one day at a time, and the groups of the
population. What does not: the codes, which are data of the project, read as data.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from tests.recalculation.dates import completed_years, last_day, month_of, next_month
from tests.recalculation.people import OptOuts, Sayings
from tests.recalculation.registrations import Register
from tests.recalculation.seeds import Codes, plain

COUNTED = (
    *("AF", "AST", "CAN", "CHD", "CKD", "COPD", "DEM", "DEP", "DM", "EP", "HF", "HTN", "LD", "OST", "PAD", "RA"),
    *("SMI", "STIA"),
)
OTHERS = ("NDH", "OB", "PC")
ORDER = (14, 15, 12, 9, 10, 8, 11, 13, 5, 7, 6, 4, 3, 2, 1)
YOUNGEST = {"AST": 6, "CKD": 18, "DEP": 18, "DM": 17, "EP": 18, "HTN": 18, "OB": 18}
YOUNGEST_AT_FIRST = {"RA": 16, "NDH": 18}
SINCE = {"CAN": date(2003, 4, 1), "DEP": date(2006, 4, 1), "PC": date(2008, 4, 1)}
TREATED_MONTHS = {"AST": 12, "EP": 6, "SMI": 6}
LESS_WEIGHT = tuple("DEFGHJKLMNPRS")


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), last_day(first)) if day.day > 28 else first.replace(day=day.day)


class Conditions:
    """What the records of people say, to be asked for a day."""

    def __init__(
        self, rows: dict[str, list[dict]], codes: Codes, sayings: Sayings, register: Register, opt_outs: OptOuts
    ) -> None:
        """Gather what is needed from the rows that stand in the marts."""
        self.sayings, self.register, self.opt_outs = sayings, register, opt_outs
        self.found: dict[str, dict[tuple[str, str], list]] = defaultdict(lambda: defaultdict(list))
        for row in rows["gp_events"]:
            for meant in codes.concepts.get(row["snomed_code"], ()):
                self._note(row["person_id"], meant, row["event_date"], row["numeric_value"])
        for row in rows["gp_medications"]:
            for start, meant in codes.medicines:
                if (row["bnf_code"] or "").startswith(start):
                    self._note(row["person_id"], meant, row["issue_date"])
        for row in rows["apc"]:
            if opt_outs.allows(row["person_id"]):
                known = max(row["admission_date"], row["episode_end_date"])
                for code in [row["primary_diagnosis"] or "", *(row["secondary_diagnoses"] or "").split("|")]:
                    for start, meant in codes.diagnoses:
                        if plain(code).rstrip("XDA-").startswith(start):
                            self._note(row["person_id"], meant, known)

    def _note(self, person: str | None, meant: tuple[str, str], day: date, value: object = None) -> None:
        born = self.sayings.birth_month(person)
        is_before_birth = born is not None and day < born and meant[1] not in ("MEDICINE",)
        if person is not None and day <= self.register.as_of and not is_before_birth:
            self.found[person][meant].append((day, value))

    def _days(self, person: str, condition: str, role: str, day: date) -> list[date]:
        known = self.found[person][condition, role] if person in self.found else []
        first = SINCE.get(condition, date.min) if role == "DIAGNOSIS" else date.min
        return sorted(each for each, _ in known if first <= each <= day)

    def _treated_since(self, person: str, condition: str, day: date) -> date | None:
        """Since when a medicine was always issued within the months before, to that day."""
        issues, months = self._days(person, condition, "MEDICINE", day), TREATED_MONTHS[condition]
        if not issues or issues[-1] < months_before(day, months):
            return None
        since = issues[-1]
        for earlier, later in reversed(list(pairwise(issues))):
            if earlier < months_before(later - timedelta(days=1), months):
                break
            since = earlier
        return since

    def age(self, person: str, day: date) -> int | None:
        """Completed years on a day, or at death."""
        death = self.register.death_dates.get(person)
        return completed_years(self.sayings.birth_month(person), min(day, death or day))

    def diagnosed_since(self, person: str, condition: str, day: date) -> date | None:
        """The first diagnosis later than anything that resolved one."""
        resolved = self._days(person, condition, "RESOLVED", day)
        after = [
            each for each in self._days(person, condition, "DIAGNOSIS", day) if not resolved or each > resolved[-1]
        ]
        return after[0] if after else None

    def since(self, person: str, condition: str, day: date) -> date | None:
        """Since when somebody on a register on a day has the condition; nothing for who is not on it."""
        diagnosed, age = self.diagnosed_since(person, condition, day), self.age(person, day)
        if condition in YOUNGEST and (age is None or age < YOUNGEST[condition]):
            return None
        if condition == "SMI":
            return diagnosed or self._treated_since(person, condition, day)
        if condition == "OB":
            return self._obese_since(person, day)
        if diagnosed is None:
            return None
        if condition in YOUNGEST_AT_FIRST:
            age_then = self.age(person, diagnosed)
            if age_then is None or age_then < YOUNGEST_AT_FIRST[condition]:
                return None
        if condition == "NDH" and self.diagnosed_since(person, "DM", day):
            return None
        if condition in TREATED_MONTHS and self._treated_since(person, condition, day) is None:
            return None
        if condition == "OST" and not self._has_fragile_bones(person, age, day):
            return None
        return diagnosed

    def _obese_since(self, person: str, day: date) -> date | None:
        measured = [
            (when, float(value))
            for when, value in self.found.get(person, {}).get(("OB", "VALUE"), ())
            if value is not None and when <= day and 5 <= value <= 200
        ]
        if not measured:
            return None
        limit = 27.5 if self.sayings.about(person, "ethnic_category_code") in LESS_WEIGHT else 30
        when, value = max(measured)
        return when if value >= limit else None

    def _has_fragile_bones(self, person: str, age: int | None, day: date) -> bool:
        fractures = self._days(person, "OST", "FRACTURE", day)
        if age is None or age < 50 or not fractures:
            return False
        if age >= 75:
            return fractures[-1] >= date(2014, 4, 1)
        scans = self.found[person]["OST", "BONE_SCAN"]
        is_thin = any(when <= day and value is not None and value <= -2.5 for when, value in scans)
        return fractures[-1] >= date(2012, 4, 1) and is_thin

    def count(self, person: str, day: date) -> int | None:
        """How many registers of long-term conditions somebody is on; unknown without the practice's records."""
        if person in self.opt_outs.people["TYPE_1"]:
            return None
        return sum(self.since(person, condition, day) is not None for condition in COUNTED)

    def segment(self, person: str, day: date) -> int | None:
        """The first group of the population that fits."""
        age, count = self.age(person, day), self.count(person, day)
        if count is None:
            return None

        def on(condition: str) -> bool:
            return self.since(person, condition, day) is not None

        def lately(need: str, months: int) -> bool:
            days = self._days(person, need, "DIAGNOSIS", day)
            return bool(days) and days[-1] >= months_before(day, months)

        is_adult, is_child = age is not None and age >= 18, age is not None and age < 18
        is_small, is_old = is_child and age < 13, is_adult and age >= 65
        fits = {
            1: is_small,
            2: is_child and not is_small,
            3: is_adult and not is_old,
            4: is_old,
            5: is_child and count > 0,
            6: is_adult and not is_old and count > 0,
            7: is_old and count > 0,
            8: is_adult and on("CAN"),
            9: is_small and lately("CONTINUING_CARE", 24),
            10: is_child and not is_small and lately("CONTINUING_CARE", 24),
            11: is_adult and on("SMI"),
            12: is_adult and on("LD"),
            13: is_adult and bool(self._days(person, "DISABLED", "DIAGNOSIS", day)),
            14: is_adult and on("DEM"),
            15: lately("HOMELESS", 12),
        }
        return next((group for group in ORDER if fits[group]), None)


def make_conditions(people: Iterable[str], conditions: Conditions) -> list[dict]:
    """One row per person and register held on the reporting date."""
    day = conditions.register.as_of
    return [
        {"person_id": person, "ltc_code": condition, "since_date": since}
        for person in people
        for condition in COUNTED + OTHERS
        if (since := conditions.since(person, condition, day)) is not None
    ]


def find_segments(registered_days: Iterable[tuple], conditions: Conditions) -> dict[tuple[str, str], int | None]:
    """The group of each person and year, at its start or on joining."""
    register = conditions.register
    found: dict[tuple[str, str], int | None] = {}
    for person, year in {(person, year) for person, year, _ in registered_days}:
        day = date(int(year[:4]), 4, 1)
        while not (register.in_force(person, day) and register.is_alive(person, day)):
            starts = [entry.registered_from for entry in register.of_person[person] if entry.registered_from > day]
            day = min(starts, default=next_month(month_of(day)))
        found[person, year] = conditions.segment(person, day)
    return found
