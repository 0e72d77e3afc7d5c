"""The Dagster instance of a warehouse: its folder, its configuration, nothing sent anywhere.

Does not belong here: any definition.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import dagster as dg
from dagster._core.storage.event_log import EventLogStorage
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from orchestration.settings import Settings

# Steps print nothing that Dagster should keep: what they tell is in events, and compute logs would hold what is not
# ours to check. Runs start at once: a queue would wait for ever behind one that was killed, and the lock guards anyway.
DAGSTER_YAML = """\
# Written by Careweave when the folder is made; yours to change afterwards.
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster.core.run_coordinator
  class: DefaultRunCoordinator
compute_logs:
  module: dagster.core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
freshness:
  enabled: true
"""

_STORAGES = (sqlite_event_log, sqlite_run_storage)


def prepare_dagster_home(settings: Settings) -> None:
    """Make the instance's folder, with telemetry off before anything starts."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = settings.dagster_home / "dagster.yaml"
    if not configuration.exists():
        beside = configuration.with_suffix(".new")
        beside.write_text(DAGSTER_YAML, encoding="utf-8")
        os.replace(beside, configuration)


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance that the UI shows as well."""
    prepare_dagster_home(settings)
    with _events_written_lightly(), dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        _know_the_tables(instance.event_log_storage)
        yield instance


def _know_the_tables(storage: EventLogStorage) -> None:
    """Have the tables and columns of the event log looked up once, and not several times with each event: opening the
    instance has just brought them up to date.
    """
    for name in ("has_table", "has_secondary_index", "has_asset_key_col"):
        setattr(storage, name, cache(getattr(storage, name)))
    has_index = storage.has_asset_key_index_cols()
    storage._has_asset_key_index_cols_on_connection = lambda _: has_index


@contextmanager
def _events_written_lightly() -> Iterator[None]:
    """Spare the disk: a night writes thousands of events, and Dagster opens and closes SQLite anew for each.

    Here each file has one engine, whose connections stay open: its write-ahead log is not emptied after each event,
    and no statement is compiled twice. The system chooses when a transaction reaches the disk. A killed process loses
    nothing by that; a power cut may lose the last events, and never the files.
    """
    engines: dict[str, Engine] = {}

    def one_engine(url: str, **options: object) -> Engine:
        if url not in engines:
            engines[url] = create_engine(url, **options | {"poolclass": QueuePool})
            event.listen(engines[url], "connect", _synced_by_the_system)
            # Dagster disposes of its engine after each event.
            engines[url].dispose = lambda close=True: None
        return engines[url]

    for storage in _STORAGES:
        storage.create_engine = one_engine
    try:
        yield
    finally:
        for storage in _STORAGES:
            storage.create_engine = create_engine
        for engine in engines.values():
            Engine.dispose(engine)


def _synced_by_the_system(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("pragma synchronous = normal")


if __name__ == "__main__":
    from orchestration.settings import load_settings

    prepare_dagster_home(load_settings())
