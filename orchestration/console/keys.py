"""`careweave keys show` as it looks: ids and ages, never a key."""

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from orchestration.pseudonymise import key_ring
from orchestration.settings import Settings


def show_keys(console: Console, settings: Settings) -> None:
    """Lay out which keys a run would use."""
    ring = key_ring(settings)
    table = Table("Purpose", "Key id", "Made", "Age in days", box=None, pad_edge=False)
    for key in (ring.person, ring.identity, ring.vault):
        if key.created_at is None:
            table.add_row(key.purpose, key.key_id, "from the environment", "")
        else:
            age = (datetime.now(UTC) - key.created_at).days
            table.add_row(key.purpose, key.key_id, f"{key.created_at:%Y-%m-%d}", str(age))
    console.print(table)
