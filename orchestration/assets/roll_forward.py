"""What becomes of a rotation of keys that was begun: a committed one is finished, one that is not leaves no trace.

`rotation/prepared` is work in progress; one rename makes it `rotation/committed`, and from then on the new generation
is the one that counts. What is left are renames, each of which can be done again after a kill. Does not belong here:
preparing (rotation.py).
"""

import json
import os
import shutil
from pathlib import Path

from orchestration.durable import sync
from orchestration.pseudonymise import place_ring
from orchestration.settings import Settings

PREPARED, COMMITTED, DONE = "prepared", "committed", "done"
RING, PLAN = "keys.json", "plan.json"
_FOLDERS = ("lake", "vault")
_FILES = ("warehouse.duckdb",)


def finish_rotation(settings: Settings) -> bool:
    """Under the lock: finish a committed rotation, or clear away one that was not; True when one was finished."""
    folder = settings.rotation_dir
    if not folder.is_dir():
        return False
    committed = folder / COMMITTED
    is_committed = committed.is_dir()
    if is_committed:
        _roll_forward(settings, committed)
    shutil.rmtree(folder)
    sync(settings.warehouse)
    return is_committed


def unfinished_rotation(settings: Settings) -> str | None:
    """What a rotation that was cut off left, and what will become of it, in a sentence; None if there is none.

    Only read: whoever holds the lock at this moment may be rotating.
    """
    if not settings.rotation_dir.is_dir():
        return None
    if (settings.rotation_dir / COMMITTED).is_dir():
        return "A rotation of keys was cut off after it was decided: the next careweave run or keys rotate finishes it."
    if (settings.rotation_dir / DONE).is_dir():
        return "A rotation of keys is done; what is left of the old generation goes with the next careweave run."
    return "A rotation of keys was cut off before it was decided: the old keys count, and the next run clears it away."


def commit(settings: Settings, ring_path: Path) -> None:
    """Make what lies prepared the generation that counts: by one rename, and then for good."""
    prepared = settings.rotation_dir / PREPARED
    plan = prepared / PLAN
    plan.write_text(json.dumps({"ring": str(ring_path)}), encoding="utf-8")
    sync(plan)
    for folder in (*(path for path in prepared.rglob("*") if path.is_dir()), prepared):
        sync(folder)
    os.replace(prepared, settings.rotation_dir / COMMITTED)
    sync(settings.rotation_dir)
    sync(settings.warehouse)


def _roll_forward(settings: Settings, committed: Path) -> None:
    # Where the ring is kept may not be where the settings of this moment say. First, so that where it cannot be placed
    # nothing else has moved; the new one lies here until all is done.
    plan = json.loads((committed / PLAN).read_text(encoding="utf-8"))
    place_ring(committed / RING, Path(plan["ring"]))
    before = settings.rotation_dir / "before"
    before.mkdir(exist_ok=True, mode=0o700)
    for name in _FOLDERS:
        _place_folder(committed / name, settings.warehouse / name, before / name)
    for name in _FILES:
        if (committed / name).is_file():
            os.replace(committed / name, settings.warehouse / name)
    # A build that a stopped night left is of the old generation; the next night makes its own.
    shutil.rmtree(settings.build_dir, ignore_errors=True)
    sync(settings.warehouse)
    os.replace(committed, settings.rotation_dir / DONE)


def _place_folder(new: Path, standing: Path, before: Path) -> None:
    """Swap a folder for a new one in two renames; killed between them, the second is done the next time."""
    if not new.is_dir():
        return
    if standing.is_dir() and not before.is_dir():
        os.replace(standing, before)
    os.replace(new, standing)
