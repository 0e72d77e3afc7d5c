"""The part of the page on how hospitals were used, month by month."""

from datetime import date

import duckdb

from orchestration.report import drawing, words
from orchestration.report.open_tables import rows
from orchestration.report.page import Figure, Section, Table

TABLE = "pub_activity__borough_months"
# Three years: long enough to see a season come again, short enough to read.
MONTHS = 36
_MEASURES = {
    "ae_attendance_count": "A&E attendances",
    "emergency_admission_count": "Emergency admissions",
    "elective_admission_count": "Elective admissions",
}
_ALL = "All boroughs"
Counts = dict[str, dict[date, int | None]]


def activity(connection: duckdb.DuckDBPyConnection) -> tuple[Section, tuple[tuple[str, str], ...]]:
    """The part, and what the page's head says of people and of the last month that is settled."""
    title = "Hospital activity by month"
    months = _months(connection)
    if not months:
        return Section("activity", title, ("No month of hospital activity has arrived yet.",)), ()
    settled = sum(not is_provisional for _, is_provisional in months)
    section = Section(
        "activity",
        title,
        (
            "Unplanned attendances of A&E departments, and admissions by the month of admission, by borough. Months "
            "that ended less than 60 days before the reporting date are provisional, and on a darker ground: more of "
            "them may still arrive. Where a count is hidden its line is broken.",
        ),
        tuple(_figure(connection, measure, months, settled) for measure in _MEASURES),
    )
    return section, _glance(connection, months, settled)


def _months(connection: duckdb.DuckDBPyConnection) -> list[tuple[date, bool]]:
    """The last months between the first and the last in which hospitals show anything, and whether each is provisional.

    Around them the table has months that no file of a hospital is about.
    """
    any_activity = " or ".join(f"{measure} > 0" for measure in _MEASURES)
    return rows(
        connection,
        f'with shown as (select min(month) as first_month, max(month) as last_month from "open".{TABLE} '
        f"where {any_activity}) "
        f'select month, bool_or(is_provisional) from "open".{TABLE}, shown '
        f"where month between first_month and last_month group by month order by month desc limit {MONTHS}",
    )[::-1]


def _counts(connection: duckdb.DuckDBPyConnection, measure: str) -> Counts:
    """By the name of the borough and the month, all together first."""
    found: Counts = {}
    for name, month, value in rows(
        connection,
        f'select borough_name, month, {measure} from "open".{TABLE} '
        "order by borough_code is null, borough_code is distinct from 'ALL', borough_name, borough_code, month",
    ):
        found.setdefault(words.place(name), {})[month] = value
    return found


def _figure(
    connection: duckdb.DuckDBPyConnection, measure: str, months: list[tuple[date, bool]], settled: int
) -> Figure:
    counts = _counts(connection, measure)
    title = f"{_MEASURES[measure]} by month and borough"
    picture = drawing.months(
        measure.replace("_", "-"),
        title,
        "A line per borough over the months, from nothing up. The table below it has the numbers, those of all "
        "boroughs together too.",
        [words.month(month) for month, _ in months],
        [
            drawing.Series(name, tuple(of.get(month) for month, _ in months))
            for name, of in counts.items()
            if name not in (_ALL, words.NOT_KNOWN)
        ],
        settled,
    )
    table = Table(
        f"{title}, to the nearest 5.",
        ("Month", *counts),
        tuple(
            (
                words.month(month) + (" (provisional)" if is_provisional else ""),
                *(words.count(of.get(month)) for of in counts.values()),
            )
            for month, is_provisional in months
        ),
        TABLE,
        is_folded=True,
    )
    return Figure(table, picture)


def _glance(
    connection: duckdb.DuckDBPyConnection, months: list[tuple[date, bool]], settled: int
) -> tuple[tuple[str, str], ...]:
    """People on the last first of a month, and emergencies of the last settled month in which they are shown."""
    shown = []
    for name, column, among in (
        ("People registered", "registered_count", months),
        (_MEASURES["emergency_admission_count"], "emergency_admission_count", months[:settled]),
    ):
        counts = _counts(connection, column).get(_ALL, {})
        if known := [month for month, _ in among if counts.get(month) is not None]:
            shown.append((f"{name}, {words.month(known[-1])}", words.count(counts[known[-1]])))
    return tuple(shown)
