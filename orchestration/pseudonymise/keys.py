"""The key ring: one 256-bit key per purpose, versioned, from the environment or one file of mode 0600.

Belongs here: reading, making and describing keys. Does not belong here: what is done with them (tokens, seal).
A key is never printed, logged or stored beside data.
"""

import json
import os
import re
import secrets
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal, made_in
from orchestration.settings import Settings

PURPOSES = ("person", "identity", "vault")
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")


class MissingKey(Refusal):
    """A key is missing or cannot be read: nothing may run without it."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Key:
    """One key of one purpose. `key_id` names it in manifests without giving it away."""

    purpose: str
    key_id: str
    created_at: datetime | None
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.purpose}, {self.key_id})"


@dataclass(frozen=True)
class KeyRing:
    """The current key of each purpose."""

    person: Key
    identity: Key
    vault: Key

    def of(self, purpose: str) -> Key:
        """The key of a purpose."""
        return {"person": self.person, "identity": self.identity, "vault": self.vault}[purpose]

    def __repr__(self) -> str:
        return f"KeyRing({self.person.key_id}, {self.identity.key_id}, {self.vault.key_id})"


def _key_id(purpose: str, secret: bytes) -> str:
    # A keyed digest of a constant tells two keys apart and gives nothing of either.
    return f"{purpose}-{sha256(b'careweave key id|' + secret).hexdigest()[:8]}"


def key_from_hex(purpose: str, text: str, where: str, created_at: datetime | None = None) -> Key:
    if not _HEX_KEY.fullmatch(text.strip()):
        raise MissingKey(f"The {purpose} key in {where} is not 64 hex digits. Make one with: careweave keys new.")
    secret = bytes.fromhex(text.strip())
    return Key(purpose, _key_id(purpose, secret), created_at, secret)


def ring_file(settings: Settings) -> Path:
    """The file that keys are read from where the environment has none."""
    return settings.key_file or settings.warehouse / "keys.json"


def read_document(path: Path) -> dict:
    """A key file as it is written. Raises MissingKey where others may read it, or it is no ring."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise MissingKey(f"The key file {path} can be read by others (mode {mode:04o}). Run: chmod 600 {path}")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        keys_of(document, str(path))
        return document
    except (ValueError, KeyError, TypeError, AttributeError):
        raise MissingKey(
            f"The key file {path} cannot be read as a key ring. Restore it from its backup; "
            "a new ring would give every person a new id."
        ) from None


def keys_of(document: dict, where: str) -> dict[str, Key]:
    """The current key of each purpose in a key file's document."""
    keys = {}
    for purpose in PURPOSES:
        entry = document[purpose]
        version = entry["keys"][entry["current"]]
        created_at = datetime.fromisoformat(version["created_at"])
        keys[purpose] = key_from_hex(purpose, version["hex"], where, created_at)
    return keys


def key_ring(settings: Settings) -> KeyRing:
    """The keys of this run: each from the environment, else from the key file.

    Raises MissingKey with a sentence when one is missing; a run never makes a key by itself.
    """
    path = ring_file(settings)
    from_file = keys_of(read_document(path), str(path)) if path.is_file() else {}
    keys = {}
    for purpose in PURPOSES:
        setting = getattr(settings, f"{purpose}_key")
        if setting is not None:
            keys[purpose] = key_from_hex(purpose, setting.get_secret_value(), f"CAREWEAVE_{purpose.upper()}_KEY")
        elif purpose in from_file:
            keys[purpose] = from_file[purpose]
        else:
            raise MissingKey(
                f"There is no {purpose} key: set CAREWEAVE_{purpose.upper()}_KEY (64 hex digits) or "
                "CAREWEAVE_KEY_FILE, "
                f"or make a ring with: careweave keys new. Looked in the environment and in {path}."
            )
    return KeyRing(**keys)


def new_ring(settings: Settings) -> Path:
    """Make a ring with a fresh key per purpose, mode 0600, and return its path. Refuses to replace one."""
    path = ring_file(settings)
    if path.is_dir():
        raise MissingKey(f"{path} is a folder: name a file for the key ring with CAREWEAVE_KEY_FILE.")
    if path.exists():
        raise MissingKey(f"{path} holds a key ring already; replacing it would give every person a new id.")
    created_at = datetime.now(UTC).isoformat(timespec="seconds")
    document = {
        purpose: {"current": "k1", "keys": {"k1": {"created_at": created_at, "hex": secrets.token_hex(32)}}}
        for purpose in PURPOSES
    }
    with made_in(path.parent, "--warehouse or CAREWEAVE_KEY_FILE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_document(document, path)
    return path


def write_document(document: dict, path: Path) -> None:
    """Write a key file that is not there yet."""
    write_for_owner(json.dumps(document, indent=1).encode(), path)


def write_for_owner(content: bytes, path: Path) -> None:
    """Write a file that is not there yet, for its owner alone, and have the disk hold it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
