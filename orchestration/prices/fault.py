"""Where in a file something is, and what is wrong with it.

Does not belong here: finding it.
"""

from dataclasses import dataclass

from orchestration.refusal import Refusal


class PricesUnreadable(Refusal):
    """A file of prices cannot be taken; nothing was written."""


@dataclass(frozen=True, order=True)
class Place:
    """A cell, a row or a sheet, as somebody who has the file open finds it. A CSV file has no sheets."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    heading: str = ""

    def __str__(self) -> str:
        parts = [f"sheet '{self.sheet}'"] if self.sheet else []
        parts += [f"row {self.row}"] if self.row else []
        parts += [f"column {self.column} ({self.heading})"] if self.column else []
        return ", ".join(parts) or "the file"

    @property
    def whole_row(self) -> "Place":
        return Place(self.sheet, self.row)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, in words that quote nothing of the file: who gives another file than prices by mistake
    finds none of it repeated."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"
