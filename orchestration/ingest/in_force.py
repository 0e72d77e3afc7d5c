"""The rows in force: a fresh build of the warehouse whose views show the lake as the verdicts decide.

Views `lake.<feed>` over the files in force whose rows may be used for something, typed and empty where there is none;
the verdicts, quarantine, warnings and completeness as tables. Does not belong here: who is who (identity), or any mart.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from orchestration import duck
from orchestration.contracts import Contract, agreements_of
from orchestration.ingest.permitted import permitted_uses, used_senders, write_permitted_uses
from orchestration.ingest.reading import is_disk_full
from orchestration.ingest.values import civil_date_sql
from orchestration.ingest.verdicts import ACCEPTED, Verdict, verdicts
from orchestration.refusal import DiskFull, Refusal
from orchestration.settings import Settings


class NothingUsable(Refusal):
    """No delivery of persons can be used."""


@dataclass(frozen=True)
class Build:
    """A build that was opened: its reporting date and the verdicts it stands on."""

    run_id: str
    as_of_date: date
    as_known_at: datetime | None
    verdicts: list[Verdict]


def _files(paths: list[Path]) -> str:
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"


def _lake_columns(contract: Contract) -> list[tuple[str, str]]:
    stamp = [
        ("delivery_id", "VARCHAR"),
        ("sender_code", "VARCHAR"),
        ("period", "DATE"),
        ("extracted_at", "TIMESTAMP"),
        ("row_number", "BIGINT"),
    ]
    token = [("identity_id", "UUID")] if contract.identity else []
    return [*stamp, *token, *((column.name, column.lake_type) for column in contract.event_columns)]


def _reporting_date(settings: Settings, contracts: Mapping[str, Contract], decided: list[Verdict]) -> date:
    if settings.as_of is not None:
        return settings.as_of
    moments = [
        v.extracted_at
        for v in decided
        if v.status_code == ACCEPTED and v.feed in contracts and contracts[v.feed].identity
    ]
    if not moments:
        raise NothingUsable(
            "There is nothing to build from: no delivery of persons is accepted. Put extracts into "
            f"{settings.inbox_dir}, "
            "or see careweave status for why those there were refused. What was published before still stands."
        )
    return max(moments).date()


def _write_deliveries(
    connection: duckdb.DuckDBPyConnection, decided: list[Verdict], used: set[tuple[str, str]]
) -> None:
    connection.execute(
        "create table lake.deliveries (delivery_number integer, delivery_id varchar, feed varchar, "
        "provider_code varchar, period varchar, extracted_at timestamp, file_name varchar, file_sha256 varchar, "
        "status_code varchar, "
        "rows_received_count bigint, rows_loaded_count bigint, rows_quarantined_count bigint, reason varchar, "
        "is_in_force boolean, is_used boolean)"
    )
    connection.execute(
        "create table lake.delivery_warnings (delivery_id varchar, feed varchar, rule_code varchar, "
        "column_name varchar, rows_count bigint)"
    )
    connection.execute(
        "create table lake.delivery_completeness (delivery_id varchar, feed varchar, column_name varchar, "
        "filled_count bigint, rows_count bigint)"
    )
    rows = [
        (
            number,
            v.delivery_id,
            v.feed,
            v.provider_code,
            v.period,
            v.extracted_at,
            v.file_name,
            v.file_sha256,
            v.status_code,
            v.rows_received_count,
            v.rows_loaded_count,
            v.rows_quarantined_count,
            v.reason,
            v.is_in_force,
            v.is_in_force and (v.feed, v.provider_code) in used,
        )
        for number, v in enumerate(decided)
    ]
    loaded = [v for v in decided if v.status_code in ("ACCEPTED", "SUPERSEDED")]
    warned = [
        (v.delivery_id, v.feed, w.rule_code, w.column_name, w.rows_count) for v in loaded for w in v.manifest.warnings
    ]
    warned += [
        (v.delivery_id, v.feed, "EXTRA_COLUMN", name, v.rows_loaded_count)
        for v in loaded
        for name in v.manifest.extra_columns
    ]
    filled = [
        (v.delivery_id, v.feed, f.column_name, f.filled_count, v.rows_loaded_count)
        for v in loaded
        for f in v.manifest.filled
    ]
    for table, records in (("deliveries", rows), ("delivery_warnings", warned), ("delivery_completeness", filled)):
        if records:
            frame = pd.DataFrame(records, dtype=object)
            connection.register("records", frame)
            connection.execute(f"insert into lake.{table} select * from records")
            connection.unregister("records")


def _write_quarantine(
    connection: duckdb.DuckDBPyConnection, decided: list[Verdict], contracts: Mapping[str, Contract]
) -> None:
    # Of a reference list also where it was refused: a few wrong rows refuse it, and its sender has to know which.
    lists = {feed for feed, contract in contracts.items() if not contract.identity}
    files = [
        v
        for v in decided
        if v.status_code in (ACCEPTED, "SUPERSEDED") or (v.status_code == "REJECTED" and v.feed in lists)
    ]
    paths = [v.manifest.folder / "quarantine.parquet" for v in files if v.manifest.rows_quarantined]
    rows = (
        f"select parse_path(filename)[-2] as delivery_id, row_number, rule_code, column_name "
        f"from read_parquet({_files(paths)}, filename = true)"
        if paths
        else "select null::varchar as delivery_id, null::bigint as row_number, null::varchar as rule_code, "
        "null::varchar as column_name where false"
    )
    connection.execute(
        f"create table lake.quarantine as select delivery_id, feed, row_number, rule_code, column_name from ({rows}) "
        "join lake.deliveries using (delivery_id)"
    )


def _write_superseded_keys(connection: duckdb.DuckDBPyConnection, contract: Contract, files: list[Verdict]) -> None:
    """Find the rows in force whose key a newer file in force has; the newer row stands."""
    senders = [v.provider_code for v in files]
    if contract.load == "snapshot" or len(set(senders)) == len(senders):
        return
    key = ", ".join(f'"{name}"' for name in contract.key)
    rows = f"read_parquet({_files([v.manifest.folder / 'rows.parquet' for v in files])})"
    connection.execute(
        f"create or replace temp table repeated as select hash(sender_code, {key}) as key_hash from {rows} "
        f"group by hash(sender_code, {key}) having count(*) > 1"
    )
    newest = "period desc, extracted_at desc" if contract.load == "keyed" else "extracted_at desc"
    connection.execute(
        f"insert into lake.superseded_keys select '{contract.feed}', delivery_id, row_number from ("
        f"select r.delivery_id, r.row_number, row_number() over (partition by r.sender_code, "
        f"{', '.join(f'r.{chr(34)}{name}{chr(34)}' for name in contract.key)} "
        f"order by {', '.join('r.' + part for part in newest.split(', '))}, d.file_name desc, "
        "r.delivery_id desc) as place "
        f"from {rows} as r join lake.deliveries as d using (delivery_id) "
        f"where hash(r.sender_code, {', '.join(f'r.{chr(34)}{name}{chr(34)}' for name in contract.key)}) "
        "in (select key_hash from repeated)) where place > 1"
    )
    connection.execute("drop table repeated")


def _write_view(connection: duckdb.DuckDBPyConnection, contract: Contract, files: list[Verdict]) -> None:
    columns = _lake_columns(contract)
    if not files:
        empty = ", ".join(f'null::{kind} as "{name}"' for name, kind in columns)
        connection.execute(f"create view lake.{contract.feed} as select {empty} where false")
        return
    names = ", ".join(f'r."{name}"' for name, _ in columns)
    rows = f"read_parquet({_files([v.manifest.folder / 'rows.parquet' for v in files])})"
    left_out = connection.execute(
        f"select count(*) from lake.superseded_keys where feed = '{contract.feed}'"
    ).fetchall()[0][0]
    condition = (
        f" where not exists (select 1 from lake.superseded_keys as s where s.feed = '{contract.feed}' "
        "and s.delivery_id = r.delivery_id and s.row_number = r.row_number)"
        if left_out
        else ""
    )
    connection.execute(f"create view lake.{contract.feed} as select {names} from {rows} as r{condition}")


def _write_identities(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: list[Verdict], as_of_date: date
) -> None:
    """Summarise the rows in force by identity: from the deliveries' own summaries where all their rows count."""
    partly = {
        row[0]
        for row in connection.execute(
            f"select distinct delivery_id from lake.superseded_keys where feed = '{contract.feed}'"
        ).fetchall()
    }
    whole, to_count = [], []
    for v in files:
        later = v.manifest.last_date is not None and v.manifest.last_date > as_of_date.isoformat()
        (to_count if later or v.delivery_id in partly else whole).append(v)
    if whole:
        paths = _files([v.manifest.folder / "identities.parquet" for v in whole])
        named = ", ".join(f"({place}, '{v.delivery_id}')" for place, v in enumerate(whole))
        connection.execute(
            "insert into lake.sightings select d.delivery_number, i.identity_id, i.rows_count, i.first_date, "
            f"i.last_date from read_parquet({paths}) as i join (values {named}) as read (file_index, delivery_id) "
            "on i.file_index = read.file_index join lake.deliveries as d on d.delivery_id = read.delivery_id"
        )
    if to_count:
        column = contract.column(contract.dated_by)
        dated = civil_date_sql(f'"{column.name}"') if column.type == "datetime" else f'"{column.name}"'
        names = ", ".join(f"'{v.delivery_id}'" for v in to_count)
        connection.execute(
            "insert into lake.sightings select delivery_number, identity_id, count(*), min(dated), max(dated) from "
            f"(select delivery_id, identity_id, {dated} as dated from lake.{contract.feed} "
            f"where delivery_id in ({names})) join lake.deliveries using (delivery_id) "
            f"where dated <= date '{as_of_date}' group by delivery_number, identity_id"
        )


def open_build(settings: Settings, contracts: Mapping[str, Contract], run_id: str) -> Build:
    """Make the build folder afresh, with the rows in force and what was decided.

    Raises NothingUsable when no delivery of persons is accepted, AgreementsUnreadable for a file of sharing agreements
    that is wrong, DiskFull when there is no space.
    """
    decided = verdicts(settings, contracts)
    as_of_date = _reporting_date(settings, contracts, decided)
    uses = permitted_uses(agreements_of(settings, contracts), contracts, decided, as_of_date)
    used = used_senders(uses)
    shutil.rmtree(settings.build_dir, ignore_errors=True)
    settings.build_dir.mkdir(parents=True)
    connection = duck.open_database(settings.build_warehouse_db, settings)
    try:
        for schema in ("lake", "identity", "ops"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table ops.reporting_date (run_id varchar, as_of_date date, as_known_at timestamp)")
        connection.execute(
            "insert into ops.reporting_date values (?, ?, ?)", [run_id, as_of_date, settings.as_known_at]
        )
        connection.execute(
            "create table ops.gate_results (run_id varchar, zone_code varchar, subject varchar, expectation varchar, "
            "is_blocking boolean, is_met boolean, observed_value varchar, checked_at timestamp)"
        )
        connection.execute(
            "create table ops.run_times (run_id varchar, step varchar, started_at timestamp, seconds "
            "double, rows_count bigint)"
        )
        _write_deliveries(connection, decided, used)
        write_permitted_uses(connection, uses)
        _write_quarantine(connection, decided, contracts)
        connection.execute("create table lake.superseded_keys (feed varchar, delivery_id varchar, row_number bigint)")
        # Millions of rows, of which each delivery has thousands: what is the delivery's own is not written with each.
        connection.execute(
            "create table lake.sightings (delivery_number integer, identity_id uuid, rows_count bigint, "
            "first_date date, last_date date)"
        )
        connection.execute(
            "create view lake.identities as select d.feed, d.delivery_id, d.provider_code as sender_code, "
            "(d.period || '-01')::date as period, s.identity_id, s.rows_count, s.first_date, s.last_date "
            "from lake.sightings as s join lake.deliveries as d using (delivery_number)"
        )
        connection.execute(
            "create table lake.feeds (feed varchar, is_required boolean, load_code varchar, is_persons boolean)"
        )
        for contract in contracts.values():
            connection.execute(
                "insert into lake.feeds values (?, ?, ?, ?)",
                [contract.feed, contract.is_required, contract.load.upper(), contract.identity],
            )
            files = [
                v for v in decided if v.feed == contract.feed and v.is_in_force and (v.feed, v.provider_code) in used
            ]
            _write_superseded_keys(connection, contract, files)
            _write_view(connection, contract, files)
            if contract.identity:
                _write_identities(connection, contract, files, as_of_date)
        connection.execute("checkpoint")
    except duckdb.Error as error:
        if is_disk_full(error):
            raise DiskFull(str(settings.build_dir)) from None
        raise
    finally:
        connection.close()
    return Build(run_id, as_of_date, settings.as_known_at, decided)
