"""The night's estimate of false and missed links, beside the errors that the truth shows.

Belongs here: running the estimate where the truth is known, and summing it by group as mart_quality__linkage_error
does. Does not belong here: the truth itself (truth.py, linkage_set.py), or what is good enough (the tests).
"""

import math
from dataclasses import dataclass

import duckdb

from orchestration.identity.error.estimating import write_link_error
from orchestration.identity.probabilistic.model import Model
from tests.linkage.linkage_set import LinkageSet
from tests.linkage.measured import link_set

DEVIATIONS, WIDEST = 1.959964, 10.0
_STRATUM = (
    "case when e.stratum_code is not null then e.stratum_code when r.link_method_code = 'NHS_NUMBER' and "
    "s.birth_date is null then 'NHS_NUMBER_UNCHECKED' else r.link_method_code end"
)
# Of the sets made elsewhere.
GROUPS_ELSEWHERE = {"heritage": "people.heritage", "gender": "people.gender", "born": "people.born"}


@dataclass(frozen=True)
class Estimated:
    """A number of rows in error, with its bounds, and how many there truly are."""

    true: int
    mean: float
    low: int
    high: int

    @property
    def is_held(self) -> bool:
        return self.low <= self.true <= self.high

    def __str__(self) -> str:
        return f"{self.true:,} true, {self.mean:,.1f} estimated ({self.low:,} to {self.high:,})"


@dataclass(frozen=True)
class Held:
    """A group of rows, and both errors."""

    group: str
    name: str
    rows: int
    false: Estimated
    missed: Estimated

    @property
    def is_held(self) -> bool:
        return self.false.is_held and self.missed.is_held


def bound(mean: float, variance: float, deviations: float) -> float:
    """What the macro gamma_bound says, by a second hand."""
    if mean <= 0:
        return 0.0
    spread = min(WIDEST, variance / mean**2)
    return mean * max(0.0, 1 - spread / 9 + deviations * math.sqrt(spread) / 3) ** 3


def estimated(true: int, mean: float, variance: float) -> Estimated:
    low, high = bound(mean, variance, -DEVIATIONS), bound(mean, variance, DEVIATIONS)
    return Estimated(true, mean, math.floor(low), math.ceil(high))


def estimate(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """The two tables of the night, from the passes that were just run; `warehouse` takes them."""
    connection.execute(
        "create or replace temp table tokens as select message, md5(message)::uuid as person_id "
        "from (select distinct message from linked)"
    )
    connection.execute("create or replace temp table local_objectors (person_id uuid)")
    write_link_error(connection, model)


def held(connection: duckdb.DuckDBPyConnection, groups: dict[str, str]) -> list[Held]:
    """Everything, then each group, from `compared_rows`, `in_index` and `people`: what is estimated and what is true.

    A group is the rows that are published as its: who is linked to nobody stands with the person it most likely is.
    """
    likely = "coalesce(r.found, likely.person_number, case when e.stratum_code is null then r.person_number end)"
    connection.execute(
        f"create or replace temp table judged_rows as select {likely} as thought, "
        f"{_STRATUM} as stratum_code, coalesce(e.error_prob, 1) as error_prob, "
        "coalesce(r.found <> r.person_number, false) as is_false, r.is_in_index and r.found is null as is_missed "
        "from compared_rows as r join sighted as s using (identity_id) "
        "left join warehouse.identity.link_errors as e using (identity_id) "
        "left join tokens on tokens.person_id = e.likely_person_id "
        "left join in_index as likely on likely.message = tokens.message"
    )
    found = [_held(connection, "everything", "'all rows'")]
    for group, sql in groups.items():
        found.append(_held(connection, group, sql))
    return [each for some in found for each in some]


def _held(connection: duckdb.DuckDBPyConnection, group: str, sql: str) -> list[Held]:
    true = {
        name: figures
        for name, *figures in connection.execute(
            f"select ({sql})::varchar as name, count(*), count(*) filter (is_false), count(*) filter (is_missed) "
            "from judged_rows left join people on people.person_number = judged_rows.thought "
            "group by name order by name"
        ).fetchall()
    }
    said: dict[str, dict[str, list[float]]] = {}
    for name, kind, mean, variance in connection.execute(
        f"select ({sql})::varchar as name, rates.error_code, sum(error_prob) * any_value(rates.error_rate), "
        "pow(sum(error_prob) * any_value(rates.error_rate_sd), 2) "
        "+ any_value(rates.rows_per_error) * sum(error_prob) * any_value(rates.error_rate) "
        "from judged_rows join warehouse.identity.link_error_rates as rates using (stratum_code) "
        "left join people on people.person_number = judged_rows.thought "
        "group by name, rates.error_code, stratum_code order by all"
    ).fetchall():
        summed = said.setdefault(name, {}).setdefault(kind, [0.0, 0.0])
        summed[0] += mean
        summed[1] += variance
    return [
        Held(
            group,
            str(name),
            rows,
            estimated(false, *said.get(name, {}).get("FALSE", (0.0, 0.0))),
            estimated(missed, *said.get(name, {}).get("MISSED", (0.0, 0.0))),
        )
        for name, (rows, false, missed) in true.items()
    ]


def held_elsewhere(connection: duckdb.DuckDBPyConnection, made: LinkageSet, model: Model) -> list[Held]:
    """A set made elsewhere: linked, estimated, and held against its truth."""
    link_set(connection, made, model)
    lay_out_build(connection)
    estimate(connection, model)
    connection.execute(
        "create or replace temp table people (person_number bigint, heritage varchar, gender varchar, born integer)"
    )
    connection.executemany(
        "insert into people values (?, ?, ?, ?)",
        [(p.number, p.heritage, p.gender, p.born.year // 20 * 20) for p in made.people],
    )
    connection.execute(
        "create or replace temp table compared_rows as select identity_id, person as person_number, link_method_code, "
        "found, is_in_register as is_in_index from outcome"
    )
    connection.execute(
        "create or replace temp table in_index as select linked.message, min(truth.person) as person_number "
        "from linked join sighted using (identity_id) join truth using (identity_id) where is_registration "
        "group by linked.message"
    )
    return held(connection, GROUPS_ELSEWHERE)


def lay_out_build(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty build beside the set, whose rows are one to an identity."""
    connection.execute("attach if not exists ':memory:' as warehouse")
    for schema in ("lake", "identity"):
        connection.execute(f"create schema if not exists warehouse.{schema}")
    connection.execute(
        "create or replace table warehouse.lake.identities as select identity_id, sender_code, 1 as rows_count "
        "from sighted"
    )
