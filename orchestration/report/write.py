"""Writing the page: open tables in, one HTML file out.

Belongs here: the order of the parts, and what the page says of itself. Does not belong here: what a part says.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.duck import open_briefly
from orchestration.report import words
from orchestration.report.activity import activity
from orchestration.report.concentration import concentration
from orchestration.report.coverage import coverage
from orchestration.report.linkage import linkage
from orchestration.report.page import Page, html
from orchestration.report.settings_of_care import settings_of_care
from orchestration.settings import Settings

_STRESSED = "All money on this page is activity valued at unit price: it is not what was paid."


def write_report(settings: Settings, contracts: Mapping[str, Contract], as_of_date: date, folder: Path) -> None:
    """Write the page of the build's open tables into a folder that is not there yet."""
    connection = open_briefly(settings.build_open_db, settings, read_only=True)
    try:
        page = _page(connection, contracts, as_of_date)
    finally:
        connection.close()
    folder.mkdir()
    (folder / "index.html").write_text(html(page), encoding="utf-8")


def _page(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], as_of_date: date) -> Page:
    costliest, held = concentration(connection)
    months, people = activity(connection)
    parts, how_much = coverage(connection)
    return Page(
        "Health and care in the boroughs",
        (
            f"As known on {words.day(as_of_date)}, from the extracts of hospitals, practices, community and mental "
            "health providers, councils and voluntary organisations, linked by person.",
        ),
        (*people, *held, *how_much),
        (costliest, settings_of_care(connection), months, linkage(connection, contracts), parts),
        _STRESSED,
        (
            "Every number here is in the open tables, which lie beside this page as CSV, Parquet and one workbook "
            "(../open), with a page on each table and column in the dictionary.",
            "Counts of 1 to 7 are hidden (*), with all that would give them away; where mental health is counted 0 is "
            "hidden too. Other counts are rounded to the nearest 5 and money to the thousand, so parts need not add up "
            "to their total.",
        ),
    )
