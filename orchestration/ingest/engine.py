"""The private engine that reads the files of a run, and what becomes of a file over which it breaks.

A file can be spoilt so that the parser itself fails and takes its engine along. Each file that was being read then gets
an engine of its own; one that breaks that too is refused in words, and everything else is read as if it had not been
there. Does not belong here: reading (delivery.py).
"""

import threading
from functools import lru_cache

import duckdb

from orchestration import duck
from orchestration.ingest.batch import Batch
from orchestration.ingest.delivery import EngineLost, Reader, ingest_batch, prepare, refuse_unfollowed
from orchestration.ingest.manifest import Manifest
from orchestration.pseudonymise import KeyRing
from orchestration.settings import Settings


class Engine:
    """One database in memory for all feeds: opening one for each would cost more than reading a small file."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._threads_each = settings.threads
        self.database = duck.memory(settings)

    def use(self, threads_each: int) -> None:
        """How many threads each statement may take from here on."""
        with self._lock:
            self._threads_each = threads_each
            self.database.execute(f"set threads = {threads_each}")

    def renew(self, lost: duckdb.DuckDBPyConnection) -> None:
        """Put another database in the place of one that was lost, once, whoever of its readers says so first."""
        with self._lock:
            if self.database is lost:
                self.database = duck.memory(self._settings, threads=self._threads_each)


class Hand:
    """What one thread reads with: a connection, which remembers the tokens that it has made."""

    def __init__(self, engine: Engine, reader: Reader) -> None:
        self._engine, self._reader = engine, reader
        self._take()

    def _take(self) -> None:
        self._database = self._engine.database
        self._connection = self._database.cursor()
        prepare(self._connection, self._reader)

    def ingest(self, batch: Batch) -> list[Manifest]:
        """Read the files of a batch, whatever is in them; their manifests, in the files' order."""
        try:
            return ingest_batch(self._connection, self._reader, batch)
        except EngineLost:
            self._engine.renew(self._database)
            self._take()
        return [manifest for file in batch.one_by_one() for manifest in _ingest_apart(self._reader, file)]


def _ingest_apart(reader: Reader, file: Batch) -> list[Manifest]:
    """Read one file with an engine of its own."""
    connection = duck.memory(reader.settings)
    try:
        prepare(connection, reader)
        return ingest_batch(connection, reader, file)
    except EngineLost:
        return refuse_unfollowed(reader, file)
    finally:
        connection.close()


@lru_cache(maxsize=1)
def engine_of_run(settings: Settings, ring: KeyRing) -> Engine:
    """The engine of this process's run; another warehouse or another key has another."""
    return Engine(settings)
