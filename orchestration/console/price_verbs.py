"""The verbs of `careweave prices`: their options and examples. No logic.

What a verb needs is loaded when it is asked for, so that --help answers at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.console.spoken import shown_on, spoken
from orchestration.console.typed import Warehouse, day
from orchestration.settings import load_settings

app = typer.Typer(help="Price lists and unit costs, from a workbook into the inbox.", no_args_is_help=True)


@app.command("import")
@spoken
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or CSV with the headings of the template.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder that the deliveries go into.", show_default="the inbox")
    ] = None,
    publisher: Annotated[str, typer.Option(help="Whose list it is; its own earlier one is replaced.")] = "FINANCE",
    valid_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of prices that give none themselves.")
    ] = None,
    valid_to: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day of prices that give none themselves.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Take over what this publisher's last list says and this one does not.")
    ] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Leave out the rows that cannot be taken, and write the others.")
    ] = False,
    warehouse: Warehouse = None,
) -> None:
    """Turn a price list into a delivery of ref_prices, and of ref_market_forces, which the next run takes in.

    Every cell that cannot be taken is named, and then nothing is written unless you say so with --leave-out.

    Example: careweave prices import tariff_2025_26.xlsx --publisher NHSE --valid-from 2025-04-01 --keep
    """
    settings = load_settings(warehouse=warehouse)
    from orchestration.console.prices import show_import

    days = day(valid_from), day(valid_to)
    show_import(shown_on(), settings, file, out, publisher, days, is_kept=keep, is_leaving_out=leave_out)


@app.command("template")
@spoken
def template(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The workbook, .xlsx; never replaced.")],
) -> None:
    """Write the empty workbook that a finance team fills in: a sheet per kind of price list, with notes.

    Example: careweave prices template --out prices.xlsx
    """
    from orchestration.console.prices import show_template

    show_template(out)
