"""How alike two members of a household are: counted in the index, where two NHS numbers are two people.

Belongs here: the counting. Does not belong here: what is made of it (relatives.py).
"""

import duckdb

from orchestration.identity.probabilistic.comparisons import BIRTH_DATE, GENDER, NAME, Comparison
from orchestration.identity.probabilistic.relatives import kinds

MOST_OF_ONE_NAME = 12
"""People of one family name at one postcode; more are no household, but neighbours who share a common name."""

PRIOR_PAIRS = 1_000
"""As many pairs more are thought of, who are as expected: a small register holds a pair of twins, or none, by luck."""

_COMPARED = ("given_name", "given_first", "family_name", "full_name", "exchanged_name", "given_roots", "given_parts",
"family_parts", "family_roots", "birth_date", "birth_exchanged", "birth_digits", "gender")  # fmt: skip


def _level_sql(comparison: Comparison) -> str:
    """SQL: the kind of agreement that a pair of relatives has; null where there is nothing to compare."""
    of_level = kinds(comparison)
    whens = " ".join(
        f"when {level.sql} then '{of_level[level.name]}'"
        for level in comparison.levels
        if level.sql != "ELSE" and level.name in of_level
    )
    last = comparison.levels[-1]
    rest = f"'{of_level[last.name]}'" if last.name in of_level else "null"
    return f"case when {comparison.nothing_to_compare} then null {whens} else {rest} end"


def likeness_in_households(
    connection: duckdb.DuckDBPyConnection, expected: dict[str, dict[str, float]], differing: dict[str, str]
) -> dict[str, dict[str, float]]:
    """By field, how often two of a household agree in each kind: as counted, and no less than is expected.

    Neighbours of one common name are counted among households, and a register may lack a twin: to expect too little
    likeness would take one person for another. What is left falls to the kind that differs.
    """
    both = ", ".join(f"a.{name} as {name}_l, b.{name} as {name}_r" for name in _COMPARED)
    connection.execute(
        "create or replace temp table household_pairs as with homes as ("
        "select postcode, family_name from index_rows where postcode is not null and family_name is not null "
        f"group by postcode, family_name having count(distinct message) between 2 and {MOST_OF_ONE_NAME}), "
        "members as (select * from index_rows semi join homes using (postcode, family_name) "
        "qualify row_number() over (partition by message order by row_id) = 1), "
        f"pairs as (select {both} from members as a join members as b on a.postcode = b.postcode "
        "and a.family_name = b.family_name and a.row_id < b.row_id) "
        f"select {_level_sql(NAME)} as given_name, {_level_sql(BIRTH_DATE)} as birth_date, "
        f"{_level_sql(GENDER)} as gender from pairs"
    )
    likeness: dict[str, dict[str, float]] = {}
    for field, thought in expected.items():
        counted = dict(
            connection.execute(
                f"select {field}, count(*) from household_pairs where {field} is not null group by all"
            ).fetchall()
        )
        seen = sum(counted.values()) + PRIOR_PAIRS
        agreeing = {
            kind: float(f"{max(chance, (counted.get(kind, 0) + PRIOR_PAIRS * chance) / seen):.6g}")
            for kind, chance in thought.items()
            if kind != differing[field]
        }
        likeness[field] = agreeing | {differing[field]: float(f"{1 - sum(agreeing.values()):.6g}")}
    return likeness
