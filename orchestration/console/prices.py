"""`careweave prices` as it looks: what was read, what could not be, and what was written.

Does not belong here: reading a price or writing a delivery (prices).
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from orchestration.console.spoken import say
from orchestration.contracts import load_contracts
from orchestration.prices import Fault, PricesUnreadable, import_prices, write_deliveries, write_template
from orchestration.settings import Settings

FAULTS_SHOWN = 100
"""A list in which more is wrong is wrong in one way; the rest is counted."""


def show_import(
    console: Console,
    settings: Settings,
    file: Path,
    out: Path | None,
    publisher: str,
    validity: tuple[date | None, date | None],
    *,
    is_kept: bool,
    is_leaving_out: bool,
) -> None:
    """Read a list, say what cannot be taken, and write the deliveries if nothing is wrong or the rest is asked for."""
    contracts = load_contracts()
    found = import_prices(contracts, file, *validity)
    for sheet, shape, rows in found.read:
        named = f"sheet '{sheet}'" if sheet else file.name
        console.print(f"Read {named} as {shape.title}: {_rows(rows)}.", markup=False)
    _show(console, "Passed over:", found.notes)
    _show(console, "Cannot be taken:", found.faults)
    wrong = len({fault.place.whole_row for fault in found.faults})
    if found.faults and not is_leaving_out:
        raise PricesUnreadable(
            f"Nothing was written: {_rows(wrong)} cannot be taken. Mend them and import again, or write the others "
            "with --leave-out."
        )
    lines = found.sound_lines
    if not lines:
        raise PricesUnreadable(f"Nothing was written: {file.name} gives no price that can be taken.")
    if wrong:
        say(f"Left out: {_rows(wrong)}.")
    for each in write_deliveries(contracts, lines, out or settings.inbox_dir, publisher, is_kept=is_kept):
        say(f"Written: {each.path} with {_rows(each.rows)}{f', and {_rows(each.kept)} kept' if each.kept else ''}.")
        if each.dropped:
            say(
                f"It replaces {each.before} whole: {_rows(each.dropped)} of that one are not in it and hold no "
                "longer. If they should, delete what was written and import again with --keep."
            )
    say("The next run takes it in; costs of all days are then worked out anew.")


def show_template(out: Path) -> None:
    """Write the empty workbook, and say where it is."""
    write_template(load_contracts(), out)
    say(f"The workbook stands in {out}. Its first sheet says how it is filled in.")


def _show(console: Console, title: str, told: Sequence[Fault]) -> None:
    if not told:
        return
    console.print(title)
    for each in told[:FAULTS_SHOWN]:
        console.print(f"  {each}", markup=False, soft_wrap=True)
    if len(told) > FAULTS_SHOWN:
        console.print(f"  and {len(told) - FAULTS_SHOWN:,} more")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
