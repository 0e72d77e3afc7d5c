"""What is typed after a verb, where that is more than text: days and moments, and the options that many verbs take.

Does not belong here: any one verb's option.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

Warehouse = Annotated[
    Path | None, typer.Option(help="Folder of everything that is generated.", show_default="warehouse")
]


def day(text: str | None) -> date | None:
    """A day; raises typer.BadParameter with how one is written."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date; write it as YYYY-MM-DD.") from None


def moment(text: str | None) -> datetime | None:
    """A moment in UTC without a zone; raises typer.BadParameter with how one is written."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a moment; write it as YYYY-MM-DDTHH:MM:SSZ (UTC).") from None
    return found if found is None or found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)
