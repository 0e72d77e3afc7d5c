"""Identities whose NHS number is hidden for once, to see what the later passes would have said.

Belongs here: which are drawn, and what local ids and demographics say of them. Does not belong here: what the model
says (evidence.py), or what follows (estimating.py). Whose an identity is that bears a believed number is known as well
as anything is; so it shows how often another pass would have missed it, or taken it for another.
"""

import duckdb

from orchestration.identity.passes import demographics_sql

DRAWN = {"NHS_NUMBER": 7_500, "NHS_NUMBER_ONLY": 1_500, "DEMOGRAPHIC": 1_000}
"""With names, and as many without: an error that one link in 5,000 has is then seen some three times, and the night
gains a second or two. Of the others fewer do: they are a hundredth of all rows."""


MOST_LOTS = 2_000_000
"""Lots kept to draw from: of twenty million identities every tenth, which are still far more than are drawn."""


def draw(connection: duckdb.DuckDBPyConnection) -> None:
    """`drawn`: identities linked by number or demographics, as they were sent; by what they say, never by when they
    came or what their token is."""
    said = (
        "concat_ws('|', given_name, family_name, birth_date::varchar, postcode, gender_code, sender_code, "
        "local_id_scope, local_patient_id, nhs_number)"
    )
    linked = connection.execute("select count(*) from linked").fetchall()[0][0]
    connection.execute(
        "create or replace temp table lots as select identity_id, linked.message, linked.link_method_code, "
        f"given_name is not null and family_name is not null as is_named, md5_number_lower({said}) as lot "
        "from sighted join linked using (identity_id) where not is_registration and birth_date is not null "
        f"and linked.link_method_code in ({', '.join(repr(method) for method in DRAWN)}) "
        f"and lot % {max(1, linked // MOST_LOTS)} = 0"
    )
    # Two of one lot by chance: what they are linked to tells them apart, under any key.
    each = " union all ".join(
        f"(select * from lots where link_method_code = '{method}' and is_named = {is_named} "
        f"order by lot, message limit {most})"
        for method, most in DRAWN.items()
        for is_named in ("true", "false")
    )
    connection.execute(
        "create or replace temp table drawn as select sighted.*, lots.message, lots.link_method_code, lots.is_named "
        f"from ({each}) as lots join sighted using (identity_id)"
    )


def ask_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """`by_local_id` and `by_demographics`: of those drawn with a believed number, whom the pass would have named; and
    `doubtful`, all that were drawn but those in whom number and demographics agree, which nothing can make doubtful."""
    connection.execute(
        "create or replace temp table by_local_id as select drawn.identity_id, drawn.message as own, "
        "min(linked.message) as message from drawn join sighted as other "
        "on other.local_id_scope = drawn.local_id_scope and other.local_patient_id = drawn.local_patient_id "
        "and other.identity_id <> drawn.identity_id join linked on linked.identity_id = other.identity_id "
        "where drawn.link_method_code = 'NHS_NUMBER' and linked.link_method_code in ('NHS_NUMBER', 'NHS_NUMBER_ONLY') "
        "group by drawn.identity_id, drawn.message "
        "having min(linked.message) = max(linked.message) and bool_or(other.birth_date = drawn.birth_date)"
    )
    connection.execute(
        "create or replace temp table by_demographics as "
        f"with demographics as ({demographics_sql()}), "
        "registered as (select given, family, birth_date, post, min(linked.message) as message from demographics "
        "join linked using (identity_id) where is_registration and given <> '' and family <> '' "
        "group by given, family, birth_date, post having min(linked.message) = max(linked.message)) "
        "select drawn.identity_id, drawn.message as own, registered.message from drawn "
        "join demographics using (identity_id) "
        "join registered on registered.given = demographics.given and registered.family = demographics.family "
        "and registered.birth_date = demographics.birth_date and registered.post = demographics.post "
        "where drawn.link_method_code = 'NHS_NUMBER'"
    )
    connection.execute(
        "create or replace temp table doubtful as select * from drawn "
        "where identity_id not in (select identity_id from by_demographics where message = own)"
    )
