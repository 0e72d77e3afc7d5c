"""Measures as ratios of two sums over people, with the error that chance alone gives them.

Belongs here: the one shape of a measure, and the walk over all of them. Does not belong here: what is measured.

A measure is a query of rows (unit_id, group_code, counted, of_all): its value in a group is the sum of `counted` over
the sum of `of_all`. The rows of one person come and go together, so a person is the unit whose spread gives the
standard error: sqrt(sum((counted - value * of_all)^2) + 1) / sum(of_all), the error of a ratio of sums of independent
units; the 1 is there because one event more or less is always chance, also where there was none. A row that names
nobody is a unit of its own.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.settings import Settings
from orchestration.synth.measures import activity, hospital, identities, lives, money, predictability, prevalence
from orchestration.synth.measures.received import load_received

# In the order of the page; each room holds queries by the code of their measure.
RATIOS = activity.MEASURES | hospital.MEASURES | prevalence.MEASURES | money.MEASURES | lives.MEASURES
RATIOS |= identities.MEASURES
# What a measure is told in, where that is not one.
SCALES = dict.fromkeys(
    (
        "QOF_PREVALENCE",
        "TURNOVER",
        "DEATHS_BY_PLACE",
        "LIVING_ALONE",
        "WITH_LONG_TERM_CONDITION",
        "WITH_SEVERAL_LONG_TERM_CONDITIONS",
        "MISSING_NHS_NUMBER",
    ),
    100,
) | dict.fromkeys(("BIRTHS", "DEATHS"), 1000)


@dataclass(frozen=True)
class Measured:
    """One measure in one group, and the standard error that its number of people leaves."""

    measure_code: str
    group_code: str
    value: float
    standard_error: float


def measure_population(inbox: Path, truth: Path, settings: Settings) -> list[Measured]:
    """Every measure of a generated population, from its extracts and, where only that knows, its truth."""
    connection = duck.memory(settings)
    try:
        load_received(connection, inbox, truth)
        for prepare in (activity.prepare, hospital.prepare, prevalence.prepare, money.prepare):
            prepare(connection)
        found = [row for code, query in RATIOS.items() for row in ratio(connection, code, query)]
        return found + [Measured(*row) for row in predictability.measure(connection)]
    finally:
        connection.close()


def ratio(connection: duckdb.DuckDBPyConnection, code: str, query: str) -> list[Measured]:
    """The measure in each of its groups."""
    scale = SCALES.get(code, 1)
    rows = connection.execute(
        f"""
        with units as (
            select unit_id, group_code, sum(counted) as counted, sum(of_all) as of_all
            from ({query})
            where group_code is not null
            group by unit_id, group_code
        ),
        groups as (
            select group_code, sum(counted) / sum(of_all) as value, sum(of_all) as of_all
            from units
            group by group_code
            having sum(of_all) > 0
        )
        select
            groups.group_code,
            groups.value * {scale} as value,
            {scale} * sqrt(sum(pow(units.counted - groups.value * units.of_all, 2)) + 1) / groups.of_all
                as standard_error
        from units
        inner join groups on units.group_code = groups.group_code
        group by groups.group_code, groups.value, groups.of_all
        order by groups.group_code
        """
    ).fetchall()
    return [Measured(code, *row) for row in rows]
