"""`careweave status`: what has arrived, what has not, how the last runs went, what is published.

Belongs here: putting together what the steps know. What is expected, and how late, is what the last build said of it
(mart_quality__expected): decided there, shown here.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from orchestration.assets.ledger import StepTime, read_steps
from orchestration.assets.roll_forward import unfinished_rotation
from orchestration.assets.run_lock import is_held
from orchestration.console.disclosures import show_audit
from orchestration.console.query import NothingPublished, PublishedFile, QueryRefused
from orchestration.contracts import load_contracts
from orchestration.gates import latest_gates
from orchestration.ingest import Verdict, verdicts
from orchestration.publish import release
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

MONTHS_SHOWN = 24
RUNS_SHOWN = 5
REFUSED_SHOWN = 20
IN_FORCE, LATE, MISSING, REFUSED, NOTHING = "■", "L", "M", "R", "·"
_LEGEND = (
    f"{IN_FORCE} in force  {LATE} in force, came late  {MISSING} missing  {REFUSED} refused  {NOTHING} nothing due"
)


@dataclass
class Sender:
    """What is known of one feed of one provider, by period."""

    in_force: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def mark(self, period: str) -> str:
        """One month in one character; what asks for attention first."""
        if period in self.missing:
            return REFUSED if period in self.refused else MISSING
        if period in self.in_force:
            return LATE if period in self.late else IN_FORCE
        return REFUSED if period in self.refused else NOTHING


class NoSuchFeed(Refusal):
    """The feed asked for has no contract."""

    exit_code = USAGE_OR_SETTINGS


def show_status(console: Console, settings: Settings, feed: str | None) -> None:
    """Lay out the whole, or one feed delivery by delivery."""
    contracts = load_contracts()
    if feed is not None and feed not in contracts:
        raise NoSuchFeed(f"There is no feed '{feed}'. The feeds are {', '.join(contracts)}.")
    known = [verdict for verdict in verdicts(settings, contracts) if feed in (None, verdict.feed)]
    senders = _senders(known, _expected(settings))
    if feed is not None:
        senders = {key: sender for key, sender in senders.items() if key[0] == feed}
    _show_senders(console, senders)
    if feed is not None:
        _show_deliveries(console, known)
    _show_refused(console, [verdict for verdict in known if verdict.status_code == "REJECTED"])
    if feed is None:
        _show_runs(console, settings)
        _show_published(console, settings)
        show_audit(console, settings)


def _senders(known: list[Verdict], expected: list[tuple]) -> dict[tuple[str, str], Sender]:
    senders: dict[tuple[str, str], Sender] = defaultdict(Sender)
    for verdict in known:
        if verdict.feed is None:
            continue
        sender = senders[verdict.feed, verdict.provider_code or ""]
        if verdict.is_in_force:
            sender.in_force.add(verdict.period or "")
        elif verdict.status_code == "REJECTED":
            sender.refused.add(verdict.period or "")
    for feed, provider, period, is_arrived, days_late in expected:
        sender = senders[feed, provider]
        if not is_arrived:
            sender.missing.add(period)
        elif days_late:
            sender.late.add(period)
    return dict(sorted(senders.items()))


def _expected(settings: Settings) -> list[tuple]:
    """What the last build said was expected; nothing before there was one."""
    try:
        published = PublishedFile(settings, is_open=False)
    except NothingPublished:
        return []
    try:
        _, rows = published.ask(
            "select feed, provider_code, period, is_arrived, days_late from mart_quality__expected where is_expected"
        )
        return rows
    except QueryRefused:
        return []
    finally:
        published.close()


def _show_senders(console: Console, senders: dict[tuple[str, str], Sender]) -> None:
    if not senders:
        console.print("No delivery has arrived yet.")
        return
    periods = sorted({period for sender in senders.values() for period in sender.in_force | sender.missing if period})
    shown = periods[-MONTHS_SHOWN:]
    span = f"{shown[0]} to {shown[-1]}" if shown else "Months"
    table = Table("Feed", "Provider", "In force", "Late", "Missing", "Refused", span, box=None, pad_edge=False)
    for number in (2, 3, 4, 5):
        table.columns[number].justify = "right"
    for (feed, provider), sender in senders.items():
        counts = (sender.in_force, sender.late, sender.missing, sender.refused)
        marks = "".join(sender.mark(period) for period in shown)
        table.add_row(feed, provider, *(str(len(months)) if months else "" for months in counts), marks)
    console.print(table)
    console.print(_LEGEND, markup=False)
    missing = [(key, sorted(sender.missing)) for key, sender in senders.items() if sender.missing]
    for (feed, provider), months in missing:
        console.print(f"missing: {feed} of {provider}: {', '.join(months)}", markup=False, soft_wrap=True)


def _show_deliveries(console: Console, known: list[Verdict]) -> None:
    table = Table("Delivery", "Verdict", "Received", "Loaded", "Quarantined", "Reason", box=None, pad_edge=False)
    for verdict in known:
        counts = (verdict.rows_received_count, verdict.rows_loaded_count, verdict.rows_quarantined_count)
        told = ["" if count is None else f"{count:,}" for count in counts]
        table.add_row(verdict.file_name, verdict.status_code, *told, verdict.reason)
    console.print(table)


def _show_refused(console: Console, refused: list[Verdict]) -> None:
    for verdict in refused[:REFUSED_SHOWN]:
        console.print(f"refused: {verdict.file_name}: {verdict.reason}", markup=False, soft_wrap=True)
    if len(refused) > REFUSED_SHOWN:
        console.print(f"refused: {len(refused) - REFUSED_SHOWN:,} more; careweave status --feed NAME lists a feed's.")


def _show_runs(console: Console, settings: Settings) -> None:
    runs: dict[str, list[StepTime]] = defaultdict(list)
    for line in read_steps(settings):
        runs[line.run_id].append(line)
    console.print()
    if is_held(settings):
        console.print("A run holds the warehouse at this moment.")
    elif rotation := unfinished_rotation(settings):
        console.print(rotation, markup=False, soft_wrap=True)
    if not runs:
        console.print("No run yet: careweave run")
        return
    table = Table("Last runs (UTC)", "Seconds", "Ended", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for steps in sorted(runs.values(), key=lambda steps: steps[0].started_at, reverse=True)[:RUNS_SHOWN]:
        seconds = sum(step.seconds for step in steps)
        table.add_row(f"{steps[0].started_at:%Y-%m-%d %H:%M}", f"{seconds:.0f}", _ended(steps))
    console.print(table)
    for gate in latest_gates(settings):
        if not gate.is_green:
            console.print(gate.sentence, markup=False, soft_wrap=True)


def _ended(steps: list[StepTime]) -> str:
    last = steps[-1]
    if last.stopped:
        return f"stopped in {last.step}: {last.stopped}"
    return "published" if last.step == "published.release" else f"after {last.step}"


def _show_published(console: Console, settings: Settings) -> None:
    current = release(settings)
    console.print()
    if current is None:
        console.print("Nothing is published yet.")
        return
    statuses = Counter(delivery.status_code for delivery in current.deliveries)
    rows = sum(table.rows_count for table in current.tables)
    console.print(
        f"Published {current.published_at:%Y-%m-%d %H:%M} UTC, as of {current.as_of_date}: "
        f"{len(current.tables)} tables, {rows:,} rows, from {statuses['ACCEPTED']:,} deliveries in force. "
        f"Content {current.content_sha[:12]}.",
        markup=False,
        soft_wrap=True,
    )
    console.print(f"In {settings.published_dir}", markup=False, soft_wrap=True)
    if current.report:
        console.print(f"To look at: {settings.published_dir / current.report}", markup=False, soft_wrap=True)
