"""Asking one gate: open the build, count the profiles, judge them, write the results down.

Belongs here: the order of these steps, and that whatever cannot be counted closes the gate. Does not belong here: any
table's name, but for the small ones that tell profiles what the contracts say.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import duckdb

from orchestration.contracts import Contract, load_contracts, load_sensitive_codes
from orchestration.duck import attach_read_only, open_database
from orchestration.gates.history import append_history, write_results
from orchestration.gates.judge import judge
from orchestration.gates.outcome import GateOutcome, GateResult
from orchestration.gates.profile import ProfileError, count_profile
from orchestration.gates.suite import GateError, Profile, Suite, load_suite
from orchestration.refusal import DiskFull
from orchestration.settings import PROJECT_ROOT, Settings


def run_gate(zone: str, settings: Settings, run_id: str, *, suite: Suite | None = None) -> GateOutcome:
    """Ask the gate of a zone about the build of this run, and write down what it says.

    A closed gate is an outcome, not an exception. Raises GateError when it could not be asked at all: no build, a
    suite that cannot be read, a build that another process holds.
    """
    suite = suite or load_suite(zone)
    contracts = load_contracts()
    connection = _open_build(settings)
    try:
        _tell_contracts(connection, contracts)
        outcome = GateOutcome(
            run_id=run_id,
            zone=zone,
            title=suite.title,
            checked_at=datetime.now(UTC),
            results=tuple(result for profile in suite.profiles for result in _checked(connection, profile)),
        )
        _write(connection, outcome)
    finally:
        connection.close()
    append_history(settings, outcome)
    return outcome


def _write(connection: duckdb.DuckDBPyConnection, outcome: GateOutcome) -> None:
    try:
        write_results(connection, outcome)
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise DiskFull("build/warehouse.duckdb") from None
        raise GateError("What the gate found cannot be written into build/warehouse.duckdb.") from None


def _open_build(settings: Settings) -> duckdb.DuckDBPyConnection:
    if not settings.build_warehouse_db.is_file():
        raise GateError("There is no build to check: run the steps before this gate first.")
    try:
        connection = open_database(settings.build_warehouse_db, settings)
        for path in (settings.build_careweave_db, settings.build_open_db):
            if path.is_file():
                attach_read_only(connection, path)
    except duckdb.Error:
        raise GateError(
            "The build cannot be opened to be checked: another process holds it, or it is damaged."
        ) from None
    return connection


def _tell_contracts(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]) -> None:
    """Tell profiles what the contracts say, in temporary tables: SQL that names no feed serves the next one too."""
    feeds = list(contracts.values())
    _tell(
        connection,
        "contract_feeds",
        {
            "feed": [contract.feed for contract in feeds],
            "staging_model": [contract.staging_model for contract in feeds],
            "key_columns": [", ".join(contract.key) for contract in feeds],
        },
    )
    identity = sorted({column.name for contract in feeds for column in contract.identity_columns})
    _tell(connection, "identity_columns", {"column_name": identity})
    looked_up = [(contract.feed, column) for contract in feeds for column in contract.sensitive]
    _tell(
        connection,
        "sensitive_columns",
        {
            "feed": [feed for feed, _ in looked_up],
            "column_name": [column.column for _, column in looked_up],
            "code_system": [column.code_system for _, column in looked_up],
            "separator": [column.separator for _, column in looked_up],
        },
    )
    codes = load_sensitive_codes(PROJECT_ROOT)
    _tell(
        connection,
        "sensitive_codes",
        {
            "code_system": [code.code_system for code in codes],
            "code_prefix": [code.code_prefix for code in codes],
        },
    )


def _tell(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[str | None]]) -> None:
    declared = ", ".join(f"{name} varchar" for name in columns)
    connection.execute(f"create temp table {table} ({declared})")
    unnested = ", ".join(f"unnest(cast(? as varchar[])) as {name}" for name in columns)
    connection.execute(f"insert into {table} select {unnested}", list(columns.values()))


def _checked(connection: duckdb.DuckDBPyConnection, profile: Profile) -> list[GateResult]:
    try:
        frame = count_profile(connection, profile)
    except ProfileError as error:
        return [_about_profile(profile, "profile can be counted", str(error))]
    if not frame.subjects:
        if profile.may_be_empty:
            return [_about_profile(profile, "profile may be empty", profile.may_be_empty, is_met=True)]
        return [_about_profile(profile, "profile has rows", f"There is nothing to check: {profile.grain.lower()}")]
    verdicts = judge(profile, frame)
    return [
        GateResult(
            profile_name=profile.name,
            subject=subject,
            belongs_to=frame.belongs_to[row],
            expectation=expectation.name,
            column_name=expectation.column,
            is_blocking=expectation.is_blocking,
            is_met=verdicts[number][row],
            observed_value=_observed(frame.measures[expectation.column][row]),
            sentence=expectation.sentence,
        )
        for number, expectation in enumerate(profile.expectations)
        for row, subject in enumerate(frame.subjects)
    ]


def _about_profile(profile: Profile, expectation: str, sentence: str, *, is_met: bool = False) -> GateResult:
    return GateResult(
        profile_name=profile.name,
        subject=profile.name,
        belongs_to=profile.name,
        expectation=expectation,
        column_name=None,
        is_blocking=True,
        is_met=is_met,
        observed_value=None,
        sentence=sentence,
    )


def _observed(value: float | int | bool | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{float(value):g}" if float(value) != int(value) else str(int(value))
