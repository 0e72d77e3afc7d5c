"""The part of the page on how few people carry how much of the cost, beside what programmes say of it."""

import duckdb

from orchestration.report import drawing, words
from orchestration.report.open_tables import about_year, rows, year_to_show
from orchestration.report.page import Figure, Section, Table

TABLE = "pub_cost__concentration"
# In the order of the legend: what is summed, over whom, its colour, and whether its line is dashed.
_CURVES = (
    ("HOSPITAL", "RESIDENTS", "Hospital cost, of all residents", 0, False),
    ("HOSPITAL", "PATIENTS", "Hospital cost, of its patients", 0, True),
    ("WHOLE_SYSTEM", "RESIDENTS", "Whole-system cost, of all residents", 1, False),
    ("WHOLE_SYSTEM", "PATIENTS", "Whole-system cost, of its patients", 1, True),
)
# Between the steps of the smallest boroughs, so that no column is hidden in all of them.
_SHARES = (1, 5, 10, 20, 40, 60, 80)


def concentration(connection: duckdb.DuckDBPyConnection) -> tuple[Section, tuple[tuple[str, str], ...]]:
    """The part, and what the costliest fifth hold, for the page's head."""
    year, is_whole = year_to_show(connection, TABLE)
    title = "How few people carry how much of the cost"
    if year is None:
        return Section("concentration", title, ("No activity with a cost has arrived yet.",)), ()
    held = {
        (scope, basis, int(people)): cost
        for scope, basis, people, cost in rows(
            connection,
            f"select scope_code, basis_code, people_pct, cost_pct from \"open\".{TABLE} "
            "where fin_year = ? and borough_code = 'ALL' order by all",
            year,
        )
    }  # fmt: skip
    statements = rows(
        connection,
        "select scope_code, basis_code, people_pct, stated_cost_pct, cost_pct, statement "
        f"from \"open\".{TABLE} where fin_year = ? and borough_code = 'ALL' and statement is not null order by "
        "people_pct",
        year,
    )  # fmt: skip
    when = about_year(year, is_whole)
    return Section(
        "concentration",
        title,
        (
            f"People in order of what they cost in {when}, the costliest first, all boroughs together: the curve says "
            "what share of all cost the first of them carry. Residents are all who were registered in the year; "
            "patients are those of them, and others, who cost anything. If everybody cost the same, it were the "
            "straight line.",
        ),
        (
            Figure(_shares(held, when), _picture(held, statements, when)),
            Figure(_statements(statements, held, when)),
            Figure(_boroughs(connection, year, when)),
        ),
    ), _glance(held)


def _glance(held: dict) -> tuple[tuple[str, str], ...]:
    fifth = held.get(("HOSPITAL", "RESIDENTS", 20))
    return () if fifth is None else (("Of hospital cost, held by the costliest 20%", words.share(fifth)),)


def _picture(held: dict, statements: list[tuple], when: str) -> str:
    lines = [
        drawing.Curve(
            name,
            tuple(
                (float(people), cost)
                for (of_scope, of_basis, people), cost in sorted(held.items())
                if (of_scope, of_basis) == (scope, basis) and cost is not None
            ),
            kind,
            is_dashed,
        )
        for scope, basis, name, kind, is_dashed in _CURVES
    ]
    # Curves begin with nobody, who holds nothing.
    lines = [
        drawing.Curve(of.name, ((0.0, 0.0), *of.points) if of.points else (), of.kind, of.is_dashed) for of in lines
    ]
    marks = [drawing.Mark(people, stated, f"Said: {statement}") for _, _, people, stated, _, statement in statements]
    return drawing.curves(
        "concentration",
        f"Share of cost held by the costliest people, {when}",
        "Four curves that rise steeply and then flatten, each a share of people across and the share of cost that they "
        "hold up, with what programme documents say marked on it. The table below it has the numbers.",
        lines,
        marks,
        ("Share of people, costliest first", "Share of cost"),
    )


def _shares(held: dict, when: str) -> Table:
    return Table(
        f"Share of cost, valued at unit price, that the costliest people hold, all boroughs, {when}.",
        ("Costliest", *(name for _, _, name, _, _ in _CURVES)),
        tuple(
            (
                words.whole_share(people),
                *(words.share(held.get((scope, basis, people))) for scope, basis, *_ in _CURVES),
            )
            for people in _SHARES
        ),
        TABLE,
    )


def _statements(statements: list[tuple], held: dict, when: str) -> Table:
    named = {(scope, basis): name for scope, basis, name, _, _ in _CURVES}
    return Table(
        f"What programme documents say, and what is found here, all boroughs, {when}.",
        ("What is said", "Of", "Costliest", "Said to hold", "Hold here", "Hold 80% here"),
        tuple(
            (
                statement,
                named[scope, basis],
                words.whole_share(people),
                words.whole_share(stated),
                words.share(found),
                _holding(held, scope, basis, stated),
            )
            for scope, basis, people, stated, found, statement in statements
        ),
        TABLE,
        is_of_words=True,
    )


def _holding(held: dict, scope: str, basis: str, cost: float) -> str:
    """The smallest share of people that is shown and holds so much."""
    enough = [people for (of, by, people), found in held.items() if (of, by) == (scope, basis) and (found or 0) >= cost]
    return f"the costliest {words.whole_share(min(enough))}" if enough else words.HIDDEN


def _boroughs(connection: duckdb.DuckDBPyConnection, year: str, when: str) -> Table:
    found: dict[str | None, dict[tuple[str, str], float | None]] = {}
    for name, scope, basis, cost in rows(
        connection,
        f'select borough_name, scope_code, basis_code, cost_pct from "open".{TABLE} '
        "where fin_year = ? and people_pct = 20 "
        "order by borough_code is null, borough_code is distinct from 'ALL', borough_name, borough_code",
        year,
    ):
        found.setdefault(name, {})[scope, basis] = cost
    return Table(
        f"Share of cost that the costliest 20% hold, by borough, {when}. A person's cost counts where the person lived "
        "on the day of each event.",
        ("Borough", *(name for _, _, name, _, _ in _CURVES)),
        tuple(
            (words.place(name), *(words.share(shares.get((scope, basis))) for scope, basis, *_ in _CURVES))
            for name, shares in found.items()
        ),
        TABLE,
    )
