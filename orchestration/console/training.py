"""`careweave link train` as it looks: where the model stands, and what agreement is worth by it.

Does not belong here: training (identity).
"""

import math
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.assets.run_lock import run_lock
from orchestration.console.spoken import say
from orchestration.identity import train_model
from orchestration.settings import Settings


def show_training(console: Console, settings: Settings, out: Path | None) -> None:
    """Train under the lock of a run, and lay the model out."""
    with run_lock(settings, "training the model of linkage"):
        trained = train_model(settings, out)
    table = Table("Field", "Agreement", "Of one person", "Of strangers", "Bits", box=None, pad_edge=False)
    for field, levels in trained.model.shares.items():
        for level, (m, u) in levels.items():
            table.add_row(field, level, f"{m:.4f}", f"{u:.6f}", f"{math.log2(m / u):+.1f}")
    console.print(table)
    report = trained.model.report
    say(
        f"Model {trained.model.version}, learnt from {report['identities']:,} identities, of which "
        f"{report['known_by_nhs_number']:,} are known by their NHS number, stands in {trained.path}."
    )
