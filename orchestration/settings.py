"""Every setting of a deployment, typed and frozen: the only reader of the environment.

Belongs here: what differs between two installations (paths, keys, limits, thresholds with their reasons).
Does not belong here: anything about a feed (its contract says it) or a price (a reference delivery).
"""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MOST_THREADS = 256
"""More than any machine that this was made for has; a larger number is a slip of the hand."""
RISK_FEATURE_GROUPS = ("DEMOGRAPHY", "HOSPITAL", "GP", "COMMUNITY", "MENTAL_HEALTH", "SOCIAL_CARE")
"""What the features of the risk model are made of, by the legal basis that each needs."""


class SettingsError(Refusal):
    """A setting is missing or cannot be read; the message is a sentence for the person who set it."""

    exit_code = USAGE_OR_SETTINGS


class Settings(BaseSettings):
    """The settings of one run. Environment variables bear the prefix CAREWEAVE_."""

    model_config = SettingsConfigDict(env_prefix="CAREWEAVE_", frozen=True, extra="ignore")

    warehouse: Path = Field(PROJECT_ROOT / "warehouse", description="Folder of everything that is generated.")
    inbox: Path | None = Field(
        None, description="Folder that providers' extracts arrive in (default: inbox/ in the warehouse)."
    )
    key_file: Path | None = Field(None, description="Key ring (mode 0600), outside the repository in production.")
    person_key: SecretStr | None = Field(None, description="64 hex digits: makes person_id from an NHS number.")
    identity_key: SecretStr | None = Field(
        None, description="64 hex digits: makes identity_id from an identity as received."
    )
    vault_key: SecretStr | None = Field(None, description="64 hex digits: encrypts the vault.")
    allow_test_numbers: bool = Field(
        False, description="1 accepts NHS numbers 9xx xxx xxxx, which only synthetic data use."
    )
    memory_limit: str = Field("4GB", description="What DuckDB may use before it spills to (encrypted) temporary files.")
    threads: int = Field(os.cpu_count() or 2, ge=1, le=MOST_THREADS, description="Threads of DuckDB and of dbt.")
    as_of: date | None = Field(
        None, description="Reporting date (default: newest extracted_at among accepted deliveries of persons)."
    )
    as_known_at: datetime | None = Field(
        None, description="Rebuild as known at this moment (UTC): later deliveries are ignored."
    )
    sharing_agreements: Path | None = Field(
        None, description="CSV of sharing agreements (default: what is sent may be used for every purpose)."
    )
    # Support under section 251 for risk stratification (CAG 7-04(a)/2013) is for practice records and SUS alone.
    risk_feature_groups: str = Field(
        "DEMOGRAPHY,HOSPITAL,GP",
        description="Feature groups that there is a legal basis for: COMMUNITY, MENTAL_HEALTH and SOCIAL_CARE too.",
    )
    notify_smtp: str | None = Field(None, description="host:port of a mail relay for the message about a failed run.")
    notify_mail: str | None = Field(None, description="Whom that mail goes to.")
    notify_teams: SecretStr | None = Field(None, description="Webhook that the same message is posted to.")
    nightly_on: bool = Field(False, description="1 turns the 02:00 schedule and the inbox sensor on (make nightly).")

    @field_validator("warehouse", "inbox", "key_file", "sharing_agreements")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        # dbt and Dagster change their working folder: a relative path would mean different places to them.
        return None if value is None else Path(os.path.abspath(Path(value).expanduser()))

    @field_validator("as_known_at")
    @classmethod
    def _utc_without_zone(cls, value: datetime | None) -> datetime | None:
        # Moments of the warehouse are UTC and bear no zone; one that is given with a zone is turned into that.
        return value if value is None or value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)

    @field_validator("memory_limit")
    @classmethod
    def _readable_size(cls, value: str) -> str:
        if not re.fullmatch(r"\d+(\.\d+)?\s*([KMGT]i?B|%)", value.strip(), re.IGNORECASE):
            raise ValueError(_WRITTEN["memory_limit"])
        return value.strip()

    @field_validator("risk_feature_groups")
    @classmethod
    def _known_groups(cls, value: str) -> str:
        groups = {name.strip().upper() for name in value.split(",")}
        if "DEMOGRAPHY" not in groups or not groups <= set(RISK_FEATURE_GROUPS):
            raise ValueError(_WRITTEN["risk_feature_groups"])
        return ",".join(name for name in RISK_FEATURE_GROUPS if name in groups)

    @property
    def project_root(self) -> Path:
        return PROJECT_ROOT

    @property
    def inbox_dir(self) -> Path:
        return self.inbox or self.warehouse / "inbox"

    @property
    def risk_groups(self) -> tuple[str, ...]:
        return tuple(self.risk_feature_groups.split(","))

    @property
    def lake_dir(self) -> Path:
        return self.warehouse / "lake"

    @property
    def vault_dir(self) -> Path:
        return self.warehouse / "vault"

    @property
    def vault_db(self) -> Path:
        return self.vault_dir / "vault.duckdb"

    @property
    def rotation_dir(self) -> Path:
        return self.warehouse / "rotation"

    @property
    def temp_dir(self) -> Path:
        return self.warehouse / "temp"

    @property
    def build_dir(self) -> Path:
        return self.warehouse / "build"

    @property
    def build_warehouse_db(self) -> Path:
        return self.build_dir / "warehouse.duckdb"

    @property
    def build_careweave_db(self) -> Path:
        return self.build_dir / "careweave.duckdb"

    @property
    def build_open_db(self) -> Path:
        return self.build_dir / "careweave_open.duckdb"

    @property
    def warehouse_db(self) -> Path:
        return self.warehouse / "warehouse.duckdb"

    @property
    def published_dir(self) -> Path:
        return self.warehouse / "published"

    @property
    def ops_dir(self) -> Path:
        return self.warehouse / "ops"

    @property
    def dagster_home(self) -> Path:
        return self.warehouse / "dagster"

    @property
    def lock_path(self) -> Path:
        return self.warehouse / "run.lock"


# What each setting that can be misread is not, and how it is written. Any text is a path, a key or an address.
_WRITTEN = {
    "allow_test_numbers": "neither yes nor no; write it as 1 or 0",
    "memory_limit": "not an amount of memory; write it as a number and a unit, for example 4GB",
    "threads": f"not a number of threads; write it as a whole number from 1 to {MOST_THREADS}",
    "as_of": "not a date; write it as YYYY-MM-DD",
    "as_known_at": "not a moment; write it as YYYY-MM-DDTHH:MM:SSZ (UTC)",
    "risk_feature_groups": "no list of feature groups; write it as DEMOGRAPHY and, after commas, what there is a basis "
    f"for, of {', '.join(RISK_FEATURE_GROUPS[1:])}",
    "nightly_on": "neither yes nor no; write it as 1 or 0",
}


def _sentence(name: str, given: object) -> str:
    return f"CAREWEAVE_{name.upper()} cannot be read: '{given}' is {_WRITTEN[name]}."


def _refuse_no_folder(warehouse: Path) -> None:
    """Refuse a warehouse that is a file or lies below one; one that is not there yet can still be made."""
    nearest = next(path for path in (warehouse, *warehouse.parents) if os.path.lexists(path))
    if not os.path.isdir(nearest):
        raise SettingsError(
            f"The warehouse cannot be {warehouse}: {nearest} is not a folder. "
            "Name another with --warehouse or CAREWEAVE_WAREHOUSE."
        )


def load_settings(**overrides: object) -> Settings:
    """The settings of this process: the environment, overridden by what the command was given.

    Raises SettingsError with one sentence per setting that cannot be read, or for a warehouse that can be no folder.
    """
    known = {f"CAREWEAVE_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in map(str.upper, os.environ)
        if name.startswith("CAREWEAVE_") and not name.startswith("CAREWEAVE_DBT_") and name not in known
    )
    if unknown:
        raise SettingsError(
            f"{', '.join(unknown)}: there is no such setting. Those that exist: {', '.join(sorted(known))}."
        )
    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        sentences = [_sentence(str(problem["loc"][0]), problem["input"]) for problem in error.errors()]
        raise SettingsError(" ".join(sentences)) from None
    _refuse_no_folder(settings.warehouse)
    return settings
