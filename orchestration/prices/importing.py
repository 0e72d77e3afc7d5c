"""From sheets of cells to the rows of deliveries, with all that could not be read.

Belongs here: finding the headings, reading row by row. Does not belong here: a file format (source.py), one cell
(cells.py), or whether what was read is believable (checks.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.prices.cells import CellUnreadable, read_cell
from orchestration.prices.checks import checked
from orchestration.prices.fault import Fault, Place, PricesUnreadable
from orchestration.prices.line import Line
from orchestration.prices.shapes import LENGTHS, READ_ME, SHAPES, Heading, Made, Shape
from orchestration.prices.source import Cells, read_cells

# Titles and notes stand above the headings; nobody writes more of them.
ROWS_ABOVE = 30
Values = dict[str, str | Decimal | int | date | None]


@dataclass
class Imported:
    """What a file holds: rows that can be taken, rows that cannot, and what was passed over."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    read: list[tuple[str, Shape, int]] = field(default_factory=list)
    """Each sheet that was read, as what, and its rows."""
    is_price_list: bool = False
    """Whether any sheet has the headings of one, or nearly."""

    @property
    def sound_lines(self) -> list[Line]:
        """The lines of rows in which nothing is wrong."""
        wrong = {fault.place.whole_row for fault in self.faults}
        return [line for line in self.lines if line.row not in wrong]


@dataclass(frozen=True)
class Headed:
    """A sheet whose headings were found: in which row, and in which column each."""

    cells: Cells
    shape: Shape
    row: int
    columns: Mapping[str, int]

    def place(self, row: int, heading: Heading) -> Place:
        return Place(self.cells.sheet, row, _letter(self.columns[heading.name]), heading.said)


def import_prices(
    contracts: Mapping[str, Contract],
    path: Path,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Imported:
    """Everything that a file says of prices; rows that give no validity hold from and to the days given here.

    Raises PricesUnreadable where no sheet of it has the headings of the template.
    """
    found = Imported()
    for cells in read_cells(path):
        headed = _headed(cells, found)
        if headed:
            found.is_price_list = True
            _read(headed, found, valid_from, valid_to)
    if not found.is_price_list:
        wanted = "; ".join(f"{shape.title}: {_needed(shape)}" for shape in SHAPES)
        raise PricesUnreadable(
            f"{path.name} has no sheet with the headings of a price list. Wanted are, in one row, {wanted}. "
            "`careweave prices template` writes a workbook that has them."
        )
    found.faults = sorted({*found.faults, *checked(contracts, found.lines)})
    return found


def _needed(shape: Shape) -> str:
    return ", ".join(heading.said for heading in shape.headings if heading.is_needed)


def _letter(column: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _plain(said: object) -> str:
    """A heading without what people put between its letters, and without its unit."""
    text = said.split("(")[0] if isinstance(said, str) else ""
    return "".join(filter(str.isalnum, text.lower())).removesuffix("gbp")


def _headed(cells: Cells, found: Imported) -> Headed | None:
    """The sheet with the row of headings that fits the most of a shape's; None, and why, where none fits."""
    nearest: tuple[int, int, Shape, set[str]] | None = None
    for number, row in enumerate(cells.rows[:ROWS_ABOVE], 1):
        plain = [_plain(cell) for cell in row]
        for shape in SHAPES:
            columns = {
                heading.name: plain.index(name)
                for heading in shape.headings
                for name in map(_plain, (heading.said, heading.name, *heading.also))
                if name in plain
            }
            needed = {heading.name for heading in shape.headings if heading.is_needed}
            if needed <= columns.keys():
                _note_headings(cells, number, row, columns, found)
                return Headed(cells, shape, number, columns)
            share = len(needed & columns.keys())
            if share > 1 and (nearest is None or share > nearest[0]):
                nearest = (share, number, shape, needed - columns.keys())
    place = Place(cells.sheet)
    if nearest:
        _, number, shape, lacking = nearest
        found.is_price_list = True
        said = ", ".join(heading.said for heading in shape.headings if heading.name in lacking)
        found.faults.append(Fault(Place(cells.sheet, number), f"it looks like {shape.title}, but lacks {said}."))
    elif cells.sheet != READ_ME and any(any(cell not in (None, "") for cell in row) for row in cells.rows):
        found.notes.append(Fault(place, "it has none of the headings of a price list, and was not read."))
    return None


def _note_headings(cells: Cells, number: int, row: tuple, columns: Mapping[str, int], found: Imported) -> None:
    plain = [_plain(cell) for cell in row]
    for column, cell in enumerate(row):
        if not plain[column] or column in columns.values():
            continue
        place = Place(cells.sheet, number, _letter(column), str(cell).strip()[:40])
        if any(plain[column] == plain[known] for known in columns.values()):
            found.faults.append(Fault(place, "the heading stands there twice; delete one of the columns."))
        else:
            found.notes.append(Fault(place, "the heading is not known, and the column was not read."))


def _read(headed: Headed, found: Imported, valid_from: date | None, valid_to: date | None) -> None:
    rows = 0
    for number, row in enumerate(headed.cells.rows[headed.row :], headed.row + 1):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            continue
        rows += 1
        said, faults = _said(headed, number, row)
        said["valid_from"] = said.get("valid_from") or valid_from
        said["valid_to"] = said.get("valid_to") or valid_to
        found.faults += faults
        made = [made for made in headed.shape.makes if said.get(made.amount) is not None]
        found.lines += [_line(headed, number, said, each) for each in made]
        if not made and not faults:
            found.notes.append(Fault(Place(headed.cells.sheet, number), "it gives no price, and was passed over."))
    if rows:
        found.read.append((headed.cells.sheet, headed.shape, rows))


def _said(headed: Headed, number: int, row: tuple) -> tuple[Values, Iterable[Fault]]:
    said: Values = {}
    faults = []
    for heading in headed.shape.headings:
        column = headed.columns.get(heading.name)
        if column is None or heading.kind == "words" or column >= len(row):
            continue
        try:
            said[heading.name] = read_cell(row[column], heading)
        except CellUnreadable as problem:
            faults.append(Fault(headed.place(number, heading), str(problem)))
    return said, faults


def _line(headed: Headed, number: int, said: Values, made: Made) -> Line:
    values = {column: said.get(name) for column, name in made.filled.items()} | dict(made.same)
    if str(values.get("price_list_code")) in LENGTHS:
        column, length = LENGTHS[str(values["price_list_code"])]
        code = values.get(column)
        values[column] = code.zfill(length) if isinstance(code, str) and code.isdigit() else code
    places = {
        column: headed.place(number, headed.shape.heading(name))
        for column, name in made.filled.items()
        if name in headed.columns
    }
    return Line(headed.shape.feed, values, Place(headed.cells.sheet, number), places)
