"""What a release says about itself: release.json, and how it is read back.

Belongs here: the strict model. Does not belong here: making a release (run.py) or hashing its tables (content.py).
"""

import json
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.publish.permitted_uses import PermittedUses
from orchestration.publish.refused import PublishRefused
from orchestration.settings import Settings

RELEASE_FILE = "release.json"
# Everything that lies in a release, and what it is for.
RELEASE_HOLDS = {
    "careweave.duckdb": "People under tokens, what was done for them, and the marts.",
    "careweave_open.duckdb": "Tables that are safe for any commissioner: small numbers are hidden.",
    "open": "The open tables once more, as Parquet, CSV and one workbook.",
    "dictionary": "A page per published table and per feed.",
    RELEASE_FILE: "What the release was made of, what it holds, and the content hash.",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PublishedTable(_Strict):
    """One table of a published file."""

    database: str
    table: str
    rows_count: int
    content_sha: str | None
    """Null for a table that tells how the run went, which no two runs share."""


class PublishedDelivery(_Strict):
    """One delivery that the release is made of."""

    delivery_id: str
    feed: str
    provider_code: str | None
    period: str | None
    file_name: str
    file_sha256: str | None
    status_code: str
    rows_received_count: int | None
    rows_loaded_count: int | None
    rows_quarantined_count: int | None


class GateSummary(_Strict):
    """One gate of the run; closed it can only be where that stops nothing (RISK)."""

    zone: str
    results_count: int
    warnings_count: int
    is_open: bool = True


class Versions(_Strict):
    """What the release was made with."""

    careweave: str
    duckdb: str
    dbt: str
    contracts_sha: str


class Release(_Strict):
    """One publication."""

    run_id: str
    published_at: datetime
    as_of_date: date
    as_known_at: datetime | None
    content_sha: str
    """The same inputs give the same hash: run times, run id and moment of publication are left out."""
    versions: Versions
    gates: tuple[GateSummary, ...]
    tables: tuple[PublishedTable, ...]
    deliveries: tuple[PublishedDelivery, ...]
    permitted_uses: PermittedUses | None = None
    """None in a release that an earlier version of Careweave made."""


def release(settings: Settings) -> Release | None:
    """What is published now; None if nothing is. Raises PublishRefused if release.json is not what we wrote."""
    path = settings.published_dir / RELEASE_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise PublishRefused("published/release.json cannot be read; run the pipeline again to publish anew.") from None
    try:
        return Release.model_validate(json.loads(text))
    except (ValidationError, ValueError):
        raise PublishRefused(
            "published/release.json is not a release of this version of Careweave: run the pipeline again."
        ) from None
