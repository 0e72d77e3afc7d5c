"""The end of a run in words: deliveries, rows, people, links, gates, times, and where to look.

Belongs here: gathering what was told and laying it out. Counts only.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from orchestration.assets.progress import (
    DeliveryRead,
    GateAsked,
    Linked,
    Noted,
    Progress,
    Published,
    StepEnded,
    VerdictsGiven,
)
from orchestration.gates import TOLD
from orchestration.settings import Settings

# A first night may refuse a whole inbox; the rest stands in `careweave status`.
REFUSALS_TOLD = 20
_STATUSES = ("ACCEPTED", "SUPERSEDED", "DUPLICATE", "REJECTED")
# An identity as a sender writes somebody down; a person has six to ten of them.
_EVENTS = {
    "FIRST_SIGHT": "new",
    "RETURNED": "seen again",
    "GONE": "no longer in force",
    "MERGED": "merged into another person",
    "SPLIT": "parted from a person",
    "RENUMBERED": "of a person with a new id",
    "CORRECTED": "linked by another pass",
}
_TAKEN = ("ACCEPTED", "SUPERSEDED")  # their rows count as loaded or quarantined; the rows of the others as neither


@dataclass
class RunSummary:
    """Everything that a run told, kept for its end."""

    read: list = field(default_factory=list)
    verdicts: tuple = ()
    links: object = None
    gates: dict = field(default_factory=dict)
    steps: list[StepEnded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    release: object = None

    def __call__(self, progress: Progress) -> None:
        match progress:
            case DeliveryRead():
                self.read.append(progress.manifest)
            case VerdictsGiven():
                self.verdicts = progress.verdicts
            case Linked():
                self.links = progress.summary
            case GateAsked():
                self.gates[progress.outcome.zone] = progress.outcome
            case StepEnded():
                self.steps.append(progress)
            case Noted():
                self.notes.append(progress.sentence)
            case Published():
                self.release = progress.release

    def show(self, console: Console, settings: Settings) -> None:
        """Lay out what there is; a run that stopped early has told less."""
        console.print()
        self._deliveries(console)
        self._linkage(console)
        for outcome in (gate for gate in self.gates.values() if gate.is_green):
            console.print(outcome.sentence, markup=False, soft_wrap=True)
            for warning in outcome.warnings[:TOLD]:
                console.print(f"  warning: {warning.told}.", markup=False, soft_wrap=True)
            if len(outcome.warnings) > TOLD:
                console.print(f"  warning: {len(outcome.warnings) - TOLD:,} more in ops.gate_results.")
        if self.steps:
            _times(console, self.steps)
        if self.release is not None:
            rows = sum(table.rows_count for table in self.release.tables)
            console.print(
                f"Published as of {self.release.as_of_date}: {len(self.release.tables)} tables, {rows:,} rows, in "
                f"{settings.published_dir}",
                markup=False,
                soft_wrap=True,
            )
            if self.release.report:
                page = settings.published_dir / self.release.report
                console.print(f"To look at: {page}", markup=False, soft_wrap=True)

    def _deliveries(self, console: Console) -> None:
        if self.verdicts:
            statuses = Counter(verdict.status_code for verdict in self.verdicts)
            told = ", ".join(f"{statuses[code]:,} {code.lower()}" for code in _STATUSES if statuses[code])
            console.print(f"Deliveries known: {len(self.verdicts):,} ({told}); {len(self.read):,} read in this run.")
        console.print(self._rows_read())
        in_force = [verdict for verdict in self.verdicts if verdict.is_in_force]
        if in_force:
            rows = sum(verdict.rows_loaded_count or 0 for verdict in in_force)
            console.print(f"In force: {rows:,} rows of {len(in_force):,} deliveries.")
        new = {manifest.delivery_id for manifest in self.read}
        refused = [verdict for verdict in self.verdicts if verdict.status_code == "REJECTED"]
        fresh = [verdict for verdict in refused if verdict.delivery_id in new]
        for verdict in fresh[:REFUSALS_TOLD]:
            console.print(f"  refused: {verdict.file_name}: {verdict.reason}", markup=False, soft_wrap=True)
        if len(refused) > min(len(fresh), REFUSALS_TOLD):
            more = len(refused) - min(len(fresh), REFUSALS_TOLD)
            console.print(f"  refused: {more:,} more, of this run or before; see careweave status.")
        for manifest in self.read:
            if manifest.file_sha256 is None and manifest.problem:
                console.print(f"  not opened: {manifest.file_name}: {manifest.problem}", markup=False, soft_wrap=True)
        for note in self.notes:
            console.print(f"  note: {note}", markup=False, soft_wrap=True)

    def _rows_read(self) -> str:
        """Received is the sum of the rest. A file counts as it was decided, or as it was read where nothing was yet."""
        received = sum(manifest.rows_received or 0 for manifest in self.read)
        counted = [manifest for manifest in self.read if manifest.rows_received is not None]
        if self.verdicts:
            taken = {verdict.delivery_id for verdict in self.verdicts if verdict.status_code in _TAKEN}
            counted = [manifest for manifest in counted if manifest.delivery_id in taken]
        loaded = sum(manifest.rows_loaded for manifest in counted)
        quarantined = sum(manifest.rows_quarantined for manifest in counted)
        told = f"Rows read in this run: {received:,} received, {loaded:,} loaded, {quarantined:,} quarantined"
        others = received - loaded - quarantined
        return f"{told}, {others:,} in files refused, sent twice or not yet known." if others else f"{told}."

    def _linkage(self, console: Console) -> None:
        if self.links is None:
            return
        told = ", ".join(f"{count:,} {method}" for method, count in sorted(self.links.links.items()))
        console.print(f"People: {self.links.people:,}. Rows by link method: {told or 'none'}.")
        if changes := _changes(self.links.changes.events):
            console.print(changes)
        if self.links.in_review:
            who = "1 identity" if self.links.in_review == 1 else f"{self.links.in_review:,} identities"
            console.print(f"In doubt: {who}; inside the secure zone, see: careweave review list")
        if self.links.unreached_opt_outs:
            console.print(
                f"  note: {self.links.unreached_opt_outs:,} opt-outs reach nobody; see mart_quality__linkage."
            )
        if self.links.supersession_cycles:
            cycles = self.links.supersession_cycles
            console.print(f"  note: {cycles:,} chains of superseded NHS numbers run in a circle and were not followed.")


def _changes(events: Mapping[str, int]) -> str:
    """What became of identities since the last published night; nothing of a first night, in which all are new."""
    if not events.keys() - {"FIRST_SIGHT"}:
        return ""
    told = ", ".join(f"{events[code]:,} {words}" for code, words in _EVENTS.items() if events.get(code))
    return f"Identities since the night before: {told}."


def _times(console: Console, steps: list[StepEnded]) -> None:
    """How long each step took; the feeds, which are many, as one line."""
    feeds = [step for step in steps if step.step.startswith("lake.") and step.step != "lake.deliveries"]
    others = [step for step in steps if step not in feeds]
    table = Table("Step", "Seconds", "Rows", box=None, pad_edge=False)
    table.columns[1].justify = table.columns[2].justify = "right"
    if feeds:
        seconds, rows = sum(step.seconds for step in feeds), sum(step.rows_count or 0 for step in feeds)
        table.add_row(f"lake ({len(feeds)} feeds)", f"{seconds:.1f}", f"{rows:,}")
    for step in others:
        table.add_row(step.step, f"{step.seconds:.1f}", "" if step.rows_count is None else f"{step.rows_count:,}")
    table.add_row("all steps", f"{sum(step.seconds for step in steps):.1f}", "")
    console.print(table)
