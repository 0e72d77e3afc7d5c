"""The queue of doubt: identities of which the model is not sure, each with the person or the two whom it may be.

Belongs here: the table `vault.review_pairs`, made anew every night and never outside the vault. Does not belong here:
who is in doubt (probabilistic/linking.py), how a pair is shown (review.py), or what is decided (decisions.py).
"""

import duckdb

PAIR_CODE_LENGTH = 10
"""Digits of a hash: of a hundred thousand pairs two share a code once in two hundred nights, and are then refused."""


def write_review_queue(connection: duckdb.DuckDBPyConnection) -> int:
    """Replace the queue by tonight's; returns how many identities it holds.

    Who objects to any linked record is in no queue, neither as the one who was seen nor as one of whom it may be.
    """
    connection.execute(
        "create or replace table vault.review_pairs as select "
        f"left(md5(doubt.identity_id::varchar || '|' || tokens.person_id::varchar), {PAIR_CODE_LENGTH}) as pair_code, "
        "tokens.person_id, doubt.* from for_review as doubt join tokens on tokens.message = doubt.message "
        "join persons on persons.identity_id = doubt.identity_id "
        "where tokens.person_id not in (select person_id from local_objectors) "
        "and persons.person_id not in (select person_id from local_objectors) "
        "order by doubt.identity_id, doubt.candidate_rank"
    )
    return connection.execute("select count(distinct identity_id) from vault.review_pairs").fetchall()[0][0]
