"""The extracts as an analyst would hold them: of each feed, sender and period the newest delivery that is sound.

Belongs here: which files count, and typed tables of the columns that measures read. Does not belong here: a measure.
Deliveries that a gate would refuse (cut short, a column missing, mostly unreadable) are left out by their names in the
truth; a value that cannot be read is empty; a row that came twice in a feed of months counts twice.
"""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.contracts import FileName, load_contracts, parse_file_name
from orchestration.synth.parameters import AGE_BANDS

REFUSED = ("HEADER_ONLY", "TRUNCATED", "MISSING_COLUMN", "MOSTLY_BAD", "EMPTY_FILE")
IDENTITY = {"nhs_number": "text", "local_patient_id": "text", "birth_date": "date"}
WITHHELD = {"withheld_identity_reason_code": "text"}
# The columns that measures read, with their types, by feed.
COLUMNS = {
    "apc": IDENTITY
    | WITHHELD
    | dict.fromkeys(("admission_date", "discharge_date"), "date")
    | dict.fromkeys(
        (
            "provider_code",
            "spell_number",
            "admission_method_code",
            "admission_source_code",
            "patient_classification_code",
            "administrative_category_code",
            "discharge_method_code",
            "primary_diagnosis",
            "spell_hrg_code",
        ),
        "text",
    )
    | {"episode_number": "integer"},
    "ecds": IDENTITY
    | WITHHELD
    | {"arrival_at": "timestamp"}
    | dict.fromkeys(
        ("provider_code", "department_type_code", "attendance_category_code", "disposal_code", "hrg_code"), "text"
    ),
    "op": IDENTITY
    | WITHHELD
    | {"appointment_date": "date"}
    | dict.fromkeys(
        (
            "provider_code",
            "attended_code",
            "first_attendance_code",
            "treatment_function_code",
            "administrative_category_code",
        ),
        "text",
    ),
    "csds": IDENTITY | {"contact_at": "timestamp", "team_type_code": "text", "attended_code": "text"},
    "mh_contacts": IDENTITY | {"contact_at": "timestamp", "attended_code": "text"},
    "mh_stays": IDENTITY | {"provider_code": "text", "spell_number": "text"},
    "social_care": IDENTITY
    | {"provider_code": "text", "event_id": "text", "event_type_code": "text", "start_date": "date"},
    "rapid_response": IDENTITY | {"call_received_at": "timestamp"},
    "voluntary_support": IDENTITY | {"start_date": "date"},
    "case_conferences": IDENTITY | {"status_code": "text"},
    "enrolments": IDENTITY,
    "care_plans": IDENTITY | {"created_date": "date", "consent_status_code": "text"},
    "deaths": IDENTITY | {"death_date": "date", "place_of_death_code": "text"},
    "registrations": IDENTITY
    | dict.fromkeys(("registered_from", "registered_to"), "date")
    | {"practice_code": "text", "superseded_by_nhs_number": "text"},
    "gp_appointments": IDENTITY | {"appointment_at": "timestamp", "status_code": "text"},
    "gp_events": IDENTITY | {"snomed_code": "text", "event_date": "date"},
    "gp_medications": IDENTITY | {"bnf_code": "text", "issue_date": "date"},
    "ref_practices": {"practice_code": "text", "borough_code": "text"},
    "ref_prices": dict.fromkeys(("price_list_code", "currency_code", "modifier_code"), "text")
    | dict.fromkeys(("valid_from", "valid_to"), "date")
    | dict.fromkeys(("price_gbp", "short_stay_price_gbp", "excess_day_price_gbp"), "double")
    | {"trim_point_days": "integer"},
    "ref_market_forces": {"provider_code": "text", "market_forces_factor": "double"},
}


def load_received(connection: duckdb.DuckDBPyConnection, inbox: Path, truth: Path) -> None:
    """A table per feed, and views of the truth: people, true_risk."""
    contracts = load_contracts()
    faults = pq.read_table(truth / "file_faults.parquet").to_pydict()
    fault_of = dict(zip(faults["file_name"], faults["fault_code"], strict=True))
    files = [parse_file_name(path.name, contracts) for path in sorted(inbox.iterdir())]
    sound = [name for name in files if fault_of.get(str(name)) not in REFUSED]
    for feed, columns in COLUMNS.items():
        mine = in_force([name for name in sound if name.feed == feed], contracts[feed].load)
        _create_table(connection, inbox, feed, columns, mine, fault_of)
    for table in ("people", "true_risk"):
        connection.execute(f"create view {table} as from read_parquet('{truth}/{table}/*.parquet')")
    _create_window(connection, [name for name in sound if name.feed == "gp_appointments"])
    _create_age_band(connection)


def in_force(files: list[FileName], load: str) -> list[FileName]:
    """The newest delivery of each sender and period; of a register, only that of its sender's newest period."""
    newest: dict[tuple[str, ...], FileName] = {}
    for name in sorted(files, key=lambda name: (name.period, name.extracted_at)):
        newest[(name.provider, "" if load == "snapshot" else name.period)] = name
    return list(newest.values())


def _create_table(
    connection: duckdb.DuckDBPyConnection,
    inbox: Path,
    feed: str,
    columns: dict[str, str],
    files: list[FileName],
    fault_of: dict[str, str],
) -> None:
    parts = []
    # DuckDB knows no Windows-1252 by itself; of what is measured no character is written otherwise in Latin-1.
    for encoding in ("utf-8", "latin-1"):
        is_odd = encoding != "utf-8"
        paths = [str(inbox / str(name)) for name in files if (fault_of.get(str(name)) == "WINDOWS_1252") == is_odd]
        if paths:
            typed = ", ".join(f"try_cast({name} as {kind}) as {name}" for name, kind in columns.items())
            parts.append(
                f"""
                select {typed}, filename
                from read_csv({paths}, delim = ',', quote = '"', escape = '"', header = true, all_varchar = true,
                    union_by_name = true, normalize_names = true, filename = true, encoding = '{encoding}')
                """
            )
    if not parts:
        connection.execute(f"create table {feed} ({', '.join(f'{n} {kind}' for n, kind in columns.items())})")
        return
    key = {"mh_stays": "spell_number", "social_care": "event_id"}.get(feed)
    latest = f"qualify row_number() over (partition by provider_code, {key} order by filename desc) = 1" if key else ""
    connection.execute(
        f"create table {feed} as select {', '.join(columns)} from ({' union all '.join(parts)}) {latest}"
    )


def _create_window(connection: duckdb.DuckDBPyConnection, monthly: list[FileName]) -> None:
    """The window of the extracts, its last twelve months, and each of its stretches of twelve months."""
    periods = sorted(name.period for name in monthly)
    connection.execute(
        f"""
        create table time_window as
        select
            date '{periods[0]}-01' as first_day,
            (date '{periods[-1]}-01' + interval 1 month)::date as end_day,
            (date '{periods[-1]}-01' - interval 11 month)::date as year_start
        """
    )
    connection.execute(
        """
        create table years as
        select
            (first_day + to_years(number::integer))::date as begins,
            least((first_day + to_years(number::integer + 1))::date, end_day) as ends
        from time_window, range(cast(ceil(date_diff('month', first_day, end_day) / 12.0) as bigint)) as of(number)
        """
    )


def _create_age_band(connection: duckdb.DuckDBPyConnection) -> None:
    bounds = list(zip(AGE_BANDS, (*AGE_BANDS[1:], None), strict=True))
    cases = "".join(
        f" when age < {above} then '{low}-{above - 1}'" if above else f" else '{low}+'" for low, above in bounds
    )
    connection.execute("create macro age_on(birth, day) as date_diff('day', birth, day::date) / 365.25")
    connection.execute(f"create macro band_of(age) as case when age is null or age < 0 then null{cases} end")
