"""Files that are there whole, or not at all, whenever the machine stops.

Belongs here: the few ways of asking the disk for that. Does not belong here: what is written, or where.
"""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(beside: Path, path: Path) -> None:
    """Have a file that was written beside its place take it, by one rename, for good."""
    sync(beside)
    os.replace(beside, path)
    sync(path.parent)


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that it is there whole, or not at all, after a crash."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    put_in_place(beside, path)
