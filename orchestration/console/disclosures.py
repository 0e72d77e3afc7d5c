"""`careweave reidentify` as it looks, and what `careweave status` says of the audit log. Counts and places, no person.

Does not belong here: naming anybody, or the log itself (identity).
"""

from pathlib import Path

import typer
from rich.console import Console

from orchestration.assets.run_lock import run_lock
from orchestration.console.spoken import say
from orchestration.identity import Asked, disclosures, reidentify
from orchestration.refusal import Refusal
from orchestration.settings import Settings

HASH_SHOWN = 16
"""Hex digits: enough to know a line of the log again by."""

LOUD = "bold red"
_CUT_SHORT = (
    "DISCLOSURES: a list is being written down at this moment, or a command was killed while it was; the next "
    "careweave reidentify completes the log."
)


def show_disclosure(settings: Settings, asked: Asked, out: Path, passphrase_file: Path | None) -> None:
    """Hand the list over under the lock of a run, and say what was handed over."""
    with run_lock(settings, "naming people for direct care"):
        done = reidentify(settings, asked, out, passphrase_file)
    say(
        f"{done.people:,} people of {asked.practice_code} on the list {asked.wanted.name} as of {done.as_of_date} are "
        f"named in {done.out}, readable by you alone."
    )
    if done.unnumbered:
        say(f"Left out: {done.unnumbered:,} who are known by no NHS number.")
    if done.objecting_since:
        say(f"Left out: {done.objecting_since:,} whose objection began after {done.as_of_date}.")
    say(
        f"Disclosure {done.disclosure_id}; the audit log has {done.head.count:,} lines and ends in "
        f"{done.head.line_hash[:HASH_SHOWN]}."
    )


def show_audit(console: Console, settings: Settings) -> None:
    """One line: how many were named, and that the log of it is whole; or where it is not, which ends the command with
    the refusal's exit code."""
    try:
        told = disclosures(settings)
    except Refusal as refusal:
        console.print(f"DISCLOSURES: {refusal}", style=LOUD, markup=False, soft_wrap=True)
        raise typer.Exit(refusal.exit_code) from None
    if not told.head.count and not told.is_cut_short:
        console.print("Nobody has been named for direct care.")
        return
    line = (
        f"Named for direct care: {told.head.count:,} times somebody (lists: {len(told.disclosures):,}, practices: "
        f"{len(told.practices):,}, users: {len(told.users):,})"
    )
    if told.last:
        line += (
            f"; last at {told.last['at'][:16].replace('T', ' ')} UTC, {told.last['list']} of "
            f"{told.last['practice_code']}, asked for by {told.last['user']} ({told.last['role_code']})"
        )
    console.print(
        f"{line}. The audit log is whole and ends in {told.head.line_hash[:HASH_SHOWN]}.", markup=False, soft_wrap=True
    )
    if told.is_cut_short:
        console.print(_CUT_SHORT, style=LOUD, markup=False, soft_wrap=True)
