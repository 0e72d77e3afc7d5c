"""The feeds of a small crowd: rows that hold together, rates of the right size, faults where the truth says."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from tests.unit.synth.conftest import Made

BROKEN = (
    "HEADER_ONLY",
    "TRUNCATED",
    "MISSING_COLUMN",
    "MOSTLY_BAD",
    "EMPTY_FILE",
    "DUPLICATE_FILE",
    "OTHER_HEADER",
    "WINDOWS_1252",
    "FLEX",
)


@pytest.fixture(scope="module")
def feeds(crowd: Made) -> duckdb.DuckDBPyConnection:
    """A table per feed of its sound files, all text; registers as they stood at the end."""
    connection = duckdb.connect()
    faults = pq.read_table(crowd.truth / "file_faults.parquet").to_pylist()
    broken = {fault["file_name"] for fault in faults if fault["fault_code"] in BROKEN}
    for feed in ("apc", "ecds", "op", "gp_appointments", "mh_stays", "deaths", "case_conferences", "voluntary_support"):
        paths = [path for path in sorted(crowd.inbox.glob(f"{feed}_*")) if path.name not in broken]
        _load(connection, feed, paths)
    for feed in ("registrations", "care_plans", "opt_outs", "enrolments"):
        _load(connection, feed, sorted(crowd.inbox.glob(f"{feed}_*_2026-03_*")))
    for name in ("people", "row_faults"):
        connection.execute(f"create table {name} as select * from '{crowd.truth}/{name}/*.parquet'")
    return connection


def _load(connection: duckdb.DuckDBPyConnection, feed: str, paths: list[Path]) -> None:
    connection.register("received", pa.concat_tables([_as_text(path) for path in paths]))
    connection.execute(f"create table {feed} as select * from received")


def _as_text(path: Path) -> pa.Table:
    names = pa_csv.open_csv(path).schema.names
    texts = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    return pa_csv.read_csv(path, convert_options=texts)


def one(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    return connection.execute(query).fetchone()[0]


def test_emergency_admissions_per_head(feeds: duckdb.DuckDBPyConnection) -> None:
    spells = one(
        feeds,
        "select count(distinct spell_number) from apc where admission_method_code like '2%' and provider_code <> 'RWK'",
    )
    assert 0.07 < spells / 3_000 < 0.16


def test_most_emergencies_come_through_the_department(feeds: duckdb.DuckDBPyConnection) -> None:
    assert (
        0.6
        < one(feeds, "select avg((admission_method_code = '21')::int) from apc where admission_method_code like '2%'")
        < 0.85
    )
    admitted = one(feeds, "select count(*) from ecds where disposal_code = '01'")
    through = one(feeds, "select count(distinct spell_number) from apc where admission_method_code = '21'")
    assert 0.85 < admitted / through < 1.15


def test_episodes_of_a_spell_agree_on_its_first_facts(feeds: duckdb.DuckDBPyConnection) -> None:
    differing = one(
        feeds,
        """
        select count(*) from (
            select spell_number from apc where primary_diagnosis is not null
            group by spell_number having count(distinct admission_date) > 1 or count(distinct site_code) > 1
        )
        """,
    )
    assert differing == 0
    assert one(feeds, "select count(*) from apc where episode_number > '1'") > 0


def test_mental_health_stays_come_twice(feeds: duckdb.DuckDBPyConnection) -> None:
    both = one(
        feeds,
        """
        select count(distinct apc.spell_number) from apc join mh_stays on apc.spell_number = mh_stays.spell_number
        where apc.provider_code = 'RWK'
        """,
    )
    assert both > 0


def test_nobody_is_in_hospital_after_death(feeds: duckdb.DuckDBPyConnection) -> None:
    late = one(
        feeds,
        """
        select count(*) from apc join people on apc.nhs_number = people.nhs_number
        where try_cast(admission_date as date) > death_date
        """,
    )
    assert late <= 2  # somebody else's number on a row


def test_withheld_rows_carry_no_identity(feeds: duckdb.DuckDBPyConnection) -> None:
    for feed in ("apc", "op", "ecds"):
        shown = one(
            feeds,
            f"""
            select count(*) from {feed} where withheld_identity_reason_code in ('01', '03', '97', '99')
              and coalesce(nhs_number, local_patient_id, given_name, family_name, birth_date, postcode) is not null
            """,
        )
        assert shown == 0


def test_a_chain_of_superseded_numbers_and_a_cycle(feeds: duckdb.DuckDBPyConnection) -> None:
    feeds.execute(
        """
        create or replace temp table merged as
        select distinct nhs_number as old, superseded_by_nhs_number as new from registrations
        where superseded_by_nhs_number is not null
        """
    )
    assert one(feeds, "select count(*) from merged a join merged b on a.new = b.old where a.old <> b.new") >= 1
    assert one(feeds, "select count(*) from merged a join merged b on a.new = b.old and a.old = b.new") == 2


def test_opt_outs_of_three_kinds_some_withdrawn(feeds: duckdb.DuckDBPyConnection) -> None:
    assert one(feeds, "select count(distinct opt_out_code) from opt_outs") == 3
    assert one(feeds, "select count(*) from opt_outs where withdrawn_on is not null") > 0


def test_charities_often_lack_the_number_and_send_names(feeds: duckdb.DuckDBPyConnection) -> None:
    missing = one(feeds, "select avg((nhs_number is null)::int) from voluntary_support")
    assert 0.35 < missing < 0.8
    assert one(feeds, "select count(*) from voluntary_support where family_name is null") == 0


def test_a_conference_is_the_same_for_all_who_are_discussed(feeds: duckdb.DuckDBPyConnection) -> None:
    differing = one(
        feeds,
        """
        select count(*) from (
            select conference_id from case_conferences group by conference_id
            having count(distinct conference_date) > 1 or count(distinct mdg_code) > 1
        )
        """,
    )
    assert differing == 0


def test_planted_faults_are_told(feeds: duckdb.DuckDBPyConnection) -> None:
    kinds = {row[0] for row in feeds.execute("select distinct fault_code from row_faults").fetchall()}
    assert {
        "WRONG_CHECK_DIGIT",
        "ALL_ONE_DIGIT",
        "DUPLICATE_KEY",
        "OUTSIDE_MONTH",
        "UNREADABLE_VALUE",
        "OLD_NUMBER",
    } <= kinds
