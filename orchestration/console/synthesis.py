"""`careweave synth` as it looks.

Does not belong here: making anything up (synth).
"""

from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console

from orchestration.synth import DEFAULT_BOROUGHS, choices_from, latest_month, write_extracts


def show_synthesis(
    console: Console,
    people: int,
    months: int,
    end: str | None,
    seed: int,
    out: Path,
    truth: Path | None,
    boroughs: str | None,
    settings: list[str],
) -> None:
    """Write the extracts, and say where they are."""
    last_month = _month(end)
    names = tuple(boroughs.split(",")) if boroughs is not None else DEFAULT_BOROUGHS
    choices = choices_from(settings)
    truth = (truth or out.absolute().parent / "truth").absolute()
    if truth.is_relative_to(out.absolute()):
        raise typer.BadParameter("The truth may not lie in the inbox: name another folder with --truth.")
    with console.status("Making people and their extracts") as shown:
        write_extracts(
            people,
            months,
            last_month,
            seed,
            out,
            truth,
            progress=lambda text: shown.update(str(text)),
            boroughs=names,
            choices=choices,
        )
    console.print(
        f"Extracts of {people:,} synthetic people over {months} months to {last_month} are in {out}; "
        f"the truth about them is in {truth}.",
        markup=False,
        soft_wrap=True,
    )


def _month(text: str | None) -> str:
    if text is None:
        return latest_month()
    try:
        return f"{datetime.strptime(text, '%Y-%m'):%Y-%m}"
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a month; write it as YYYY-MM.") from None
