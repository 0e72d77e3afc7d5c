"""One Excel workbook with a sheet per open table.

DuckDB writes a workbook of one sheet at a time, always with the same styles and with its texts inside the sheet. So
sheets can be put together into one workbook as they are. Does not belong here: what a cell says (open_files.py).
"""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import duckdb

from orchestration.duck import load_extension

# A sheet of Excel ends there; the header takes one row. A longer table is in Parquet and CSV only.
MOST_ROWS = 1_048_575
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


class Told(Protocol):
    """A table as a reader sees it."""

    name: str
    columns: tuple[str, ...]
    measures: frozenset[str]

    @property
    def as_told(self) -> str: ...


def write_workbook(connection: duckdb.DuckDBPyConnection, tables: Sequence[Told], path: Path) -> None:
    """Write one workbook; nothing if no table fits a sheet."""
    load_extension(connection, "excel")
    sheets: list[tuple[str, str]] = []
    rest: dict[str, bytes] = {}
    for table in tables:
        rows = connection.execute(f'select count(*) from "open"."{table.name}"').fetchall()[0][0]
        if not 0 < rows <= MOST_ROWS:
            continue
        single = path.with_suffix(".sheet")
        connection.execute(
            f"copy ({table.as_told}) to '{str(single).replace(chr(39), chr(39) * 2)}' "
            "(format xlsx, header true, sheet 'sheet')"
        )
        with zipfile.ZipFile(single) as written:
            rest = rest or {name: written.read(name) for name in written.namelist() if name != _SHEET}
            sheets.append((_sheet_name(table.name), _with_numbers(written.read(_SHEET).decode(), table)))
        single.unlink()
    if sheets:
        _put_together(path, sheets, rest)


def _sheet_name(table: str) -> str:
    return table.removeprefix("pub_")[:31]  # Excel takes no longer name


def _with_numbers(sheet: str, table: Told) -> str:
    """A measure is written as text because it may be a star; where it is a number, let the cell be one."""
    letters = "|".join(_letter(place) for place, column in enumerate(table.columns) if column in table.measures)
    if not letters:
        return sheet
    cell = re.compile(rf'<c r="((?:{letters})\d+)" t="inlineStr"><is><t>(-?\d+(?:\.\d+)?)</t></is></c>')
    return cell.sub(r'<c r="\1"><v>\2</v></c>', sheet)


def _letter(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def _put_together(path: Path, sheets: list[tuple[str, str]], rest: dict[str, bytes]) -> None:
    names = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="sheet{number}"/>' for number, (name, _) in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="sheet{number}" Type="{_SHEET_RELATION}" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET_TYPE}"/>'
        for number in range(2, len(sheets) + 1)
    )
    parts = {name: content.decode() for name, content in rest.items()}
    parts["xl/workbook.xml"] = re.sub(r"<sheets>.*</sheets>", f"<sheets>{names}</sheets>", parts["xl/workbook.xml"])
    place = "xl/_rels/workbook.xml.rels"
    parts[place] = re.sub(r'<Relationship [^>]*Target="worksheets/[^>]*/>', relations, parts[place])
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{types}</Types>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as workbook:
        for name in sorted(parts):
            workbook.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
        for number, (_, sheet) in enumerate(sheets, 1):
            workbook.writestr(zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml"), sheet, zipfile.ZIP_DEFLATED)
