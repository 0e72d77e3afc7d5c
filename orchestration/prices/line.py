"""A row of a delivery to be, and where in the file each of its values stands.

Does not belong here: reading one (importing.py), or writing it (delivery.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.prices.fault import Place


@dataclass(frozen=True)
class Line:
    """`values` and `places` are by the feed's columns; what has no cell of its own has the row's place."""

    feed: str
    values: Mapping[str, object]
    row: Place
    places: Mapping[str, Place] = field(default_factory=dict)

    def place(self, column: str) -> Place:
        return self.places.get(column, self.row)
