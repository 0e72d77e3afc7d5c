"""The contract of a feed: everything that reading, typing, checking and describing its files needs to know.

Belongs here: the strict model and what follows from it alone. Does not belong here: reading YAML (load.py), the names
of files (file_name.py), a sender's own spellings (overlay.py), or anything that is done with a delivery (ingest).
"""

import hashlib
import json
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from orchestration.contracts.column import Column, Name, Sentence, Strict
from orchestration.contracts.rules import Rule, parse_rule
from orchestration.contracts.sensitive import SensitiveCode, SensitiveColumn

if TYPE_CHECKING:
    from orchestration.contracts.overlay import Overlay

# What the lake puts before a feed's own columns; no feed may use these names.
LAKE_COLUMNS = ("delivery_id", "sender_code", "period", "extracted_at", "row_number", "identity_id")


class Cadence(Strict):
    """How often a sender's file is expected, and how soon after its period ends."""

    every: Literal["week", "month", "quarter", "year", "ad hoc"]
    expected_within_days: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _has_a_deadline(self) -> Self:
        if (self.every == "ad hoc") != (self.expected_within_days is None):
            raise ValueError("cadence needs expected_within_days, unless it is ad hoc, which has none")
        return self


class Contract(Strict):
    """One feed. The field names are the keys of expectations/feeds/<feed>.yml."""

    feed: Name
    position: int = Field(1000, ge=0, description="Where the feed stands in lists; ties go by name.")
    title: Annotated[str, Field(min_length=3)]
    standard: Annotated[str, Field(min_length=3)]
    source: Sentence
    owner: Name
    rows: Name
    grain: Annotated[str, Field(pattern=r"^One row per ")]
    load: Literal["period", "snapshot", "keyed"]
    cadence: Cadence
    key: Annotated[tuple[Name, ...], Field(min_length=1)]
    dated_by: Name | None = None
    period_of: Name | None = None
    sender_column: Name | None = None
    local_id_scope: tuple[Name, ...] = ()
    withheld_column: Name | None = None
    is_required: bool = False
    identity: bool
    rule_texts: tuple[str, ...] = Field((), alias="rules")
    sensitive: tuple[SensitiveColumn, ...] = ()
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    # More than a fifth quarantined: the file as a whole is not to be trusted.
    max_quarantined_share: float = Field(0.2, ge=0, le=1)
    # Stricter for a file that would replace one in force: a list with a hole in it is worse than an old one.
    max_quarantined_share_replacing: float | None = Field(None, ge=0, le=1)
    # Fewer than half of the rows that it would replace, where those are enough to judge by: a truncated extract.
    min_replaced_share: float = Field(0.5, ge=0, le=1)
    min_replaced_rows: int = Field(20, ge=1)
    # Filled in by the loader from expectations/identity.yml, the same for every feed of persons.
    identity_block: tuple[Column, ...] = ()

    @property
    def identity_columns(self) -> list[Column]:
        """The columns that are taken off at ingest: the block of every feed of persons, then the feed's own."""
        return [*self.identity_block, *(column for column in self.columns if column.identity_role)]

    @property
    def event_columns(self) -> list[Column]:
        """The columns that reach the lake."""
        return [column for column in self.columns if not column.identity_role]

    @property
    def all_columns(self) -> list[Column]:
        return [*self.identity_columns, *self.event_columns]

    @property
    def month_column(self) -> str | None:
        """The column whose month is the file's month."""
        return self.period_of or self.dated_by

    @property
    def is_partitioned(self) -> bool:
        """Whether deliveries are kept apart by month; of a snapshot only the newest one matters."""
        return self.load != "snapshot"

    @property
    def feed_group(self) -> str:
        """What the rules of use call the feed: by its name as the interface does, where a gp_ feed is a practice's."""
        if not self.identity:
            return "REFERENCE"
        if self.feed == "opt_outs":
            return "OBJECTIONS"
        return "GENERAL_PRACTICE" if self.feed.startswith("gp_") else "OTHER"

    @property
    def needs_agreement(self) -> bool:
        """Whether its rows are used under a sharing agreement: a list names nobody, an objection only takes away."""
        return self.feed_group not in ("REFERENCE", "OBJECTIONS")

    @property
    def staging_model(self) -> str:
        return f"stg_{self.feed}__{self.rows}"

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        columns = {column.name: column for column in self.all_columns}
        return tuple(rule for text in self.rule_texts for rule in parse_rule(text, columns))

    def column(self, name: str) -> Column:
        return next(column for column in self.all_columns if column.name == name)

    @property
    def rules_sha256(self) -> str:
        """A hash of what decides how a row is read: words, owners and verdicts on whole files are left out."""
        reading = {
            "key": self.key,
            "dated_by": self.dated_by,
            "month_column": self.month_column,
            "sender_column": self.sender_column,
            "local_id_scope": self.local_id_scope,
            "withheld_column": self.withheld_column,
            "rules": self.rule_texts,
            "sensitive": [column.model_dump() for column in self.sensitive],
            "columns": [[c.name, c.type, c.requirement, c.codes, c.identity_role] for c in self.all_columns],
        }
        return _sha256(reading)

    def fingerprint(self, overlay: "Overlay | None" = None, sensitive_codes: tuple[SensitiveCode, ...] = ()) -> str:
        """What a delivery was read under: the contract, the sender's overlay and the sensitive codes looked up in it.

        A delivery whose manifest bears another fingerprint is read again.
        """
        systems = {column.code_system for column in self.sensitive}
        codes = sorted((code.code_system, code.code_prefix) for code in sensitive_codes if code.code_system in systems)
        spellings = overlay.reading if overlay is not None and overlay.changes_reading else None
        return _sha256([self.rules_sha256, spellings, codes])

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [column.name for column in self.all_columns]
        for name, count in Counter(names).items():
            if count > 1:
                raise ValueError(f"column '{name}' is described twice")
            if name in LAKE_COLUMNS:
                raise ValueError(f"column '{name}' bears a name that the lake uses for every delivery: choose another")
        self._names_its_columns({column.name for column in self.event_columns})
        self._is_about_persons_or_not()
        _ = self.rules  # a rule that cannot be read is an error of the contract, not of the first file
        return self

    def _names_its_columns(self, names: set[str]) -> None:
        named = [("key", name) for name in self.key] + [("local_id_scope", name) for name in self.local_id_scope]
        for key in ("dated_by", "period_of", "sender_column", "withheld_column"):
            named += [(key, name)] if (name := getattr(self, key)) else []
        named += [("sensitive", column.column) for column in self.sensitive]
        for key, name in named:
            if name not in names:
                raise ValueError(f"{key} names the column '{name}', which the contract does not have among its events")
        if len(set(self.key)) < len(self.key):
            raise ValueError("key names a column twice")
        for key in ("dated_by", "period_of"):
            name = getattr(self, key)
            if name and self.column(name).type not in ("date", "datetime"):
                raise ValueError(f"{key} names the column '{name}', which is neither a date nor a datetime")
            if name and not self.column(name).is_required:
                raise ValueError(
                    f"{key} names the column '{name}', which is not required (R): every row needs its date"
                )

    def _is_about_persons_or_not(self) -> None:
        if self.identity != bool(self.identity_block):
            raise ValueError(
                "identity_block is filled in from expectations/identity.yml; a contract only says identity"
            )
        if self.identity and self.dated_by is None:
            raise ValueError("dated_by is missing: every row of a feed of persons needs a date")
        persons_only = ("sender_column", "local_id_scope", "withheld_column")
        if not self.identity and any(getattr(self, key) for key in persons_only):
            raise ValueError(f"{', '.join(persons_only)} belong to feeds of persons only, and identity is false")
        if not self.identity and self.identity_columns:
            raise ValueError("a column has an identity_role, but identity is false")


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
