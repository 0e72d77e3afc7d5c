"""Superseded NHS numbers: each number's last successor, chains followed, cycles reported and not followed.

Source: PDS merges, as the registrations feed sends them in superseded_by_nhs_number.
"""

import duckdb


def follow_supersessions(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill `successors` (nhs_number, final_number) from the registrations in `sighted`; returns how many numbers run
    into a cycle and are therefore left as they are.
    """
    # Two successors claimed for one number: the one on the latest registration stands.
    connection.execute(
        "create or replace temp table claimed as select nhs_number, "
        "arg_max(superseded_by_nhs_number, (last_registered_from, superseded_by_nhs_number)) as next_number "
        "from sighted where is_registration and nhs_number is not null and superseded_by_nhs_number is not null "
        "and superseded_by_nhs_number <> nhs_number group by nhs_number"
    )
    connection.execute(
        "create or replace temp table chains as with recursive chain as ("
        "select nhs_number, next_number as reached, [nhs_number, next_number] as passed, false as "
        "is_cycle from claimed "
        "union all "
        "select chain.nhs_number, claimed.next_number, list_append(chain.passed, claimed.next_number), "
        "list_contains(chain.passed, claimed.next_number) from chain "
        "join claimed on claimed.nhs_number = chain.reached where not chain.is_cycle"
        ") select * from chain"
    )
    connection.execute(
        "create or replace temp table successors as "
        "select nhs_number, arg_max(reached, len(passed)) as final_number from chains "
        "group by nhs_number having not bool_or(is_cycle)"
    )
    return connection.execute("select count(distinct nhs_number) from chains where is_cycle").fetchall()[0][0]
