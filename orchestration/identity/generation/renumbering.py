"""Which id becomes which: of identities by the text as received, of persons by all that a person can be numbered by.

Belongs here: the tables `identity_ids` and `person_ids` (old_id, new_id) in the private memory of the connection that
the vault is open on, and the SQL that puts new ids in the place of old ones. They are written down nowhere: who has
both generations cannot join them without the old key. Does not belong here: any file (lake.py, sealed.py, history.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.identity.passes import own_message_sql
from orchestration.pseudonymise import Renewal, pads, token_sql

_IDENTITY = re.compile(r"(^|_)identity_id(_|$)")
_PERSON = re.compile(r"(^|_)person_id(_|$)")


@dataclass(frozen=True)
class Renumbering:
    """What a renewal of keys changes in a table: columns of ids, told by type and name."""

    identities: bool
    persons: bool

    def table_of(self, column: str, kind: str) -> str | None:
        """The table of new ids that a column's ids are looked up in, or None for a column that stays as it is."""
        if kind.upper() != "UUID":
            return None
        if _IDENTITY.search(column):
            return "identity_ids" if self.identities else None
        if _PERSON.search(column):
            return "person_ids" if self.persons else None
        return None

    def id_columns(self, columns: Sequence[tuple[str, str]]) -> dict[str, str]:
        """By column (of name and type) whose ids change: the table of new ids."""
        found = {name: self.table_of(name, kind) for name, kind in columns}
        return {name: table for name, table in found.items() if table is not None}


def renumber(connection: duckdb.DuckDBPyConnection, renewal: Renewal) -> Renumbering:
    """Fill `identity_ids` and `person_ids` from the vault; where neither changes, they are empty.

    A person's old id is found whatever identity it came from: each NHS number that the vault holds, successors among
    them, and of each identity the person that it is by itself.
    """
    connection.execute("create or replace table identity_ids (old_id uuid, new_id uuid)")
    connection.execute("create or replace table person_ids (old_id uuid, new_id uuid)")
    if not renewal.makes_new_ids:
        return Renumbering(identities=False, persons=False)
    if "identity" in renewal.purposes:
        connection.execute(
            f"insert into identity_ids select identity_id, {token_sql('identity_text')} from vault.received",
            pads(renewal.after.identity),
        )
        know_all(connection, "vault.identities", {"identity_id": "identity_ids"}, renewal)
    _number_persons(connection, renewal)
    # Somebody who is nobody is numbered by their identity's token: a new key of identities makes them a new person_id.
    return Renumbering(identities="identity" in renewal.purposes, persons=True)


def _number_persons(connection: duckdb.DuckDBPyConnection, renewal: Renewal) -> None:
    after = own_message_sql("coalesce(identity_ids.new_id, identities.identity_id)")
    connection.execute(
        "create or replace temp table person_messages as "
        "select nhs_number as before, nhs_number as after from vault.identities where nhs_number is not null "
        "union select superseded_by_nhs_number, superseded_by_nhs_number from vault.identities "
        "where superseded_by_nhs_number is not null "
        f"union select {own_message_sql('identities.identity_id')}, {after} from vault.identities as identities "
        "left join identity_ids on identity_ids.old_id = identities.identity_id"
    )
    connection.execute(
        f"create or replace temp table known_persons as select {token_sql('before')} as old_id, after "
        "from person_messages",
        pads(renewal.before.person),
    )
    connection.execute(
        f"insert into person_ids select old_id, {token_sql('after')} from known_persons", pads(renewal.after.person)
    )
    connection.execute("drop table person_messages")
    connection.execute("drop table known_persons")


def know_all(
    connection: duckdb.DuckDBPyConnection, relation: str, id_columns: Mapping[str, str], renewal: Renewal
) -> None:
    """Have the tables of new ids hold every id of a relation that the renewal changes.

    An id that nothing in the vault makes any more (an identity that was read differently since) gets one by chance, the
    same wherever it stands: kept as it was, it would join the two generations.
    """
    purpose_of = {"identity_ids": "identity", "person_ids": "person"}
    for column, table in id_columns.items():
        if purpose_of[table] in renewal.purposes:
            connection.execute(
                f'insert into {table} select distinct "{column}", gen_random_uuid() from {relation} '
                f'where "{column}" is not null and "{column}" not in (select old_id from {table})'
            )


def renumbered_sql(
    relation: str, columns: list[tuple[str, str]], id_columns: Mapping[str, str], order: str = ""
) -> str:
    """SQL for the columns of a relation, in their order, with new ids in the place of old ones."""
    chosen, joins = [], []
    for place, (name, _) in enumerate(columns):
        if name in id_columns:
            joins.append(f'left join {id_columns[name]} as ids_{place} on ids_{place}.old_id = source."{name}"')
            chosen.append(f'coalesce(ids_{place}.new_id, source."{name}") as "{name}"')
        else:
            chosen.append(f'source."{name}"')
    return f"select {', '.join(chosen)} from {relation} as source {' '.join(joins)} {order}"
