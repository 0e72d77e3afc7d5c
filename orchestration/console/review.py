"""`careweave review` as it looks: the one screen that shows identities, and says so.

Does not belong here: which pairs are in doubt, or what becomes of a decision (identity).
"""

from rich.console import Console
from rich.table import Table

from orchestration.assets.run_lock import run_lock
from orchestration.console.spoken import say
from orchestration.identity import Pair, decide_pair, decisions_made, pairs_in_doubt
from orchestration.settings import Settings

WARNING = (
    "This screen shows identities of people. It belongs inside the secure zone: do not copy it, and close it after use."
)
_DONE = {
    "ACCEPT": "is of that person, and is linked so",
    "REJECT": "is not of that person, and is never linked so",
    "WITHDRAW": "is as undecided as before: the rules and the model decide again,",
}


def show_pairs(console: Console, settings: Settings, limit: int, code: str | None) -> None:
    """Lay out the pairs that nobody has decided, field by field, the likeliest first."""
    with run_lock(settings, "a review of links"):
        pairs, total = pairs_in_doubt(settings, limit, code)
    if not pairs:
        say("No pair is in doubt.")
        return
    say(WARNING)
    for pair in pairs:
        _show_pair(console, pair)
    told = ("1 pair is in doubt" if total == 1 else f"{total:,} pairs are in doubt") + (
        f", {len(pairs):,} of them shown." if len(pairs) < total else "."
    )
    say(f'{told} Decide with: careweave review decide CODE accept --why "..." (or reject).')


def _show_pair(console: Console, pair: Pair) -> None:
    rank = "the likeliest person" if pair.candidate_rank == 1 else "the next likely person"
    console.print()
    console.print(
        f"{pair.code}  sent by {pair.sender_code}; {rank}, with a probability of {pair.link_prob:.1%}", markup=False
    )
    table = Table("Field", "As received", "As registered", "Agreement", "Bits", box=None, pad_edge=False)
    table.columns[4].justify = "right"
    for each in pair.fields:
        table.add_row(
            each.name.replace("_", " "), each.received, each.registered, each.agreement, f"{each.weight:+.1f}"
        )
    table.add_row("any two people", "", "", "before a field is looked at", f"{pair.prior:+.1f}")
    table.add_row("together", "", "", "", f"{pair.match_weight:+.1f}")
    console.print(table, markup=False)


def show_decisions(console: Console, settings: Settings) -> None:
    """Lay out what was decided, when and by whom; nothing of whom it is about."""
    with run_lock(settings, "a review of links"):
        made = decisions_made(settings)
    if not made:
        say("Nothing has been decided yet.")
        return
    table = Table("Pair", "Decided", "When (UTC)", "By", "Why", box=None, pad_edge=False)
    for each in made:
        table.add_row(
            each.code, each.verdict_code.lower(), f"{each.decided_at:%Y-%m-%d %H:%M}", each.decided_by, each.reason
        )
    console.print(table, markup=False)


def show_decision(settings: Settings, code: str, verdict: str, who: str, why: str) -> None:
    """Write a decision down, and say what it means."""
    with run_lock(settings, "a review of links"):
        decide_pair(settings, code, verdict.upper(), who, why)
    say(f"Pair {code}: the identity {_DONE[verdict.upper()]} from the next run on. Written down as said by {who}.")
