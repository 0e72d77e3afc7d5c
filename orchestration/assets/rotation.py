"""Rotating keys: the new generation is prepared beside the old one, committed by one rename, and put in its place.

Belongs here: the order of that, under the lock. Does not belong here: making a key (pseudonymise), what is made anew
(identity, ingest), or what a kill leaves behind (roll_forward.py).
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.assets.roll_forward import PREPARED, RING, commit, finish_rotation
from orchestration.assets.run_lock import run_lock
from orchestration.identity import Generation, prepare_generation, room_needed
from orchestration.ingest import clear_unfinished, name_identity_key
from orchestration.pseudonymise import Renewal, keep_ring, renewed, write_document
from orchestration.refusal import Refusal
from orchestration.settings import Settings

_FOR_ITSELF = 64 << 20
"""Bytes that stay free beside the new generation: other processes write there too."""


class NoRoom(Refusal):
    """The disk does not hold two generations."""


@dataclass(frozen=True)
class Room:
    """Bytes that a rotation needs until the old generation is removed, and that are free."""

    needed: int
    free: int


@dataclass(frozen=True)
class Rotated:
    """What a rotation did."""

    renewal: Renewal
    generation: Generation


def rotate(settings: Settings, purposes: Sequence[str], keep_old: Path | None, tell: Callable[[Room], None]) -> Rotated:
    """Give each purpose (all, if none is named) a new key, and make anew all that lies under the old one.

    A kill at any instant leaves all as it was, or a rotation that the next command finishes. Raises NotRenewable,
    NoRoom, or whatever the steps refuse, with a sentence; nothing was changed then.
    """
    with run_lock(settings, "careweave keys rotate"):
        clear_unfinished(settings)
        renewal = renewed(settings, purposes)
        room = Room(room_needed(settings, renewal) + _FOR_ITSELF, shutil.disk_usage(settings.warehouse).free)
        tell(room)
        if room.needed > room.free:
            raise NoRoom(
                f"Rotating needs {in_words(room.needed)} beside what there is, and the disk of "
                f"{settings.warehouse} has {in_words(room.free)} free. Free some and rotate again; nothing was changed."
            )
        if keep_old is not None:
            keep_ring(renewal.path, keep_old)
        prepared = settings.rotation_dir / PREPARED
        try:
            for folder in (settings.rotation_dir, prepared):
                folder.mkdir(mode=0o700)
            generation = prepare_generation(settings, renewal, prepared)
            name_identity_key(prepared / "lake", renewal.after.identity.key_id)
            write_document(renewal.document, prepared / RING)
        except Exception:
            # What is half prepared may be what fills the disk.
            shutil.rmtree(settings.rotation_dir, ignore_errors=True)
            raise
        commit(settings, renewal.path)
        finish_rotation(settings)
        return Rotated(renewal, generation)


def in_words(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size / (1 << 30):,.1f} GiB" if size >= 1 << 30 else f"{size / (1 << 20):,.0f} MiB"
