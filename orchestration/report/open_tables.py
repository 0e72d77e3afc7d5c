"""Asking the open tables, and nothing else: the one file that the page is made of."""

import duckdb


def rows(connection: duckdb.DuckDBPyConnection, query: str, *given: object) -> list[tuple]:
    """What a question to the open tables is answered with."""
    return connection.execute(query, list(given)).fetchall()


def year_to_show(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str | None, bool]:
    """The last whole financial year of a table of years, else the last there is; and whether it is whole."""
    ((whole, last),) = rows(
        connection, f'select max(fin_year) filter (where is_whole_year), max(fin_year) from "open"."{table}"'
    )
    return whole or last, whole is not None


def about_year(year: str, is_whole: bool) -> str:
    """What to call the year, so that a part of one is not read for the whole."""
    return year if is_whole else f"{year} (not a whole year: not to be compared with others)"
