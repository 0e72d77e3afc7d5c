"""What every asset is built with: the settings, the contracts, and whom to tell how the run goes.

Does not belong here: anything that is done with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestration.assets.progress import Progress, say_nothing
from orchestration.contracts import Contract
from orchestration.settings import Settings


@dataclass(frozen=True)
class Warehouse:
    """One warehouse that assets work on."""

    settings: Settings
    contracts: Mapping[str, Contract]
    tell: Callable[[Progress], None] = say_nothing
