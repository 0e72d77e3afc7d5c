"""How common a value is among the people of the index: what an agreement on it is worth.

Belongs here: the shares, smoothed. Does not belong here: which comparison uses which (comparisons.py). They are counted
anew every night, so that a model holds in a borough of 20,000 people and in a system of three million alike.
"""

import duckdb

PRIOR_PEOPLE = 10_000
"""As many people more are thought of, who are like the country: a small register would otherwise make every name rare
or common by luck. Illustrative: half of a practice list of the larger kind."""

COUNTRY = {
    "full_name": 1e-6,
    "family_name": 1e-4,
    "given_name": 5e-4,
    "birth_date": 1 / 29_220,
    "postcode": 1 / 75_000,
    "sector": 1 / 1_500,
    "district": 1 / 150,
}
"""The share of one value of the country, or of a system of three million people: 365.25 days of 80 years; 40 people to
a postcode, 2,000 to a sector, 20,000 to a district; names by order of magnitude."""


def write_frequencies(connection: duckdb.DuckDBPyConnection) -> int:
    """A table `frequency_<field>` per field, and how many people the index counts (those thought of among them)."""
    people = connection.execute("select count(distinct message) from index_rows").fetchall()[0][0]
    for field, share in COUNTRY.items():
        connection.execute(
            f"create or replace temp table frequency_{field} as select {field}, "
            f"(count(distinct message) + {PRIOR_PEOPLE} * {share}) / ({people} + {PRIOR_PEOPLE})::double as tf_{field} "
            f"from index_rows where {field} is not null group by {field}"
        )
    return people + PRIOR_PEOPLE
