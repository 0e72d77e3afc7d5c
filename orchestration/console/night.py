"""`careweave run` as it looks: the way there, the summary, the reason if it stopped.

Does not belong here: running anything (assets/night.py).
"""

from rich.console import Console

from orchestration.assets.night import run_night
from orchestration.assets.progress import Progress
from orchestration.assets.warehouse import Warehouse
from orchestration.console.display import run_display
from orchestration.console.spoken import say
from orchestration.console.summary import RunSummary
from orchestration.contracts import load_contracts
from orchestration.definitions import assemble
from orchestration.settings import Settings


def show_night(console: Console, settings: Settings) -> int:
    """Run the night, show it, and return the command's exit code."""
    contracts, summary = load_contracts(), RunSummary()
    with run_display(console, len(contracts)) as display:

        def tell(progress: Progress) -> None:
            summary(progress)
            display(progress)

        outcome = run_night(Warehouse(settings, contracts, tell), assemble)
    summary.show(console, settings)
    if outcome.sentence:
        say(outcome.sentence, is_error=True)
    return outcome.exit_code
