"""The empty workbook that a finance team fills in.

Belongs here: how it is laid out. Does not belong here: which sheets and headings there are (shapes.py).
"""

from collections.abc import Mapping
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.durable import put_in_place
from orchestration.prices.fault import PricesUnreadable
from orchestration.prices.shapes import READ_ME, SHAPES
from orchestration.refusal import made_in

NOTES = (
    "Prices and unit costs for Careweave",
    "",
    "Fill in the sheets that you have prices for, and delete or leave empty the others. Then:",
    "careweave prices import THIS_FILE.xlsx --publisher NAME",
    "",
    "A sheet is known by its headings, which stand in one row, in any order. Titles may stand above them.",
    "Columns of your own may stand beside; they are not read.",
    "A price that there is not is left empty (or -). A price of 0 is a price: what bears it costs nothing.",
    "Codes are text: type 05 and 100 as they are. Dates are dates, or written 2025-04-01 or 01/04/2025.",
    "A price holds from its first to its last day, both included. For the same thing no two hold on one day.",
    "A publisher's file replaces that publisher's earlier one whole, unless imported with --keep.",
    "Nothing is written where anything is wrong; each cell that cannot be taken is named.",
    "",
)
_WIDTH = 24


def write_template(contracts: Mapping[str, Contract], path: Path) -> None:
    """Write the empty workbook. Raises PricesUnreadable where the file is there already, or is no workbook by name."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    if path.suffix.lower() != ".xlsx":
        raise PricesUnreadable(f"{path.name} is not the name of a workbook: it ends in .xlsx.")
    if path.exists():
        raise PricesUnreadable(f"{path} is there already, and is not replaced; name another with --out.")
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = READ_ME
    notes.column_dimensions["A"].width = 18
    notes.column_dimensions["B"].width = 110
    lists = contracts["ref_prices"].column("price_list_code").code_meanings
    told = [
        *((line,) for line in NOTES),
        ("Sheet", "One row is"),
        *((shape.title, shape.about) for shape in SHAPES),
        ("",),
        ("Price list", "Is for"),
        *lists,
        ("",),
        ("Currency", contracts["ref_prices"].column("currency_code").description),
        ("Modifier", contracts["ref_prices"].column("modifier_code").description),
    ]
    for row in told:
        notes.append(row)
    notes["A1"].font = Font(bold=True, size=14)
    for shape in SHAPES:
        sheet = book.create_sheet(shape.title)
        sheet.append([heading.said for heading in shape.headings])
        for column, heading in enumerate(shape.headings, 1):
            cell = sheet.cell(1, column)
            cell.font = Font(bold=heading.is_needed)
            cell.fill = PatternFill("solid", fgColor="DDE7EE")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if heading.note:
                cell.comment = Comment(heading.note, "Careweave")
            letter = cell.column_letter
            sheet.column_dimensions[letter].width = _WIDTH
            # Excel formats a whole column by what its dimension says, also where nothing is written yet.
            sheet.column_dimensions[letter].number_format = _FORMATS.get(heading.kind, "General")
        sheet.freeze_panes = "A2"
    with made_in(path.parent, "--out"):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        book.save(beside)
        put_in_place(beside, path)


_FORMATS = {"code": "@", "money": "#,##0.00", "days": "0", "day": "yyyy-mm-dd", "factor": "0.000000", "words": "@"}
"""How Excel takes what is typed: codes as text, so that no zero before them is lost."""
