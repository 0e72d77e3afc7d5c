"""The identities in force, as the vault knows them: the table that every pass looks at.

Does not belong here: who they are (passes.py).
"""

import duckdb

from orchestration.refusal import Refusal


class IdentityLost(Refusal):
    """The lake holds identities that the vault does not."""


def sight(connection: duckdb.DuckDBPyConnection) -> None:
    """`in_force`: one row per identity of rows in force, with how many there are and of what; and `sighted`: the same
    identities, as the vault knows them."""
    connection.execute(
        "create or replace temp table in_force as "
        "select identity_id, bool_or(feed = 'registrations') as is_registration, "
        "max(last_date) filter (where feed = 'registrations') as last_registered_from, "
        "bool_or(feed <> 'opt_outs') as is_of_care, sum(rows_count)::bigint as rows_count "
        "from warehouse.lake.identities where identity_id is not null group by identity_id"
    )
    connection.execute(
        "create or replace temp table sighted as "
        "select v.*, in_force.is_registration, in_force.last_registered_from "
        "from in_force join vault.identities as v using (identity_id)"
    )
    in_force, sighted = connection.execute(
        "select (select count(*) from in_force), (select count(*) from sighted)"
    ).fetchall()[0]
    if in_force != sighted:
        raise IdentityLost(
            f"{in_force - sighted} identities of rows in force are not in the vault, so nobody can say who they are. "
            "Restore the vault from its backup, or the extracts to the inbox and remove the lake to read them again."
        )
