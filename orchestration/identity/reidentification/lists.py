"""The lists that a practice can be given, each by its name, and the table of schema care that it is.

One row per person; built beside the marts and never published. Does not belong here: who is on one (people.py).
"""

from dataclasses import dataclass

import duckdb

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


@dataclass(frozen=True)
class CareList:
    """A list: its table has a row per person, named by `person_id`."""

    name: str
    table: str

    @property
    def sql(self) -> str:
        return f"warehouse.care.{self.table}"


LISTS = {
    listed.name: listed
    for listed in (
        CareList("case-finding", "mart_risk__case_finding"),
        CareList("person-summary", "mart_care__person_summary"),
    )
}


class NoSuchList(Refusal):
    """The list has no name here, or its table is not in this warehouse."""

    exit_code = USAGE_OR_SETTINGS


def care_list(name: str) -> CareList:
    """The list of that name. Raises NoSuchList."""
    if name not in LISTS:
        raise NoSuchList(f"There is no such --list. Those that are known: {', '.join(LISTS)}.")
    return LISTS[name]


def require_built(connection: duckdb.DuckDBPyConnection, wanted: CareList) -> None:
    """Raises NoSuchList when the warehouse that is attached does not hold the list, and names those it holds."""
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'warehouse' and schema_name = 'care'"
    ).fetchall()
    built = {table for (table,) in found}
    if wanted.table not in built:
        held = ", ".join(listed.name for listed in LISTS.values() if listed.table in built) or "none"
        raise NoSuchList(f"The list {wanted.name} is not in this warehouse yet. Lists that are: {held}.")
