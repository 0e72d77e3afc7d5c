"""Nights under way beside the tests: a night takes most of a minute, so two run at a time, and each only once.

Belongs here: beginning them and waiting for them. Does not belong here: what a night is about (conftest.py names the
plans; a plan that only one file needs stands there).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.pipeline.place import Place

AT_A_TIME = 2


@dataclass(frozen=True)
class Plan:
    """What one fixture gives: made by `make`, out of the results of other plans."""

    make: Callable[..., object]
    needs: tuple[str, ...] = ()


@dataclass
class Nights:
    """The nights of a test session."""

    folder: Path
    plans: dict[str, Plan]
    under_way: dict[str, Future] = field(default_factory=dict)
    lanes: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_A_TIME))

    def begin(self, names: Iterable[str]) -> None:
        """Begin what is not under way yet, in the order of the plans; what a plan needs begins before it."""
        wanted: set[str] = set()
        missing = [name for name in names if name in self.plans]
        while missing:
            name = missing.pop()
            wanted.add(name)
            missing += [needed for needed in self.plans[name].needs if needed not in wanted]
        # Plans name what they need before themselves: whoever waits in a lane waits for one that has begun.
        for name in self.plans:
            if name in wanted and name not in self.under_way:
                self.under_way[name] = self.lanes.submit(self._make, name)

    def of(self, name: str) -> object:
        """The result of a plan; waits for it, and raises what it raised."""
        self.begin([name])
        return self.under_way[name].result()

    def place(self, name: str) -> Place:
        return Place(self.folder / name)

    def close(self) -> None:
        """Begin nothing more, and wait for what is running."""
        self.lanes.shutdown(cancel_futures=True)

    def _make(self, name: str) -> object:
        plan = self.plans[name]
        return plan.make(self, *(self.of(needed) for needed in plan.needs))
