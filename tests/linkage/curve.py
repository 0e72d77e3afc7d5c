"""Precision and recall at every threshold, for one set of rows whose persons are known.

Belongs here: the points of the curve. Does not belong here: drawing it (drawing.py).
"""

from dataclasses import dataclass

import duckdb

from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import Model
from tests.linkage.linkage_set import LinkageSet, lay_out

THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999)


@dataclass(frozen=True)
class Point:
    """What a threshold gives: of the rows whose person is in the index, and of the links made."""

    threshold: float
    recall: float
    precision: float
    wrong: int


def points(connection: duckdb.DuckDBPyConnection, whose: str, persons: str) -> list[Point]:
    """After the passes: `whose` is a table of identity_id and person, `persons` one of message and person."""
    connection.execute(
        "create or replace temp table judged as select whose.person, whose.person in (select person from "
        f"{persons}) as is_in_index, by_rule.person as by_rule, decided.link_prob, best.person as best "
        f"from {whose} as whose join linked using (identity_id) "
        f"left join {persons} as by_rule on by_rule.message = linked.message "
        "and linked.link_method_code not in ('PROBABILISTIC', 'UNLINKED') "
        "left join seen_rows using (identity_id) left join decided on decided.seen_row = seen_rows.row_id "
        f"left join {persons} as best on best.message = decided.message"
    )
    found = []
    for threshold in THRESHOLDS:
        answer = f"coalesce(by_rule, case when link_prob >= {threshold} then best end)"
        rows, right, wrong = connection.execute(
            f"select count(*) filter (is_in_index), count(*) filter ({answer} = person), "
            f"count(*) filter ({answer} <> person) from judged"
        ).fetchall()[0]
        found.append(Point(threshold, right / rows, right / (right + wrong), wrong))
    return found


def curve_of(made: LinkageSet, model: Model) -> list[Point]:
    """The curve of a set made elsewhere."""
    connection = duckdb.connect(config={"threads": 2})
    lay_out(connection, made.rows)
    find_people(connection, model)
    connection.execute(
        "create temp table whose as select truth.* from truth join sighted using (identity_id) "
        "where not is_registration"
    )
    connection.execute(
        "create temp table persons as select linked.message, min(truth.person) as person from linked "
        "join sighted using (identity_id) join truth using (identity_id) where is_registration group by linked.message"
    )
    found = points(connection, "whose", "persons")
    connection.close()
    return found
