"""A run while it goes: a progress display on a terminal, plain lines elsewhere.

Belongs here: one line per delivery and step. Does not belong here: the end of it (summary.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column

from orchestration.assets.progress import (
    DeliveryRead,
    GateAsked,
    ModelsBuilt,
    Noted,
    StepBegun,
    StepEnded,
    StepStopped,
)
from orchestration.assets.progress import Progress as Told

# Beside the feeds: deliveries, identity, three builds, risk, six gates, the release.
STEPS_BESIDE_FEEDS = 13


class PlainDisplay:
    """For logs and pipes: a line for each thing that happens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._titles: dict[str, str] = {}

    def __call__(self, told: Told) -> None:
        line = self._line(told)
        if line:
            self._console.print(line, markup=False, soft_wrap=True)

    def _line(self, told: Told) -> str | None:
        match told:
            case StepBegun():
                self._titles[told.step] = told.title
            case StepEnded() if not _is_quiet(told):
                rows = "" if told.rows_count is None else f", {told.rows_count:,} rows"
                return f"{self._titles[told.step]}: {told.seconds:.1f} s{rows}"
            case DeliveryRead():
                return delivery_line(told)
            case GateAsked():
                return told.outcome.sentence if told.outcome.is_green else None
            case Noted():
                return told.sentence
            case StepStopped():
                return f"{self._titles[told.step]}: stopped"
        return None


class TerminalDisplay:
    """For people: a bar, what is being done, and the deliveries as they come."""

    def __init__(self, progress: Progress, steps_count: int) -> None:
        self._progress = progress
        self._task = progress.add_task("Starting", total=steps_count, now="")
        self._deliveries = 0

    def __call__(self, told: Told) -> None:
        match told:
            case StepBegun():
                self._progress.update(self._task, description=told.title, now="")
            case StepEnded():
                self._progress.advance(self._task)
            case DeliveryRead():
                self._deliveries += 1
                self._progress.update(self._task, now=f"{self._deliveries:,} deliveries; {told.manifest.file_name}")
                if told.manifest.problem or told.manifest.rows_quarantined:
                    self._progress.console.print(delivery_line(told), markup=False, soft_wrap=True)
            case ModelsBuilt() if told.total:
                self._progress.update(self._task, now=f"{told.done} of {told.total} models and tests")
            case Noted():
                self._progress.console.print(told.sentence, markup=False, soft_wrap=True)


@contextmanager
def run_display(console: Console, feeds_count: int) -> Iterator[PlainDisplay | TerminalDisplay]:
    """The display that fits where the words go."""
    if not console.is_terminal:
        yield PlainDisplay(console)
        return
    columns = (
        BarColumn(bar_width=16),
        MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=5)),
        TimeElapsedColumn(table_column=Column(no_wrap=True, min_width=7)),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[now]}", style="dim", markup=False, table_column=Column(no_wrap=True)),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield TerminalDisplay(progress, feeds_count + STEPS_BESIDE_FEEDS)


def delivery_line(told: DeliveryRead) -> str:
    """One delivery that was read."""
    manifest = told.manifest
    if manifest.problem:
        return f"  {manifest.file_name}: {manifest.problem}"
    return (
        f"  {manifest.file_name}: {manifest.rows_received or 0:,} rows received, {manifest.rows_loaded:,} loaded, "
        f"{manifest.rows_quarantined:,} quarantined"
    )


def _is_quiet(told: StepEnded) -> bool:
    """A feed for which nothing was new needs no line of its own; a gate says a sentence instead."""
    return told.step.startswith("gate.") or (told.step.startswith("lake.") and not told.rows_count)
