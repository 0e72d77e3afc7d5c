"""The build: the files that a night makes beside the published ones.

Belongs here: whose build it is, and bringing back what was published last when a part of it shall be made again. A full
night never needs that: it opens a fresh build.
"""

import os
import shutil
from pathlib import Path

from orchestration.duck import open_briefly
from orchestration.gates import ZONES, GateError
from orchestration.identity import require_same_keys
from orchestration.pseudonymise import key_ring
from orchestration.settings import Settings


def working_build(settings: Settings, run_id: str, *, remade_from: str | None = None) -> str:
    """The run that the open build belongs to; where none is open, what was published last is opened for this run.

    A step that makes a zone again says so with `remade_from`: what the gates from there on said is then forgotten, and
    nothing is built on it until they have been asked again.
    """
    reopen_build(settings, run_id)
    if not settings.build_warehouse_db.is_file():
        raise GateError("There is no build to work on: run `careweave run` first.")
    connection = open_briefly(settings.build_warehouse_db, settings)
    try:
        owner = connection.execute("select run_id from ops.reporting_date").fetchall()[0][0]
        if remade_from is not None:
            later = list(ZONES[ZONES.index(remade_from) :])
            has_results = (
                "select count(*) from duckdb_tables() where schema_name = 'ops' and table_name = 'gate_results'"
            )
            if connection.execute(has_results).fetchall()[0][0]:
                connection.execute("delete from ops.gate_results where list_contains(?, zone_code)", [later])
        return owner
    finally:
        connection.close()


def reopen_build(settings: Settings, run_id: str) -> bool:
    """Begin a build as a copy of what was published last, so that a part of it can be made again.

    True when it was copied; False when a build is open already, or nothing was ever published. The copy belongs to the
    new run, with the gates that were green when it was published. Raises OtherKeys when keys were rotated since.
    """
    if settings.build_warehouse_db.is_file() or not settings.warehouse_db.is_file():
        return False
    _require_same_keys(settings)
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    for source, target in (
        (settings.published_dir / "careweave.duckdb", settings.build_careweave_db),
        (settings.published_dir / "careweave_open.duckdb", settings.build_open_db),
    ):
        if source.is_file():
            _copy(source, target)
    # The warehouse last: it alone makes a build exist, so a kill before leaves none, and none under an old name.
    beside = settings.build_warehouse_db.with_suffix(".copy")
    _copy(settings.warehouse_db, beside)
    connection = open_briefly(beside, settings)
    try:
        for table in ("ops.reporting_date", "ops.gate_results"):
            connection.execute(f"update {table} set run_id = ?", [run_id])
    finally:
        connection.close()
    os.replace(beside, settings.build_warehouse_db)
    return True


def _require_same_keys(settings: Settings) -> None:
    connection = open_briefly(settings.warehouse_db, settings, read_only=True)
    try:
        require_same_keys(connection, key_ring(settings))
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o644)  # published files are read-only, a build is not
