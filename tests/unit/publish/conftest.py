"""A build of a few rows, as the steps before publishing leave it: what the tests of publishing publish."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings

ZONES = ("FEEDS", "IDENTITY", "STAGING", "RISK", "MARTS", "PUBLISHED")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A warehouse, and a project of six gates and a dictionary of one feed."""
    project = tmp_path / "project"
    (project / "expectations" / "gates").mkdir(parents=True)
    for zone in ZONES:
        (project / "expectations" / "gates" / f"{zone.lower()}.yml").touch()
    (project / "docs" / "dictionary").mkdir(parents=True)
    for name in ("index", "apc"):
        (project / "docs" / "dictionary" / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr("orchestration.settings.PROJECT_ROOT", project)
    return Settings(warehouse=tmp_path / "warehouse", threads=2, memory_limit="500MB")


@pytest.fixture(autouse=True)
def _nothing_spills(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows never spill: connections go without the extension that encrypts what does, which is slow to load."""
    monkeypatch.setattr("orchestration.duck.load_extension", lambda *_: None)


@pytest.fixture
def make_build(settings: Settings) -> Callable[..., None]:
    """Write build/ anew, as a run of that id would."""

    def write(run_id: str, *, admissions: int = 30, order: str = "asc", threads: int = 2) -> None:
        settings.build_dir.mkdir(parents=True, exist_ok=True)
        for path in settings.build_dir.iterdir():
            path.unlink()
        with duckdb.connect(settings.build_warehouse_db, config={"threads": threads}) as connection:
            connection.execute(_WAREHOUSE)
            connection.execute("insert into ops.reporting_date values (?, date '2024-05-31', null)", [run_id])
            for zone in ZONES:
                connection.execute(
                    "insert into ops.gate_results values (?, ?, 's', 'e', true, true, '0', now()::timestamp)",
                    [run_id, zone],
                )
        with duckdb.connect(settings.build_careweave_db, config={"threads": threads}) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.fct_admission as select 'R1H|' || i as admission_id, "
                "date '2024-01-01' + i::integer as admission_date, i / 3 as share, null::decimal(18, 2) as cost_gbp "
                f"from range({admissions}) as t(i) order by i {order}"
            )
            connection.execute(_QUALITY)
            connection.execute("create table marts.mart_quality__run_times (run_id varchar, seconds double)")
            connection.execute("insert into marts.mart_quality__run_times values (?, random())", [run_id])
        with duckdb.connect(settings.build_open_db, config={"threads": threads}) as connection:
            connection.execute("create schema open")
            connection.execute(_OPEN)

    return write


_WAREHOUSE = """
create schema ops;
create schema lake;
create table ops.reporting_date (run_id varchar, as_of_date date, as_known_at timestamp);
create table ops.gate_results (
    run_id varchar, zone_code varchar, subject varchar, expectation varchar, is_blocking boolean, is_met boolean,
    observed_value varchar, checked_at timestamp
);
create table lake.deliveries as
select
    'apc_R1H_2024-05_20240612T020000Z' as delivery_id, 'apc' as feed, 'R1H' as provider_code, '2024-05' as period,
    timestamp '2024-06-12 02:00' as extracted_at, 'apc_R1H_2024-05_20240612T020000Z.csv' as file_name,
    'abc' as file_sha256, 'ACCEPTED' as status_code, 31 as rows_received_count, 30 as rows_loaded_count,
    1 as rows_quarantined_count, null::varchar as reason, true as is_in_force;
create table lake.permitted_uses as
select 'apc' as feed, 'R1H' as sender_code, 'PLANNING' as purpose_code, 'A1' as agreement_id, true as is_covered;
"""

_QUALITY = """
create table marts.mart_quality__deliveries as
select * from (values
    ('d1', 'apc', 'R1H', 30, true), ('d0', 'apc', 'R1H', 25, false), ('g1', 'gp_events', 'EMIS', 10, true)
) as t(delivery_id, feed, provider_code, rows_loaded_count, is_in_force);
create table marts.mart_quality__agreements as
select * from (values
    ('apc', 'R1H', 'PLANNING', 'A1', true, true), ('gp_events', 'EMIS', 'PLANNING', null, false, false)
) as t(feed, provider_code, purpose_code, agreement_id, is_covered, is_used);
create table marts.mart_quality__permitted_uses as
select * from (values
    ('PLANNING', 'apc', 'OTHER', 'R1H', 'USED', 26), ('PLANNING', 'op', 'OTHER', 'R1H', 'USED', 2),
    ('PLANNING', 'apc', 'OTHER', 'R1H', 'NATIONAL', 4)
) as t(purpose_code, feed, feed_group_code, provider_code, use_code, rows_count);
create table marts.mart_quality__quarantine as
select * from (values ('g1', 'gp_events', 7, 'SENSITIVE_CODE'), ('g1', 'gp_events', 8, 'REQUIRED'))
as t(delivery_id, feed, row_number, rule_code);
create table marts.mart_quality__warnings as
select * from (values ('d1', 'apc', 'SENSITIVE_CODE', 3), ('d0', 'apc', 'SENSITIVE_CODE', 5))
as t(delivery_id, feed, rule_code, rows_count);
"""

_OPEN = """
create table open.pub_activity__borough_months as
select * from (values
    ('E09000025', date '2024-04-01', 15::bigint, false),
    ('E09000030', date '2024-04-01', null, true)
) as t(borough_code, month, emergency_admission_count, emergency_admission_count_is_suppressed);
create table open.pub_quality__linkage as
select 'apc' as feed, 120::bigint as records_count, false as records_count_is_suppressed;
"""
