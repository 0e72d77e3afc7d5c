"""Loading libraries that stay until the process ends, without Python's collector looking through them.

Half a million objects come with Dagster, dbt and Great Expectations, and none of them is ever garbage. Left to itself
the collector goes through all of them several times while they are loaded, and again when the process ends.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def to_stay() -> Iterator[None]:
    """Load in here what is needed to the end of the process: the collector waits, and never looks at it afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def end_at_once() -> None:
    """Have the process end without a last search for garbage, which its end clears away anyway."""
    atexit.register(gc.freeze)
