"""`careweave keys show` and `keys rotate` as they look: ids, ages and counts, never a key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.assets.rotation import Room, in_words, rotate
from orchestration.console.spoken import say
from orchestration.pseudonymise import key_ring, retired_keys
from orchestration.settings import Settings


def show_keys(console: Console, settings: Settings) -> None:
    """Lay out which keys a run would use, and which the key file says were replaced."""
    ring = key_ring(settings)
    table = Table("Purpose", "Key id", "Made", "Age in days", "Replaced", box=None, pad_edge=False)
    for key in (ring.person, ring.identity, ring.vault):
        if key.created_at is None:
            table.add_row(key.purpose, key.key_id, "from the environment", "", "")
        else:
            age = (datetime.now(UTC) - key.created_at).days
            table.add_row(key.purpose, key.key_id, f"{key.created_at:%Y-%m-%d}", str(age), "")
    for key in retired_keys(settings):
        table.add_row(key.purpose, key.key_id, f"{key.created_at:%Y-%m-%d}", "", f"{key.retired_at:%Y-%m-%d}")
    console.print(table)


def show_rotation(settings: Settings, purposes: Sequence[str], keep_old: Path | None) -> None:
    """Rotate keys, and say what became of what."""

    def tell(room: Room) -> None:
        say(f"This needs {in_words(room.needed)} of disk until it is done; {in_words(room.free)} are free.")

    done = rotate(settings, purposes, keep_old, tell)
    renewal, generation = done.renewal, done.generation
    for purpose in renewal.purposes:
        say(f"{renewal.after.of(purpose).key_id} takes the place of {renewal.before.of(purpose).key_id}.")
    if generation.identities:
        say(
            f"The vault with its {generation.identities:,} identities was made anew, and {generation.files_in_lake:,} "
            "files of the lake."
        )
    if renewal.makes_new_ids and settings.published_dir.exists():
        say("What is published bears the old ids until the next run: careweave run.")
    if keep_old is None:
        say("The old keys are gone; a backup from before needs a copy of the old ring.")
    else:
        say(f"The old ring stands in {keep_old}: whoever has it can join old ids to new ones.")
    say(f"Keep a copy of {renewal.path} in a safe place: nothing can replace it.")
