"""From judged rows to the files of a delivery: events to the lake, identities to the vault, refusals to quarantine.

The lake gets no identifying column; the vault's part is sealed. Every file is synced before the manifest that makes
the delivery exist is written.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.contracts import Column
from orchestration.ingest.manifest import Broken, Filled, Warned
from orchestration.ingest.reading import Reading
from orchestration.ingest.sensitive import blanking
from orchestration.ingest.typed_rows import (
    DUPLICATE_KEY,
    MALFORMED_ROW,
    NOT_IN_CODE_LIST,
    SENSITIVE_CODE,
    UNREADABLE_VALUE,
    Delivered,
    identity_text_sql,
)
from orchestration.ingest.values import CAN_BE_UNREADABLE, civil_date_sql, postcode_sql
from orchestration.pseudonymise import SEALED, KeyRing, pads, token_sql

QUARANTINE = "quarantine.parquet"
MOST_TOKENS_KEPT = 2_000_000
"""Of each connection, in its private memory: some 100 MB, which hold every patient of a large supplier."""
ROW_OUTSIDE_MONTH = "ROW_OUTSIDE_MONTH"
ROW_OF_ANOTHER_PROVIDER = "ROW_OF_ANOTHER_PROVIDER"
NHS_NUMBER_INVALID = "NHS_NUMBER_INVALID"


@dataclass(frozen=True)
class Written:
    """What was written of a delivery."""

    rows_loaded: int
    broken: tuple[Broken, ...]
    last_date: str | None
    warnings: tuple[Warned, ...]
    filled: tuple[Filled, ...]

    @property
    def rows_quarantined(self) -> int:
        return sum(each.rows_count for each in self.broken)


def _file(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sync(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def quarantine_repeated_keys(connection: duckdb.DuckDBPyConnection, delivered: Delivered, reading: Reading) -> int:
    """Mark all but the last of the rows that share a key; returns the rule's number. Its window opens only on them."""
    duplicate = len(reading.rules)
    key = ", ".join(f'"{name}"' for name in delivered.contract.key)
    repeated = f"select hash({key}) from typed where broken_rule is null group by hash({key}) having count(*) > 1"
    if connection.execute(f"{repeated} limit 1").fetchall():
        connection.execute(
            f"update typed set broken_rule = {duplicate} where rowid in (select row_id from ("
            f"select typed.rowid as row_id, row_number() over (partition by {key} order by typed.rowid desc) as place "
            f"from typed where broken_rule is null and hash({key}) in ({repeated})) where place > 1)"
        )
    return duplicate


def tokenise(connection: duckdb.DuckDBPyConnection, delivered: Delivered, ring: KeyRing) -> None:
    """Fill `identities`: the distinct identities of the loaded rows, each with its token.

    A sender's identities are the same from month to month, and a token costs more than all else that a row needs:
    those of the deliveries before, in this connection, are kept in `known_tokens` and not made again.
    """
    connection.execute(
        "create temp table if not exists known_tokens "
        "(identity_hash ubigint, identity_hash_again ubigint, known_identity_id uuid)"
    )
    connection.execute(
        f"create temp table identities as select coalesce(known_identity_id, {token_sql(identity_text_sql(delivered))})"
        " as identity_id, known_identity_id is null as is_new, "
        "identity_hash, identity_hash_again, local_id_scope, t_local_patient_id as local_patient_id, "
        "checked_nhs_number as nhs_number, t_given_name as given_name, t_family_name as family_name, "
        "checked_birth_date as birth_date, upper(t_gender_code) as gender_code, "
        f"{postcode_sql('t_postcode')} as postcode, "
        "checked_superseded_by as superseded_by_nhs_number, says_something from ("
        "select * from typed where rowid in ("
        "select min(rowid) from typed where broken_rule is null and identity_hash is not null "
        "group by identity_hash, identity_hash_again)) "
        "left join known_tokens using (identity_hash, identity_hash_again)",
        pads(ring.identity),
    )
    counted = "select count(*) filter (where is_new) + (select count(*) from known_tokens) from identities"
    if connection.execute(counted).fetchall()[0][0] > MOST_TOKENS_KEPT:
        connection.execute("delete from known_tokens")
    else:
        connection.execute(
            "insert into known_tokens select identity_hash, identity_hash_again, identity_id from identities "
            "where is_new and says_something"
        )


def _date_sql(delivered: Delivered, column_name: str) -> str:
    column = delivered.contract.column(column_name)
    return civil_date_sql(f'"{column_name}"') if column.type == "datetime" else f'"{column_name}"'


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str = "") -> None:
    more = f", {options}" if options else ""
    connection.execute(f"copy ({query}) to {_file(path)} (format parquet, compression zstd{more})")
    _sync(path)


def _numbered(reading: Reading) -> tuple[str, str]:
    """The FROM clause that numbers good rows, and the number: data records count from 1, refused ones among them."""
    if reading.malformed_count == 0:
        return "typed", "typed.rowid + 1"
    return (
        "typed asof left join malformed on typed.rowid >= malformed.good_rows_before",
        "typed.rowid + 1 + coalesce(malformed.refused_so_far, 0)",
    )


def _rules(reading: Reading) -> list[tuple[str, str | None]]:
    """Rule and column by the number that `typed` knows them by; a key that comes again is the last of them."""
    return [*((rule.rule_code, rule.column_name) for rule in reading.rules), (DUPLICATE_KEY, None)]


def _count_broken(connection: duckdb.DuckDBPyConnection, reading: Reading) -> tuple[Broken, ...]:
    """How many rows did not load, by rule and column, the most broken first."""
    rules, counted = _rules(reading), Counter({(MALFORMED_ROW, None): reading.malformed_count})
    by_number = "select broken_rule, count(*) from typed where broken_rule is not null group by broken_rule"
    for number, count in connection.execute(by_number).fetchall():
        counted[rules[number]] += count
    return tuple(
        Broken(rule_code=code, column_name=name, rows_count=count)
        for (code, name), count in sorted(counted.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
        if count
    )


def _count_loaded(
    connection: duckdb.DuckDBPyConnection, delivered: Delivered
) -> tuple[int, tuple[Warned, ...], tuple[Filled, ...]]:
    """Rows that load, what they are warned about, and how full their columns are."""
    contract = delivered.contract
    counted: list[tuple[str, str | None, str]] = []
    for column in contract.all_columns:
        if column.requirement == "R":
            continue
        is_identity = column in contract.identity_columns
        value = f"t_{column.name}" if is_identity else f'"{column.name}"'
        if column.type in CAN_BE_UNREADABLE:
            code = NHS_NUMBER_INVALID if column.type == "nhs_number" else UNREADABLE_VALUE
            counted.append((code, column.name, f"unreadable_{column.name}"))
        if column.codes and not column.is_open:
            codes = ", ".join(f"'{listed}'" for listed in column.codes)
            counted.append((NOT_IN_CODE_LIST, column.name, f"upper({value}) not in ({codes})"))
    counted += [(SENSITIVE_CODE, name, f"sensitive_{name}") for name in blanking(contract)]
    if contract.load == "period" and contract.month_column:
        month = f"date_trunc('month', {_date_sql(delivered, contract.month_column)})"
        counted.append((ROW_OUTSIDE_MONTH, contract.month_column, f"{month} <> date '{delivered.period}-01'"))
    if contract.sender_column:
        sender = delivered.provider_code.upper().replace("'", "''")
        counted.append((ROW_OF_ANOTHER_PROVIDER, contract.sender_column, f"\"{contract.sender_column}\" <> '{sender}'"))
    filled: list[Column] = contract.all_columns
    counts = ", ".join(
        [f"count(*) filter (where {condition})" for _, _, condition in counted]
        + [
            f"count(t_{column.name})" if column in contract.identity_columns else f'count("{column.name}")'
            for column in filled
        ]
    )
    row = connection.execute(f"select count(*), {counts} from typed where broken_rule is null").fetchall()[0]
    loaded, row = row[0], row[1:]
    warnings = tuple(
        Warned(rule_code=code, column_name=name, rows_count=count)
        for (code, name, _), count in zip(counted, row[: len(counted)], strict=True)
        if count
    )
    completeness = tuple(
        Filled(column_name=column.name, filled_count=count)
        for column, count in zip(filled, row[len(counted) :], strict=True)
    )
    return loaded, warnings, completeness


def _write_quarantine(connection: duckdb.DuckDBPyConnection, reading: Reading, path: Path) -> None:
    """The number and the rule of each row that did not load; there is no file where every row did."""
    source, number = _numbered(reading)
    named = ", ".join(
        f"({place}, '{code}', {'null' if name is None else repr(name)})"
        for place, (code, name) in enumerate(_rules(reading))
    )
    malformed = (
        f"union all select record_number::bigint, '{MALFORMED_ROW}', null from malformed"
        if reading.malformed_count
        else ""
    )
    _copy(
        connection,
        f"select ({number})::bigint as row_number, rule_code, column_name from {source} "
        f"join (values {named}) as rule (broken_rule, rule_code, column_name) using (broken_rule) "
        f"{malformed} order by 1",
        path,
    )


def write_delivery(
    connection: duckdb.DuckDBPyConnection,
    delivered: Delivered,
    reading: Reading,
    ring: KeyRing,
    *,
    delivery_id: str,
    folder: Path,
    vault_part: Path,
) -> Written:
    """Write rows, identities and what is quarantined into `folder`, and the sealed part to the vault."""
    contract = delivered.contract
    quarantine_repeated_keys(connection, delivered, reading)
    source, number = _numbered(reading)
    stamp = (
        f"'{delivery_id}' as delivery_id, '{delivered.provider_code}' as sender_code, "
        f"date '{delivered.period}-01' as period, timestamp '{delivered.extracted_at:%Y-%m-%d %H:%M:%S}' "
        "as extracted_at"
    )
    events = ", ".join(f'"{column.name}"' for column in contract.event_columns)
    token_column, join = "", ""
    if contract.identity:
        tokenise(connection, delivered, ring)
        token_column, join = (
            "identities.identity_id, ",
            "left join identities using (identity_hash, identity_hash_again)",
        )
    last_date = None
    _copy(
        connection,
        f"select {stamp}, {number} as row_number, {token_column}{events} from {source} {join} where "
        "broken_rule is null",
        folder / "rows.parquet",
    )
    loaded, warnings, filled = _count_loaded(connection, delivered)
    broken = _count_broken(connection, reading)
    if broken:
        _write_quarantine(connection, reading, folder / QUARANTINE)
    if contract.identity:
        dated = _date_sql(delivered, contract.dated_by)
        _copy(
            connection,
            "select identity_id, count(*) as rows_count, min(dated) as first_date, max(dated) as last_date "
            f"from (select identity_hash, identity_hash_again, {dated} as dated from typed where broken_rule is null) "
            "left join identities using (identity_hash, identity_hash_again) group by identity_id",
            folder / "identities.parquet",
        )
        last_date = connection.execute(
            f"select max(last_date)::varchar from {_file(folder / 'identities.parquet')}"
        ).fetchall()[0][0]
        sender = delivered.provider_code.replace("'", "''")
        _copy(
            connection,
            f"select identity_id, '{sender}' as sender_code, * exclude (identity_id, is_new, "
            "identity_hash, identity_hash_again) from identities",
            vault_part,
            SEALED,
        )
    return Written(loaded, broken, last_date, warnings, filled)
