"""Proving the build before it is published: green gates, one run, closed files that open again with the same rows.

Belongs here: every reason not to publish that can be known beforehand. Does not belong here: moving anything.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.duck import open_briefly, open_database
from orchestration.publish.content import hashed_tables
from orchestration.publish.refused import PublishRefused, told_in_words
from orchestration.publish.release import GateSummary, PublishedDelivery, PublishedTable
from orchestration.settings import Settings

# Closed, it keeps the risk scores of the last publication in their place, and no more.
STOPS_NOTHING = {"RISK"}


@dataclass(frozen=True)
class Facts:
    """What the build's warehouse says about the run."""

    as_of_date: date
    as_known_at: datetime | None
    gates: tuple[GateSummary, ...]
    deliveries: tuple[PublishedDelivery, ...]
    has_sharing_agreements: bool


def require_build(settings: Settings) -> None:
    """Refuse when a file of the build is missing."""
    for path in (settings.build_warehouse_db, settings.build_careweave_db, settings.build_open_db):
        if not path.is_file():
            raise PublishRefused(f"There is nothing to publish: build/{path.name} is missing; run the pipeline again.")


def run_facts(settings: Settings, run_id: str) -> Facts:
    """What the run was made of. Raises PublishRefused unless the build is this run's and all its gates are green."""
    with told_in_words("build/warehouse.duckdb"):
        connection = open_briefly(settings.build_warehouse_db, settings)
        try:
            connection.execute("checkpoint")
            try:
                return _facts(connection, settings, run_id)
            except duckdb.CatalogException:
                raise PublishRefused(
                    "The build lacks a table that the run itself writes (gates, deliveries, reporting date): run again."
                ) from None
        finally:
            connection.close()


def verified_tables(path: Path, schema: str, settings: Settings) -> list[PublishedTable]:
    """Close a file of the build for good and open it again, read only: its tables, with their hashes.

    Raises PublishRefused if it holds anything but tables of its one schema, or opens with other rows than it had.
    """
    with told_in_words(f"build/{path.name}"):
        connection = open_briefly(path, settings)
        try:
            before = _row_counts(connection, path.stem)
            connection.execute("checkpoint")
        finally:
            connection.close()
        if path.with_name(path.name + ".wal").exists():
            raise PublishRefused(f"build/{path.name} was not closed: another process is writing it.")
        connection = open_database(path, settings, read_only=True)
        try:
            _require_tables_only(connection, path, schema)
            tables = hashed_tables(connection, path.stem)
        finally:
            connection.close()
    if before != {table.table: table.rows_count for table in tables}:
        raise PublishRefused(f"build/{path.name} opened again with other rows than it was closed with; run again.")
    return tables


def _facts(connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> Facts:
    dates = connection.execute("select run_id, as_of_date, as_known_at from ops.reporting_date").fetchall()
    if len(dates) != 1 or dates[0][0] != run_id:
        raise PublishRefused(f"The build is not the run {run_id}'s: run the pipeline again from the start.")
    deliveries = connection.execute(
        f"select {', '.join(PublishedDelivery.model_fields)} from lake.deliveries "
        "where is_in_force order by delivery_id"
    ).fetchall()
    (has_sharing_agreements,) = connection.execute(
        "select count(*) > 0 from lake.permitted_uses where agreement_id is not null or not is_covered"
    ).fetchall()[0]
    return Facts(
        as_of_date=dates[0][1],
        as_known_at=dates[0][2],
        gates=_green_gates(connection, settings, run_id),
        deliveries=tuple(
            PublishedDelivery(**dict(zip(PublishedDelivery.model_fields, row, strict=True))) for row in deliveries
        ),
        has_sharing_agreements=has_sharing_agreements,
    )


def _green_gates(connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> tuple[GateSummary, ...]:
    found = {
        zone: (results, unmet, warnings)
        for zone, results, unmet, warnings in connection.execute(
            "select zone_code, count(*), "
            "count(*) filter (where is_blocking and is_met is not true), "
            "count(*) filter (where not is_blocking and is_met is not true) "
            "from ops.gate_results where run_id = ? group by zone_code",
            [run_id],
        ).fetchall()
    }
    # Every gate that is written down has to have been asked: the files are the list of gates.
    written = {path.stem.upper() for path in (settings.project_root / "expectations" / "gates").glob("*.yml")}
    if silent := sorted(written - set(found)) or (["any zone"] if not written else []):
        raise PublishRefused(
            f"Nothing is published: the gate of {', '.join(silent)} was not asked in the run {run_id}."
        )
    if closed := sorted(zone for zone, (_, unmet, _) in found.items() if unmet and zone not in STOPS_NOTHING):
        raise PublishRefused(
            f"Nothing is published: the gate of {', '.join(closed)} is closed; ops.gate_results says why."
        )
    return tuple(
        GateSummary(zone=zone, results_count=results, warnings_count=warnings, is_open=not unmet)
        for zone, (results, unmet, warnings) in sorted(found.items())
    )


def _row_counts(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, int]:
    names = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and not internal", [database]
    ).fetchall()
    return {
        f"{schema}.{table}": connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
        for schema, table in names
    }


def _require_tables_only(connection: duckdb.DuckDBPyConnection, path: Path, schema: str) -> None:
    views = connection.execute(
        "select count(*) from duckdb_views() where database_name = ? and not internal", [path.stem]
    ).fetchall()[0][0]
    schemas = {
        row[0]
        for row in connection.execute(
            "select distinct schema_name from duckdb_tables() where database_name = ? and not internal", [path.stem]
        ).fetchall()
    }
    if views or schemas != {schema}:
        raise PublishRefused(
            f"build/{path.name} has to hold tables of the schema {schema}, all of them and nothing else."
        )
