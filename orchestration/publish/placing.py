"""Placing a release: renames, syncs, and clearing away what a killed run left.

Belongs here: everything about files and folders, and the order that makes it safe: a release lies whole in
releases/<run_id> before the link `published` is swapped to it by one rename. A reader that holds the old files open
keeps them. Does not belong here: what the files hold.
"""

import os
import shutil
from pathlib import Path

from orchestration.durable import sync
from orchestration.publish.refused import PublishRefused
from orchestration.settings import Settings

# Read by everybody, written by nobody: a published file is never changed in place.
READ_ONLY = 0o444
_LINK_BESIDE = "published.new"


def releases_dir(settings: Settings) -> Path:
    """Where releases lie; `published` points at one of them."""
    return settings.warehouse / "releases"


def require_link(settings: Settings) -> None:
    """Refuse when `published` is something that publishing did not make, and so must not replace."""
    link = settings.published_dir
    if link.is_symlink():
        if link.resolve().parent != releases_dir(settings).resolve():
            raise PublishRefused(
                f"{link} is a link to a place that is no release of this warehouse: remove it, then run again."
            )
    elif link.exists():
        raise PublishRefused(f"{link} is a folder or file that publishing did not make: move it away, then run again.")


def published_folder(settings: Settings) -> Path | None:
    """The release that is published now."""
    link = settings.published_dir
    return link.resolve() if link.is_symlink() and link.exists() else None


def recover(settings: Settings) -> None:
    """Clear away what killed runs left: a half-made link, and every release that is not the published one."""
    beside = settings.warehouse / _LINK_BESIDE
    if beside.is_symlink():
        beside.unlink()
    if settings.published_dir.exists() and not settings.published_dir.is_symlink():
        return
    keep = published_folder(settings)
    folder = releases_dir(settings)
    for found in sorted(folder.iterdir()) if folder.is_dir() else []:
        if found.is_symlink() or not found.is_dir():
            found.unlink()
        elif found.resolve() != keep:
            shutil.rmtree(found)


def settle(path: Path) -> None:
    """Make a file read-only and sure to be on the disk."""
    path.chmod(READ_ONLY)
    sync(path)


def settle_folder(folder: Path) -> None:
    """Settle every file below a folder, then the folders themselves, innermost first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync(path)
        else:
            settle(path)
    sync(folder)
    sync(folder.parent)


def swap(settings: Settings, folder: Path) -> None:
    """Make `published` point at a release, by one rename: a reader sees the old one or the new one, never none."""
    beside = settings.warehouse / _LINK_BESIDE
    if beside.is_symlink():
        beside.unlink()
    # Relative, so that the warehouse can be moved as a whole.
    beside.symlink_to(folder.relative_to(settings.warehouse), target_is_directory=True)
    os.replace(beside, settings.published_dir)
    sync(settings.warehouse)
