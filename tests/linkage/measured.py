"""What came of a linkage set: of the rows whose person is in the register, how many were linked, and how many wrongly.

Belongs here: counting links against the truth. Does not belong here: what is good enough (test_elsewhere.py, proof.py).
"""

from dataclasses import dataclass

import duckdb

from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import Model
from tests.linkage.linkage_set import LinkageSet, lay_out


@dataclass(frozen=True)
class Measured:
    """Counts of the file's rows."""

    rows: int
    in_register: int
    right: int
    wrong: int
    in_review: int

    @property
    def recall(self) -> float:
        return self.right / self.in_register

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows, {self.in_register:,} of people in the register: recall {100 * self.recall:.2f}%, "
            f"precision {100 * self.precision:.3f}% ({self.wrong} wrong), {self.in_review:,} for review"
        )


def link_set(connection: duckdb.DuckDBPyConnection, made: LinkageSet, model: Model) -> Measured:
    """Lay a set out, run the passes, and count. Leaves `outcome`: per row of the file its person and who was found."""
    lay_out(connection, made.rows)
    find_people(connection, model)
    connection.execute(
        "create or replace temp table outcome as with registered as ("
        "select linked.message, min(truth.person) as person from linked join sighted using (identity_id) "
        "join truth using (identity_id) where is_registration group by linked.message) "
        "select sighted.identity_id, truth.person, linked.link_method_code, linked.link_prob, "
        "found.person as found, truth.person in (select person from registered) as is_in_register, "
        "sighted.identity_id in (select identity_id from for_review) as is_in_review "
        "from sighted join truth using (identity_id) join linked using (identity_id) "
        "left join registered as found using (message) where not sighted.is_registration"
    )
    counted = connection.execute(
        "select count(*), count(*) filter (is_in_register), count(*) filter (found = person), "
        "count(*) filter (found <> person), count(*) filter (is_in_review) from outcome"
    ).fetchall()[0]
    return Measured(*counted)
