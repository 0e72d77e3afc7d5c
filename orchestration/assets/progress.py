"""What a run tells while it goes: plain facts, for whoever shows them (a terminal, a log).

Belongs here: one small class per thing that can be told. Counts and names of files only, never a value of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever only listens need not load the steps
    from orchestration.gates import GateOutcome
    from orchestration.identity import LinkSummary
    from orchestration.ingest import Manifest, Verdict
    from orchestration.publish import Release


class Progress:
    """Anything that a run tells."""


@dataclass(frozen=True)
class StepBegun(Progress):
    """A step has begun; `title` says in words what it does."""

    step: str
    title: str


@dataclass(frozen=True)
class StepEnded(Progress):
    """A step has ended well."""

    step: str
    seconds: float
    rows_count: int | None


@dataclass(frozen=True)
class StepStopped(Progress):
    """A step could not go on; `sentence` says why, and `exit_code` whose matter that is (the command's exit code)."""

    step: str
    sentence: str
    exit_code: int


@dataclass(frozen=True)
class Noted(Progress):
    """Something that whoever runs this should know, and that stops nothing."""

    sentence: str


@dataclass(frozen=True)
class DeliveryRead(Progress):
    """A delivery has been read into the lake; what is decided about it comes later."""

    manifest: Manifest


@dataclass(frozen=True)
class VerdictsGiven(Progress):
    """What was decided about every delivery known."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Linked(Progress):
    """Who is who has been decided."""

    summary: LinkSummary


@dataclass(frozen=True)
class GateAsked(Progress):
    """A gate has said whether it is open."""

    outcome: GateOutcome


@dataclass(frozen=True)
class ModelsBuilt(Progress):
    """So many of a zone's models and tests are done."""

    zone: str
    done: int
    total: int


@dataclass(frozen=True)
class Published(Progress):
    """New files stand in the published folder."""

    release: Release


def say_nothing(_: Progress) -> None:
    """For runs that nobody watches."""
