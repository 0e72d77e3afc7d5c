"""A file as sheets of cells, each as the file holds it: a workbook of Excel, or CSV.

Does not belong here: what a cell means (cells.py), or which sheet it is of (importing.py).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.prices.fault import PricesUnreadable

WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Cells:
    """A sheet; the rows as they stand in it, the first being row 1. A CSV file is one without a name."""

    sheet: str
    rows: list[tuple[object, ...]]


def read_cells(path: Path) -> Iterator[Cells]:
    """The sheets of a file. Raises PricesUnreadable with a sentence where it is no file of these kinds."""
    if not path.is_file():
        raise PricesUnreadable(f"There is no file {path}.")
    if path.suffix.lower() in WORKBOOKS:
        yield from _workbook(path)
    elif path.suffix.lower() == ".csv":
        yield Cells("", _csv(path))
    else:
        raise PricesUnreadable(f"{path.name} is neither a workbook (.xlsx) nor CSV: save it as one of these.")


def _workbook(path: Path) -> list[Cells]:
    import openpyxl

    try:
        # As last calculated: a formula counts with the value that Excel shows.
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            found = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what other programs write there is often wrong
                found.append(Cells(sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]))
            return found
        finally:
            book.close()
    except Exception:  # a damaged workbook can fail in any part of it
        raise PricesUnreadable(
            f"{path.name} cannot be read as a workbook: it is damaged, protected by a password, or of an older kind. "
            "Save it anew as .xlsx, or as CSV."
        ) from None


def _csv(path: Path) -> list[tuple[object, ...]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PricesUnreadable(f"{path.name} cannot be read ({error.strerror}).") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        return [tuple(row) for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise PricesUnreadable(f"{path.name} cannot be read as CSV: its quotes do not match. Save it anew.") from None
