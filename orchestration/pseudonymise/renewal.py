"""New keys in the place of old ones: the key file before and after, and how one takes the other's place.

Belongs here: making the keys, writing the file, what it keeps of a retired key (its id and its days, never the key).
Does not belong here: what has to be made anew under new keys (identity), or when (assets/rotation.py).
"""

import copy
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from orchestration.durable import put_in_place
from orchestration.pseudonymise.keys import (
    PURPOSES,
    KeyRing,
    MissingKey,
    key_ring,
    keys_of,
    read_document,
    ring_file,
    write_for_owner,
)
from orchestration.refusal import Refusal, made_in
from orchestration.settings import Settings


class NotRenewable(MissingKey):
    """A key cannot be replaced, or what was asked for is no key."""


class NotPlaced(Refusal):
    """The new ring is made and decided on, and cannot be put where the old one is."""


@dataclass(frozen=True)
class Renewal:
    """The keys before and after, for the purposes that are renewed; the others stay."""

    purposes: tuple[str, ...]
    before: KeyRing
    after: KeyRing
    path: Path
    """The key file, links followed: the file itself is replaced."""
    document: dict = field(repr=False)
    """What the key file holds afterwards."""

    @property
    def makes_new_ids(self) -> bool:
        """Whether tokens change: those of identities, or of persons (one who is nobody is numbered by both keys)."""
        return "person" in self.purposes or "identity" in self.purposes


@dataclass(frozen=True)
class RetiredKey:
    """What a key file says of a key that was replaced."""

    purpose: str
    key_id: str
    created_at: datetime
    retired_at: datetime


def renewed(settings: Settings, purposes: Sequence[str] = ()) -> Renewal:
    """Make a new key for each purpose (all, if none is named); nothing is written.

    Raises NotRenewable for a purpose that there is not, or whose key comes from the environment.
    """
    unknown = [purpose for purpose in purposes if purpose not in PURPOSES]
    if unknown:
        raise NotRenewable(f"There is no key called {unknown[0]}. The keys are: {', '.join(PURPOSES)}.")
    wanted = tuple(purpose for purpose in PURPOSES if purpose in purposes or not purposes)
    before, path = key_ring(settings), Path(os.path.realpath(ring_file(settings)))
    for purpose in wanted:
        if getattr(settings, f"{purpose}_key") is not None:
            name = f"CAREWEAVE_{purpose.upper()}_KEY"
            raise NotRenewable(
                f"The {purpose} key comes from {name}, so it cannot be replaced here. Write it into a key file as "
                f"the runbook shows, name that with CAREWEAVE_KEY_FILE, unset {name}, and rotate again; nothing was "
                "changed."
            )
    _require_replaceable(path)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    document = copy.deepcopy(read_document(path))
    for purpose in wanted:
        entry = document[purpose]
        retired = entry["keys"][entry["current"]]
        entry["keys"][entry["current"]] = {
            "created_at": retired["created_at"],
            "retired_at": now,
            "key_id": before.of(purpose).key_id,
        }
        entry["current"] = _next_version(entry["keys"])
        entry["keys"][entry["current"]] = {"created_at": now, "hex": secrets.token_hex(32)}
    fresh = keys_of(document, str(path))
    after = KeyRing(**{purpose: fresh[purpose] if purpose in wanted else before.of(purpose) for purpose in PURPOSES})
    return Renewal(wanted, before, after, path, document)


def _next_version(versions: dict) -> str:
    numbers = [int(name[1:]) for name in versions if re.fullmatch(r"k\d+", name)]
    return f"k{max(numbers, default=0) + 1}"


def _require_replaceable(path: Path) -> None:
    """A ring that cannot be replaced is better known of before the work than after it."""
    if not os.access(path.parent, os.W_OK):
        raise NotRenewable(
            f"The key file {path} cannot be replaced: nothing may be written in its folder. "
            "Let this account write there, then rotate again; nothing was changed."
        )


def keep_ring(path: Path, copy_path: Path) -> None:
    """Copy a key file for whoever must join old ids to new ones: mode 0600, and never over another file."""
    if copy_path.is_file() and copy_path.read_bytes() == path.read_bytes():
        return
    if copy_path.exists():
        raise NotRenewable(f"{copy_path} is there already; name another file for the old keys. Nothing was changed.")
    with made_in(copy_path.parent, "--keep-old"):
        copy_path.parent.mkdir(parents=True, exist_ok=True)
        write_for_owner(path.read_bytes(), copy_path)


def place_ring(source: Path, target: Path) -> None:
    """Have one key file take the place of another, wherever that lies; doing it again changes nothing.

    Raises NotPlaced where nothing can be written there any more.
    """
    beside = target.with_name(f".{target.name}.new")
    try:
        beside.unlink(missing_ok=True)
        write_for_owner(source.read_bytes(), beside)
        put_in_place(beside, target)
    except OSError as error:
        raise NotPlaced(
            f"The new key ring cannot be written to {target} ({error.strerror}). Keys were rotated and it lies in the "
            "warehouse's folder rotation, which must stay; let this account write there, then run the command again."
        ) from None


def retired_keys(settings: Settings) -> list[RetiredKey]:
    """The keys that were replaced, as the key file tells of them, the latest last."""
    path = ring_file(settings)
    document = read_document(path) if path.is_file() else {}
    found = [
        RetiredKey(
            purpose,
            version["key_id"],
            datetime.fromisoformat(version["created_at"]),
            datetime.fromisoformat(version["retired_at"]),
        )
        for purpose in PURPOSES
        for version in document.get(purpose, {}).get("keys", {}).values()
        if "retired_at" in version
    ]
    return sorted(found, key=lambda key: (key.retired_at, PURPOSES.index(key.purpose)))
