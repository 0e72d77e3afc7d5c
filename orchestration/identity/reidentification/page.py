"""The list as the practice gets it: CSV in UTF-8, the NHS number in the place of the person's token.

The token stays behind: with it beside the number, whoever holds the file and the marts could name people there. Does
not belong here: whose rows these are (people.py), or where the file goes (handover.py).
"""

import csv
import io
import re

import duckdb

NUMERIC = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)")
BEGINS_A_FORMULA = r"^[=+\-@\t\r\n]"
"""A text cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection): an apostrophe goes before."""


def list_page(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], bytes]:
    """The person_id of each row in the order of the page, and the page, from `on_list` and `numbers`."""
    columns = [
        (name, kind) for name, kind, *_ in connection.execute("describe on_list").fetchall() if name != "person_id"
    ]
    cells = ", ".join(_cell(name, kind) for name, kind in columns)
    rows = connection.execute(
        f"select on_list.person_id::varchar, numbers.nhs_number, {cells} from on_list join numbers using (person_id) "
        "order by numbers.nhs_number, on_list"
    ).fetchall()
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(["nhs_number", *(name for name, _ in columns)])
    writer.writerows(row[1:] for row in rows)
    return [row[0] for row in rows], page.getvalue().encode("utf-8")


def _cell(name: str, kind: str) -> str:
    quoted = 'on_list."' + name.replace('"', '""') + '"'
    text = f"{quoted}::varchar"
    if NUMERIC.fullmatch(kind):  # a number below nought is no formula
        return text
    return f"case when regexp_matches({text}, '{BEGINS_A_FORMULA}') then '''' || {text} else {text} end"
