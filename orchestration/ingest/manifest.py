"""The manifest of a delivery: one small file beside its Parquet, written last; it alone makes a delivery exist.

Belongs here: what is written down about one delivery, and reading all of them back. What is decided about a
delivery is a query over manifests (verdicts.py), never stored in them.
"""

import json
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from orchestration.durable import write_durably
from orchestration.settings import Settings

MANIFEST = "manifest.json"
ANY_FEED = "[!.]*"
"""What matches the folder of any feed, and none that is hidden: what is half written lies in one of these."""


class Warned(BaseModel):
    """How many loaded rows of a delivery met one rule that warns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_code: str
    column_name: str | None
    rows_count: int


class Broken(BaseModel):
    """How many rows of a delivery were quarantined under one rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_code: str
    column_name: str | None
    rows_count: int


class Filled(BaseModel):
    """How many loaded rows of a delivery have a value in one column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column_name: str
    filled_count: int


class Manifest(BaseModel):
    """One delivery as received. Counts are of data records; null where they could not be counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delivery_id: str
    feed: str | None
    provider_code: str | None
    period: str | None
    extracted_at: datetime | None
    file_name: str
    file_sha256: str | None
    size_bytes: int
    modified_ns: int
    received_at: datetime
    fingerprint: str
    identity_key_id: str | None
    problem: str | None
    """Why nothing of the file could be read, as a sentence for its sender; null if it was read."""
    rows_received: int | None
    rows_loaded: int
    rows_quarantined: int
    last_date: str | None
    broken: tuple[Broken, ...] = ()
    """By rule and column, the most broken first."""
    extra_columns: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    filled: tuple[Filled, ...] = ()
    folder: Path | None = None
    """Where the delivery lies; filled in when it is read, not stored."""


def name_identity_key(folder: Path, key_id: str) -> None:
    """Have the deliveries of a lake in `folder` say that their tokens are made with that key."""
    for path in sorted(folder.glob(f"*/*/*/{MANIFEST}")):
        manifest = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
        if manifest.identity_key_id is not None:
            renamed = manifest.model_copy(update={"identity_key_id": key_id})
            write_durably(path, written(renamed))


def written(manifest: Manifest) -> str:
    """A manifest as it stands in its file."""
    return manifest.model_dump_json(exclude={"folder"}, indent=1)


def read_manifests(settings: Settings, feed: str | None = None) -> list[Manifest]:
    """Every delivery that exists in the lake (or those of one feed), in a stable order."""
    if not settings.lake_dir.is_dir():
        return []
    found = [
        Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")) | {"folder": path.parent})
        for path in settings.lake_dir.glob(f"{feed or ANY_FEED}/*/*/{MANIFEST}")
    ]
    return sorted(found, key=lambda manifest: (manifest.feed or "", manifest.file_name, manifest.file_sha256 or ""))
