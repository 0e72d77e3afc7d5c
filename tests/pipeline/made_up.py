"""The made-up world: a few hundred people over half a year, with the faults that synthetic extracts have planted.

Belongs here: its inbox, the first night over all of it, and an earlier night over what was there by a moment.
"""

import os
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

from orchestration.synth import write_extracts
from tests.pipeline.nights import Nights
from tests.pipeline.place import Place, extracted_at

PEOPLE, MONTHS, END, SEED = 360, 6, "2024-09", 20240930
# After the files about August, before those about September.
EARLIER = "20240915T000000Z"


def world(nights: Nights) -> Place:
    """An inbox and keys; its truth lies beside it."""
    place = nights.place("world").with_keys()
    write_extracts(PEOPLE, MONTHS, END, SEED, place.inbox, place.folder / "truth", processes=1)
    return place


def put(files: Iterable[Path], inbox: Path) -> None:
    """Copy files into an inbox in no order at all, and with other times than they had."""
    luck = random.Random(SEED)
    for path in sorted(files, key=lambda _: luck.random()):
        moment = luck.uniform(1.6e9, 1.7e9)
        os.utime(shutil.copyfile(path, inbox / path.name), (moment, moment))


def first_night(nights: Nights, known: Place) -> Place:
    """A new warehouse after one night over the whole inbox."""
    place = nights.place("first_night").with_keys(known.warehouse / "keys.json")
    put(known.inbox.iterdir(), place.inbox)
    place.have_a_night()
    return place


def earlier_night(nights: Nights, known: Place) -> Place:
    """Another warehouse with the same keys, after a night over what had been extracted by then, with one thread."""
    place = nights.place("earlier_night").with_keys(known.warehouse / "keys.json")
    put((path for path in known.inbox.iterdir() if extracted_at(path) <= EARLIER), place.inbox)
    place.have_a_night(THREADS="1")
    return place
