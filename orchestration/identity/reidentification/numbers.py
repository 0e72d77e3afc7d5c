"""The NHS number of each person on a list, from the vault: the one that the person_id itself is a token of.

A person may be known by several numbers: superseded ones, and ones that somebody mistyped. Only the one whose token
is the person's id is theirs, so nobody is ever given another's. Does not belong here: who is on the list (people.py).
"""

import duckdb

from orchestration.pseudonymise import KeyRing, pads, token_sql
from orchestration.refusal import Refusal


class KeysDoNotFit(Refusal):
    """The vault and the keys of this run do not give back whom the warehouse names."""


def find_numbers(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> int:
    """Fill `numbers` (person_id, nhs_number) for the people of `on_list`; returns how many of them are known by none.

    Raises KeysDoNotFit when somebody's links say that there is a number and it cannot be had.
    """
    connection.execute(
        "create or replace temp table identities as select m.person_id, m.link_method_code, v.nhs_number "
        "from warehouse.identity.person_map as m left join vault.identities as v using (identity_id) "
        "where m.person_id in (select person_id from on_list)"
    )
    # A successor may stand on another person's row alone, where a chain runs through a number that was not believed.
    connection.execute(
        f"create or replace temp table numbers as select {token_sql('nhs_number')} as person_id, nhs_number from ("
        "select nhs_number from identities where nhs_number is not null union "
        "select superseded_by_nhs_number from vault.identities where superseded_by_nhs_number is not null)",
        pads(ring.person),
    )
    connection.execute("delete from numbers where person_id not in (select person_id from on_list)")
    lost, unnumbered = connection.execute(
        "with unnumbered as (select person_id, bool_or(link_method_code in ('NHS_NUMBER', 'NHS_NUMBER_ONLY')) "
        "as is_lost from identities where person_id not in (select person_id from numbers) group by person_id) "
        "select count(*) filter (where is_lost), count(*) from unnumbered"
    ).fetchall()[0]
    if lost:
        raise KeysDoNotFit(
            f"{lost:,} people on the list are known by an NHS number that the vault and the keys of this run "
            f"({ring.person.key_id}, {ring.identity.key_id}) do not give back: the warehouse was made with other keys, "
            "or the vault is of another day. Run careweave run with the present keys, then ask again; nobody was named."
        )
    return unnumbered
