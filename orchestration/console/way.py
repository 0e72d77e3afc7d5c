"""`careweave trace` as it looks: of a row, a stop per paragraph.

Does not belong here: finding anything (trace), or a person's year (person_year.py).
"""

import typer
from rich.console import Console

from orchestration.console.person_year import show_person
from orchestration.console.query import form_of
from orchestration.contracts import load_contracts
from orchestration.settings import Settings
from orchestration.trace import follow, read_record


def show_traced(
    console: Console, settings: Settings, record: str | None, person: str | None, year: str | None, form: str
) -> None:
    """Lay out the way of a row, or the year of a person: whichever was named."""
    if (record is None) == (person is None):
        raise typer.BadParameter("Name a record, or a person with --person; not both.")
    if record is not None:
        show_way(console, settings, record)
    elif person is not None:
        show_person(console, settings, person, year, form_of(form))


def show_way(console: Console, settings: Settings, text: str) -> None:
    """Lay out the way of one row."""
    record = read_record(text, load_contracts())
    zone = None
    for stop in follow(settings, record):
        if stop.zone != zone:
            zone = stop.zone
            console.print(zone.upper(), markup=False)
        console.print(f"  {stop.table}: {stop.sentence}", markup=False, soft_wrap=True)
        for name, value in stop.facts.items():
            console.print(f"      {name}: {value}", markup=False, soft_wrap=True)
