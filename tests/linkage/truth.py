"""Links against the truth that synthetic extracts come with: which rows reached their person, which another's.

Belongs here: joining the two. Does not belong here: what is good enough (test_synthetic_truth.py), or plots (page.py).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.contracts import load_contracts
from orchestration.identity import sighted, vault
from orchestration.identity.link import find_people
from orchestration.identity.passes import link_by_nhs_number, new_links
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.supersession import follow_supersessions
from orchestration.pseudonymise import key_ring
from orchestration.settings import Settings

GROUPS = {
    "ethnic group": "people.ethnic_category_code",
    "age band": "case when age < 5 then '0-4' when age < 18 then '5-17' when age < 40 then '18-39' "
    "when age < 65 then '40-64' when age < 75 then '65-74' when age < 85 then '75-84' else '85+' end",
    "borough": "people.borough_code",
    "gender": "people.gender_code",
}


@dataclass(frozen=True)
class Share:
    """Rows whose person is in the index, and how many reached that person, and another."""

    rows: int
    right: int
    wrong: int
    people: int
    people_found: int
    """Of whom every row reached them."""

    @property
    def recall(self) -> float:
        return self.right / max(1, self.rows)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)


def open_truth(settings: Settings, truth: Path) -> duckdb.DuckDBPyConnection:
    """The vault with `sighted`, and `row_truth`: each row in force with its identity and its true person.

    The build is read alone; what is written goes to a `warehouse` in memory.
    """
    connection = vault.open_vault(settings, key_ring(settings))
    vault.merge_parts(connection, settings)
    connection.execute(f"attach '{settings.build_warehouse_db}' as built (read_only)")
    connection.execute("attach ':memory:' as warehouse")
    for schema in ("lake", "identity"):
        connection.execute(f"create schema warehouse.{schema}")
    connection.execute("create table warehouse.lake.identities as select * from built.lake.identities")
    sighted.sight(connection)
    parts = []
    for feed, contract in load_contracts().items():
        if not contract.identity or feed == "opt_outs":
            continue
        key = " || '|' || ".join(f"coalesce(e.{name}::varchar, '')" for name in contract.key)
        parts.append(
            f"select e.identity_id, t.person_number, '{feed}' as feed from built.lake.{feed} as e join "
            f"(select distinct sender_code, key, person_number from '{truth}/links/{feed}/*.parquet') as t "
            f"on t.sender_code = e.sender_code and t.key = {key} where e.identity_id is not null"
        )
    connection.execute("create or replace temp table row_truth as " + " union all ".join(parts))
    connection.execute(
        "create or replace temp table people as select *, 2025 - year(birth_date) as age "
        f"from '{truth}/people/*.parquet'"
    )
    return connection


def hide_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the NHS number and the local id off every identity with names that is no registration."""
    connection.execute(
        "update sighted set nhs_number = null, local_patient_id = null "
        "where not is_registration and given_name is not null and family_name is not null"
    )


def find_and_compare(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Run the passes, and leave `compared_rows`: each row with its person, who was found, and how surely."""
    # Which person of the index somebody is, whatever the links say: by the number that the register has.
    new_links(connection)
    follow_supersessions(connection)
    link_by_nhs_number(connection)
    connection.execute(
        "create or replace temp table in_index as select linked.message, "
        "mode(row_truth.person_number) as person_number "
        "from linked join sighted using (identity_id) join row_truth using (identity_id) "
        "where is_registration group by linked.message"
    )
    find_people(connection, model)
    connection.execute(
        "create or replace temp table compared_rows as select row_truth.*, sighted.nhs_number is null as lacks_number, "
        "sighted.given_name is not null as is_named, linked.link_method_code, linked.link_prob, "
        "found.person_number as found, row_truth.person_number in (select person_number from in_index) as is_in_index "
        "from row_truth join sighted using (identity_id) join linked using (identity_id) "
        "left join in_index as found using (message) where not sighted.is_registration"
    )


_COUNTED = (
    "count(*) filter (is_in_index), count(*) filter (found = person_number), count(*) filter (found <> person_number), "
    "count(distinct person_number) filter (is_in_index), count(distinct person_number) filter (is_in_index) "
    "- count(distinct person_number) filter (is_in_index and found is distinct from person_number)"
)


def share_of(connection: duckdb.DuckDBPyConnection, where: str = "true") -> Share:
    """Rows, right and wrong of those for which the condition holds. Wrong: linked to somebody in the index who is
    another."""
    return Share(
        *connection.execute(
            f"select {_COUNTED} from compared_rows join people using (person_number) where {where}"
        ).fetchall()[0]
    )


def shares_by_group(connection: duckdb.DuckDBPyConnection, where: str) -> list[tuple[str, str, Share]]:
    """The same by ethnic group, age band, borough and gender."""
    found = []
    for group, sql in GROUPS.items():
        for name, *counted in connection.execute(
            f"select {sql} as name, {_COUNTED} from compared_rows join people using (person_number) "
            f"where {where} group by name order by name"
        ).fetchall():
            found.append((group, str(name), Share(*counted)))
    return found
