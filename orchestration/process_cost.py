"""What a process takes, with all that it starts: seconds by the clock, seconds of processors, memory.

Does not belong here: what is run, or what the figures are compared with (bench.py).
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress

import psutil
from pydantic import BaseModel, ConfigDict

from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT

# Often enough that no peak of a step that matters is missed, seldom enough to cost nothing.
LOOKED_AT_EVERY_SECONDS = 0.2


class ProcessFailed(Refusal):
    """A process did not run to its end."""


class Cost(BaseModel):
    """What one process and all that it started took."""

    model_config = ConfigDict(frozen=True)

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def _resident(process: psutil.Process) -> int:
    """The memory that a process and all that it started hold at this moment."""
    total = 0
    with suppress(psutil.Error):
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                total += each.memory_info().rss
    return total


def measured(command: Iterable[str], environment: Mapping[str, str], good: Iterable[int] = (0,)) -> tuple[Cost, str]:
    """Run a command; what it took and what it printed. Raises ProcessFailed with its last words if it fails."""
    # A setting of whoever measures (keys, whom to tell of a failure) is none of what is measured.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAREWEAVE_")}
    begin = time.perf_counter()
    started = subprocess.Popen(
        [*command],
        env=inherited | dict(environment),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak, ended = [0], threading.Event()

    def watch() -> None:
        process = psutil.Process(started.pid)
        while not ended.wait(LOOKED_AT_EVERY_SECONDS):
            peak[0] = max(peak[0], _resident(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed = started.stdout.read() if started.stdout else ""
    _, status, usage = os.wait4(started.pid, 0)
    seconds = time.perf_counter() - begin
    ended.set()
    watcher.join()
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode not in good:
        last = next((line for line in reversed(printed.splitlines()) if line.strip()), "It said nothing.")
        raise ProcessFailed(f"A process ended with {started.returncode}: {last}")
    return Cost(seconds=seconds, cpu_seconds=usage.ru_utime + usage.ru_stime, peak_bytes=peak[0]), printed
