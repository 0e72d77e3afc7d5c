"""The pass itself: PROBABILISTIC for whoever the model is sure of, and a queue of those whom a reviewer should see.

Belongs here: what becomes of a decision. Does not belong here: how it was reached (deciding.py).
"""

import duckdb

from orchestration.identity.probabilistic.compared import write_compared
from orchestration.identity.probabilistic.deciding import AGREEMENTS, WEIGHTS, decide, weigh_pairs
from orchestration.identity.probabilistic.frequencies import write_frequencies
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT, REVIEW

SAID = ("given_name", "family_name", "birth_date", "postcode", "gender")
"""What a reviewer is shown of the register's row that was compared, beside what each field was worth."""

SHOWN_SECOND = 0.01
"""A second person less likely than this is not worth a reviewer's look."""


def _new_queue(connection: duckdb.DuckDBPyConnection) -> None:
    """`for_review`, without a pair: an identity and a person whom it may be, the likelier of two first."""
    agreements = "".join(f", {name} integer" for name in AGREEMENTS.split(", "))
    weights = "".join(f", {name} double" for name in WEIGHTS.split(", "))
    said = "".join(f", index_{name} {'date' if name == 'birth_date' else 'varchar'}" for name in SAID)
    connection.execute(
        "create or replace temp table for_review (identity_id uuid, candidate_rank integer, message varchar, "
        f"link_prob double, match_weight double{agreements}{weights}{said})"
    )


def _leave_out_rejected(connection: duckdb.DuckDBPyConnection) -> None:
    """Of whom a reviewer has said no, the identity is not: the others share what is left."""
    connection.execute(
        "delete from weighed where (seen_row, message) in (select (seen_rows.row_id, rejected.message) "
        "from rejected join seen_rows using (identity_id))"
    )


def _queue_those_in_doubt(connection: duckdb.DuckDBPyConnection) -> None:
    said = ", ".join(f"index_rows.{name} as index_{name}" for name in SAID)
    connection.execute(
        "insert into for_review by name with in_doubt as (select seen_rows.identity_id, decided.* from decided "
        f"join seen_rows on seen_rows.row_id = decided.seen_row where {_IN_DOUBT} "
        "and seen_rows.identity_id not in (select identity_id from linked)), "
        "candidates as ("
        "select identity_id, seen_row, 1 as candidate_rank, message, link_prob from in_doubt union all "
        "select identity_id, seen_row, 2 as candidate_rank, next_message as message, second_prob as link_prob "
        f"from in_doubt where next_message is not null and second_prob >= {SHOWN_SECOND}) "
        "select candidates.identity_id, candidates.candidate_rank, candidates.message, candidates.link_prob, "
        f"round(weighed.match_weight, 2) as match_weight, {AGREEMENTS}, {WEIGHTS}, {said} from candidates "
        "join weighed using (seen_row, message) join index_rows on index_rows.row_id = weighed.index_row"
    )


def link_by_probability(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """PROBABILISTIC: one best person, of whom the model is sure; the table `for_review` holds who is in doubt."""
    _new_queue(connection)
    write_compared(connection)
    if not all(connection.execute(f"select count(*) from {side}").fetchall()[0][0] for side in _SIDES):
        return
    weigh_pairs(connection, model, write_frequencies(connection))
    _leave_out_rejected(connection)
    decide(connection, model)
    connection.execute(
        "insert into linked select seen_rows.identity_id, decided.message, 'PROBABILISTIC', decided.link_prob "
        f"from decided join seen_rows on seen_rows.row_id = decided.seen_row where decided.link_prob >= {AUTO_ACCEPT}"
    )
    follow_local_ids(connection)
    _queue_those_in_doubt(connection)


_SIDES = ("index_rows", "seen_rows")

# Two who are as likely as each other have less than a half each; together they are somebody in the index.
_IN_DOUBT = f"(decided.link_prob >= {REVIEW} or decided.link_prob + decided.second_prob >= {REVIEW})"


def follow_local_ids(connection: duckdb.DuckDBPyConnection) -> None:
    """Whom a sender sends under one local id is one person: an identity follows those just linked, if they are linked
    to one person only, as surely as the least sure of them.

    Where the birth date is the same, unless the identity by itself is likelier somebody else's: one miswritten row
    that was taken for a twin must not take the well-written ones along. Where it is another, or missing, if the
    identity by itself is likeliest that person's.
    """
    connection.execute(
        "insert into linked with just as (select seen.local_key, seen.birth_date, linked.message, linked.link_prob "
        "from linked join seen_rows as seen using (identity_id) "
        "where linked.link_method_code = 'PROBABILISTIC' and seen.local_key is not null), "
        "born as (select local_key, birth_date, min(message) as message, min(link_prob) as link_prob from just "
        "group by local_key, birth_date having min(message) = max(message)), "
        "called as (select local_key, min(message) as message, min(link_prob) as link_prob from just "
        "group by local_key having min(message) = max(message)) "
        "select seen.identity_id, coalesce(born.message, called.message) as message, 'PROBABILISTIC', "
        "coalesce(born.link_prob, called.link_prob) from seen_rows as seen "
        "left join decided on decided.seen_row = seen.row_id "
        "left join born on born.local_key = seen.local_key and born.birth_date = seen.birth_date "
        "and coalesce(decided.message, born.message) = born.message "
        "left join called on called.local_key = seen.local_key and called.message = decided.message "
        f"and decided.link_prob >= {REVIEW} "
        "where seen.identity_id not in (select identity_id from linked) "
        "and coalesce(born.message, called.message) is not null "
        "and (seen.identity_id, coalesce(born.message, called.message)) "
        "not in (select (identity_id, message) from rejected)"
    )
