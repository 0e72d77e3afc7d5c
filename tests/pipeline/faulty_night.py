"""`careweave` with a fault put in just before one step begins: somebody has changed a file, or filled the disk.

    python -m tests.pipeline.faulty_night STEP FAULT FILE SQL run --inbox ... --warehouse ...

It runs in a process of its own; the command is the real one. FAULT is `sql` (run in FILE of the build) or `full` (the
disk of the warehouse has no space left).
"""

import os
import resource
import sys

from orchestration import duck
from orchestration.assets.progress import Progress, StepBegun
from orchestration.assets.warehouse import Warehouse
from orchestration.cli import app
from orchestration.console import night
from orchestration.settings import Settings

_BLOCK = b"\0" * (1 << 16)


def change(settings: Settings, file: str, sql: str) -> None:
    connection = duck.open_database(settings.build_dir / file, settings)
    try:
        connection.execute(sql)
    finally:
        connection.close()


def fill(settings: Settings) -> None:
    """Leave no byte free; on a disk that is not ours to fill, let no file grow."""
    if not os.path.ismount(settings.warehouse.parent):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        return
    handle = os.open(settings.warehouse.parent / "filler", os.O_WRONLY | os.O_CREAT)
    for block in (_BLOCK, b"\0"):
        try:
            while os.write(handle, block):
                pass
        except OSError:
            continue
    os.close(handle)


def main(step: str, fault: str, file: str, sql: str) -> None:
    real = night.run_night

    def with_a_fault(warehouse: Warehouse, *more: object) -> object:
        def tell(progress: Progress) -> None:
            if isinstance(progress, StepBegun) and progress.step == step:
                fill(warehouse.settings) if fault == "full" else change(warehouse.settings, file, sql)
            warehouse.tell(progress)

        return real(Warehouse(warehouse.settings, warehouse.contracts, tell), *more)

    night.run_night = with_a_fault
    app(sys.argv[5:])


if __name__ == "__main__":
    main(*sys.argv[1:5])
