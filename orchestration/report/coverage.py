"""The part of the page on what of the health and care economy is in, and what is not."""

import duckdb

from orchestration.report import words
from orchestration.report.open_tables import rows
from orchestration.report.page import Figure, Section, Table

TABLE = "pub_cost__coverage"
_STANDINGS = {
    "CLOSED": "in the warehouse, not told openly: a sender has not agreed",
    "NOT_RECEIVED": "could be in; too little or nothing has arrived",
    "NOT_COVERED": "not in",
}


def coverage(connection: duckdb.DuckDBPyConnection) -> tuple[Section, tuple[tuple[str, str], ...]]:
    """The part, and how much of the economy is in for the page's head."""
    found = rows(
        connection,
        "select part_name, setting_code, coverage_code, valued_by, coverage_note "
        f"from \"open\".{TABLE} order by setting_code, part_name",
    )  # fmt: skip
    shown = [row for row in found if row[2] == "SHOWN"]
    missing = [row for row in found if row[2] != "SHOWN"]
    inside = Table(
        "What is in: each unit is valued by a price list, whatever was paid for it.",
        ("Part", "Setting", "Valued by", "What of it is missing"),
        tuple((name, words.code(setting), by or "", note or "") for name, setting, _, by, note in shown),
        TABLE,
        is_of_words=True,
    )
    outside = Table(
        "What is not in.",
        ("Part", "Setting", "Standing", "Why"),
        tuple(
            (name, words.code(setting), _STANDINGS.get(standing, standing), note or "")
            for name, setting, standing, _, note in missing
        ),
        TABLE,
        is_of_words=True,
    )
    section = Section(
        "coverage",
        "What is in, and what is not",
        (
            "No total of this page is the cost of health and care as a whole: these parts of it are counted, those are "
            "not.",
        ),
        (Figure(inside), Figure(outside)),
    )
    glance = (("Parts of the economy that are in", f"{len(shown)} of {len(found)}"),) if found else ()
    return section, glance
