"""`careweave run` as it looks: the way there, the summary, the reason if it stopped.

Does not belong here: running anything (assets/night.py).
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from orchestration.assets.night import run_night
from orchestration.assets.progress import Progress
from orchestration.assets.warehouse import Warehouse
from orchestration.console.display import run_display
from orchestration.console.spoken import say
from orchestration.console.summary import RunSummary
from orchestration.contracts import load_contracts
from orchestration.definitions import assemble
from orchestration.refusal import STOPPED_FROM_OUTSIDE
from orchestration.settings import Settings


def show_night(console: Console, settings: Settings) -> int:
    """Run the night, show it, and return the command's exit code."""
    contracts, summary = load_contracts(), RunSummary()
    try:
        with run_display(console, len(contracts)) as display:

            def tell(progress: Progress) -> None:
                summary(progress)
                display(progress)

            # In a thread of its own, so that Ctrl-C reaches us at once and not between two of Dagster's steps.
            night = ThreadPoolExecutor(1).submit(run_night, Warehouse(settings, contracts, tell), assemble)
            outcome = night.result()
    except KeyboardInterrupt:
        sys.stderr = sys.__stderr__  # the run keeps what libraries print there to itself
        say("Interrupted; what was published before still stands.", is_error=True)
        sys.stdout.flush()
        os._exit(STOPPED_FROM_OUTSIDE)  # as if killed, which a run may be at any moment: nothing waits for the thread
    summary.show(console, settings)
    if outcome.sentence:
        say(outcome.sentence, is_error=True)
    return outcome.exit_code
