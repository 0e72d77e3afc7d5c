"""The queue of doubt: identities whose best person the model names, and is not sure of.

Belongs here: the table `vault.review_pairs`, made anew every night and never outside the vault. Does not belong here:
who is in doubt (probabilistic/linking.py).
"""

import duckdb

from orchestration.identity.probabilistic.deciding import AGREEMENTS


def write_review_queue(connection: duckdb.DuckDBPyConnection) -> int:
    """Replace the queue by tonight's; returns how many identities it holds. Who objects to any linked record is in no
    queue either.
    """
    connection.execute(
        "create or replace table vault.review_pairs as select doubt.identity_id, best.person_id, doubt.link_prob, "
        "second.person_id as second_person_id, doubt.second_prob, doubt.match_weight, "
        f"{AGREEMENTS} from for_review as doubt join tokens as best on best.message = doubt.message "
        "left join tokens as second on second.message = doubt.next_message "
        "where best.person_id not in (select person_id from local_objectors) order by doubt.identity_id"
    )
    return connection.execute("select count(*) from vault.review_pairs").fetchall()[0][0]
