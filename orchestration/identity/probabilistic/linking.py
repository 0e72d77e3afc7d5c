"""The pass itself: PROBABILISTIC for whoever the model is sure of, and a queue of those whom a reviewer should see.

Belongs here: what becomes of a decision. Does not belong here: how it was reached (deciding.py).
"""

import duckdb

from orchestration.identity.probabilistic.compared import write_compared
from orchestration.identity.probabilistic.deciding import AGREEMENTS, decide, weigh_pairs
from orchestration.identity.probabilistic.frequencies import write_frequencies
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT, REVIEW


def link_by_probability(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """PROBABILISTIC: one best person, of whom the model is sure; the table `for_review` holds who is in doubt."""
    agreements = ", ".join(f"{name} integer" for name in AGREEMENTS.split(", "))
    connection.execute(
        "create or replace temp table for_review (identity_id uuid, message varchar, link_prob double, "
        f"next_message varchar, second_prob double, match_weight double, {agreements})"
    )
    write_compared(connection)
    if not all(connection.execute(f"select count(*) from {side}").fetchall()[0][0] for side in _SIDES):
        return
    weigh_pairs(connection, model, write_frequencies(connection))
    decide(connection, model)
    connection.execute(
        "insert into linked select seen_rows.identity_id, decided.message, 'PROBABILISTIC', decided.link_prob "
        f"from decided join seen_rows on seen_rows.row_id = decided.seen_row where decided.link_prob >= {AUTO_ACCEPT}"
    )
    _follow_local_ids(connection)
    connection.execute(
        "insert into for_review by name select seen_rows.identity_id, decided.message, decided.link_prob, "
        f"decided.next_message, decided.second_prob, decided.match_weight, {AGREEMENTS} "
        "from decided join seen_rows on seen_rows.row_id = decided.seen_row "
        f"where {_IN_DOUBT} and seen_rows.identity_id not in (select identity_id from linked)"
    )


_SIDES = ("index_rows", "seen_rows")

# Two who are as likely as each other have less than a half each; together they are somebody in the index.
_IN_DOUBT = f"(decided.link_prob >= {REVIEW} or decided.link_prob + decided.second_prob >= {REVIEW})"


def _follow_local_ids(connection: duckdb.DuckDBPyConnection) -> None:
    """Whom a sender sends under one local id and birth date is one person: an identity follows those just linked, if
    they are linked to one person only, as surely as the least sure of them.
    """
    connection.execute(
        "insert into linked with just as (select seen.local_key, seen.birth_date, min(linked.message) as message, "
        "min(linked.link_prob) as link_prob from linked join seen_rows as seen using (identity_id) "
        "where linked.link_method_code = 'PROBABILISTIC' and seen.local_key is not null "
        "and seen.birth_date is not null "
        "group by seen.local_key, seen.birth_date having min(linked.message) = max(linked.message)) "
        "select seen.identity_id, just.message, 'PROBABILISTIC', just.link_prob from seen_rows as seen "
        "join just on just.local_key = seen.local_key and just.birth_date = seen.birth_date "
        "where seen.identity_id not in (select identity_id from linked)"
    )
