"""`careweave trace` as it looks: a stop per paragraph.

Does not belong here: finding anything (trace).
"""

from rich.console import Console

from orchestration.contracts import load_contracts
from orchestration.settings import Settings
from orchestration.trace import follow, read_record


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
