"""What a gate found: results per subject, the outcome of a gate, and its line in the history.

Belongs here: the words in which a closed gate is told. A result carries a count or a share, never a value of a
person. Does not belong here: how a result came about.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

# As many unmet expectations are told one by one; the rest is a number. All of them stand in ops.gate_results.
TOLD = 5


class GateResult(BaseModel):
    """One expectation on one subject."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile_name: str
    subject: str
    belongs_to: str
    expectation: str
    column_name: str | None
    is_blocking: bool
    is_met: bool
    observed_value: str | None
    sentence: str

    @property
    def told(self) -> str:
        """The result in words."""
        observed = "" if self.column_name is None else f" ({self.column_name} is {self.observed_value or 'unknown'})"
        return f"{self.subject}: {self.sentence.removesuffix('.')}{observed}"


class GateOutcome(BaseModel):
    """What one gate found in one run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    zone: str
    title: str
    checked_at: datetime
    results: tuple[GateResult, ...]

    @property
    def is_green(self) -> bool:
        """Nothing that blocks is unmet, and something was checked."""
        return bool(self.results) and not self.unmet

    @property
    def unmet(self) -> tuple[GateResult, ...]:
        """What closes the gate."""
        return tuple(result for result in self.results if result.is_blocking and not result.is_met)

    @property
    def warnings(self) -> tuple[GateResult, ...]:
        """What is not as expected, and lets the run go on."""
        return tuple(result for result in self.results if not result.is_blocking and not result.is_met)

    @property
    def by_subject(self) -> dict[str, tuple[GateResult, ...]]:
        """The results of each subject: a delivery, a feed, a table."""
        return _grouped(self.results, "subject")

    @property
    def by_asset(self) -> dict[str, tuple[GateResult, ...]]:
        """The results of each feed or table that subjects belong to."""
        return _grouped(self.results, "belongs_to")

    @property
    def sentence(self) -> str:
        """What the gate has to say, in words."""
        if self.is_green:
            aside = f", {_number(len(self.warnings), 'warning')}" if self.warnings else ""
            return (
                f"The gate {self.zone} ({self.title}) is open: {_number(len(self.results), 'check')} "
                f"of {_number(len(self.by_subject), 'subject')}{aside}."
            )
        if not self.results:
            return f"The gate {self.zone} ({self.title}) is closed: nothing was checked."
        told = "; ".join(result.told for result in self.unmet[:TOLD])
        more = len(self.unmet) - TOLD
        rest = f"; and {more} more in ops.gate_results" if more > 0 else ""
        return f"The gate {self.zone} ({self.title}) is closed. Expected, and not so: {told}{rest}."


class GateRecord(BaseModel):
    """One line of the history: a gate of a run, with what closed it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    zone: str
    checked_at: datetime
    is_green: bool
    subjects_count: int
    results_count: int
    unmet_count: int
    warnings_count: int
    sentence: str

    @classmethod
    def of(cls, outcome: GateOutcome) -> "GateRecord":
        return cls(
            run_id=outcome.run_id,
            zone=outcome.zone,
            checked_at=outcome.checked_at,
            is_green=outcome.is_green,
            subjects_count=len(outcome.by_subject),
            results_count=len(outcome.results),
            unmet_count=len(outcome.unmet),
            warnings_count=len(outcome.warnings),
            sentence=outcome.sentence,
        )


def _grouped(results: tuple[GateResult, ...], field: str) -> dict[str, tuple[GateResult, ...]]:
    groups: dict[str, list[GateResult]] = {}
    for result in results:
        groups.setdefault(getattr(result, field), []).append(result)
    return {name: tuple(group) for name, group in groups.items()}


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
