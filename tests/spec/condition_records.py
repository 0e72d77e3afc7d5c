"""Records of people as small tables, from which the models work out who is on which register on which day.

Belongs here: writing a record down in a line, and building the models. Does not belong here: what they should say.
"""

import csv
from datetime import date
from uuid import UUID

from orchestration.settings import PROJECT_ROOT
from tests.spec.rendered_models import paths
from tests.spec.small_tables import SmallTables

REGISTERS = tuple(
    sorted(name for name in paths() if paths()[name].parent.name == "register" and name.startswith("int_condition__"))
)
HELD = ("int_condition__diagnosed", "int_condition__treated", *REGISTERS, "int_condition__needs")
CODED = (
    "int_person__links",
    "int_condition__hospital_diagnoses",
    "int_condition__coded_days",
    *HELD,
    "int_condition__periods",
)
# A code for each part that codes play, where the project's own list has none.
OUR_OWN = (
    {"ltc_code": "LD", "code_role": "RESOLVED", "code_system": "SNOMED", "code": "LD-RESOLVED"},
    {"ltc_code": "SMI", "code_role": "STOPPED", "code_system": "SNOMED", "code": "SMI-STOPPED"},
    {"ltc_code": "OST", "code_role": "BONE_SCAN", "code_system": "SNOMED", "code": "OST-BONE_SCAN"},
)
CODE_COLUMNS = {"ltc_code": "varchar", "code_role": "varchar", "code_system": "varchar", "code": "varchar"}
CONDITION_COLUMNS = {
    "ltc_code": "varchar", "kind_code": "varchar", "diagnosed_from": "date", "holds_for_months": "bigint",
}  # fmt: skip
ATTRIBUTES = {"person_id": "uuid", "birth_month": "date", "death_date": "date", "ethnic_category_code": "varchar"}
PERIODS = {
    "person_id": "uuid", "ltc_code": "varchar", "kind_code": "varchar", "since_date": "date", "held_from": "date",
    "held_to": "date",
}  # fmt: skip
FEEDS = {
    "stg_gp_events__events": {"snomed_code": "varchar", "event_date": "date", "numeric_value": "decimal(18, 6)"},
    "stg_gp_medications__issues": {"bnf_code": "varchar", "issue_date": "date"},
    "stg_apc__episodes": {
        "admission_date": "date", "episode_end_date": "date", "primary_diagnosis": "varchar",
        "secondary_diagnoses": "varchar",
    },
}  # fmt: skip
SENDERS = {"gp_events": "stg_gp_events__events", "gp_medications": "stg_gp_medications__issues",
           "apc": "stg_apc__episodes"}  # fmt: skip


def seed(name: str) -> list[dict]:
    with open(PROJECT_ROOT / "seeds" / f"{name}.csv", newline="", encoding="utf-8") as file:
        return [{column: value or None for column, value in row.items()} for row in csv.DictReader(file)]


CODES = (*seed("code_condition_codes"), *OUR_OWN)


def code_for(said: str) -> str:
    """The first code of a part that codes play for a condition: AF is its first diagnosis, AF-RESOLVED what ends it."""
    ltc_code, _, role = said.partition("-")
    return next(
        row["code"]
        for row in CODES
        if (row["ltc_code"], row["code_role"]) == (ltc_code, role or "DIAGNOSIS") and row["code_system"] == "SNOMED"
    )


def medicine_for(ltc_code: str) -> str:
    start = next(row["code"] for row in CODES if (row["ltc_code"], row["code_role"]) == (ltc_code, "MEDICINE"))
    return start.ljust(15, "A")


def person(number: int) -> str:
    return str(UUID(int=number + 1))


class Records(SmallTables):
    """People by number, each with a birth month and a record in a line; asked which registers they are on on a day."""

    def __init__(self, as_of: str = "2025-06-30", *, codes: tuple[dict, ...] = CODES) -> None:
        super().__init__()
        self.people: list[dict] = []
        self._rows: dict[str, list[dict]] = {feed: [] for feed in FEEDS}
        self._permissions: list[dict] = []
        self.give("reporting_date", [{"as_of_date": as_of}], {"as_of_date": "date"})
        self.give("code_condition_codes", [{name: row[name] for name in CODE_COLUMNS} for row in codes], CODE_COLUMNS)
        conditions = [{name: row[name] for name in CONDITION_COLUMNS} for row in seed("code_conditions")]
        self.give("code_conditions", conditions, CONDITION_COLUMNS)

    def add(
        self, lines: str, *, born: str | None = "1960-01-01", died: str | None = None, ethnicity: str = "A", **may: bool
    ) -> int:
        """Somebody whose record says, a piece for each: DAY WHAT, DAY RX CONDITION, DAY ICD CODE or DAY WHAT=VALUE."""
        number = len(self.people)
        own = {"sender_code": "S", "identity_id": person(number)}
        told = {"person_id": person(number), "birth_month": born, "death_date": died, "ethnic_category_code": ethnicity}
        self.people.append(told)
        self._permissions.append(
            {"person_id": person(number), "is_national_opt_out": False, "is_type_1_opt_out": False} | may
        )
        for line in filter(None, (piece.strip() for piece in lines.split(","))):
            day, what, *more = line.split()
            if what == "RX":
                row = {"bnf_code": medicine_for(more[0]), "issue_date": day}
                self._rows["stg_gp_medications__issues"].append(own | row)
            elif what == "ICD":
                row = {"admission_date": day, "episode_end_date": day, "secondary_diagnoses": more[0]}
                self._rows["stg_apc__episodes"].append(own | row)
            else:
                said, _, value = what.partition("=")
                row = {"snomed_code": code_for(said), "event_date": day, "numeric_value": value or None}
                self._rows["stg_gp_events__events"].append(own | row)
        return number

    def work_out(self) -> None:
        """Build the models, from the rows as staged to the stretches of days on which registers are held."""
        self.give("int_person__attributes", self.people, ATTRIBUTES)
        permissions = {"person_id": "uuid", "is_national_opt_out": "boolean", "is_type_1_opt_out": "boolean"}
        self.give("int_person__permissions", self._permissions, permissions)
        links = {
            "identity_id": "uuid", "person_id": "uuid", "link_method_code": "varchar", "link_prob": "double",
            "borough_code": "varchar",
        }  # fmt: skip
        linked = [
            {"identity_id": each["person_id"], "person_id": each["person_id"], "link_method_code": "NHS_NUMBER"}
            for each in self.people
        ]
        self.give("person_map", linked, links)
        coverage = {
            "feed": "varchar", "sender_code": "varchar", "is_direct_care_covered": "boolean",
            "is_planning_covered": "boolean",
        }  # fmt: skip
        covered = [
            {"feed": feed, "sender_code": "S", "is_direct_care_covered": True, "is_planning_covered": True}
            for feed in SENDERS
        ]
        self.give("int_sender__coverage", covered, coverage)
        for table, rows in self._rows.items():
            self.give(table, rows, {"identity_id": "uuid", "sender_code": "varchar"} | FEEDS[table])
        self.build(*CODED)

    def by_feed(self) -> dict[str, list[dict]]:
        """The same rows by feed, as plain values, with people by number."""
        said: dict[str, list[dict]] = {}
        for feed, table in SENDERS.items():
            said[feed] = []
            for row in self._rows[table]:
                plain = {
                    name: date.fromisoformat(value) if name.endswith("_date") else value for name, value in row.items()
                }
                plain["person_id"] = UUID(row["identity_id"]).int - 1
                if row.get("numeric_value"):
                    plain["numeric_value"] = float(row["numeric_value"])
                if feed == "apc":
                    plain["primary_diagnosis"] = None
                said[feed].append(plain)
        return said

    def held(self, day: str | date) -> dict[int, dict[str, date]]:
        """Who is on which register, or has which need, on a day, and since when."""
        found: dict[int, dict[str, date]] = {number: {} for number in range(len(self.people))}
        for who, ltc_code, since in self.rows(
            "select person_id, ltc_code, since_date from int_condition__periods "
            f"where date '{day}' between held_from and held_to"
        ):
            assert ltc_code not in found[who.int - 1]
            found[who.int - 1][ltc_code] = since
        return found


def counted() -> list[str]:
    """The registers that ltc_count counts, by the list."""
    return [row["ltc_code"] for row in seed("code_conditions") if row["kind_code"] == "LONG_TERM"]
