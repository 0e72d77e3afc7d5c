"""The content hash: what a release holds, whatever the order of its rows, the threads, the clock or the machine.

Belongs here: hashing tables, and which tables and columns tell about runs and not about the data. The hash of a
table is the sum of its rows' hashes, so it does not depend on their order; DuckDB's row hash belongs to its version,
which release.json names.
"""

import hashlib

import duckdb

from orchestration.publish.release import PublishedTable

# How long steps took and when: true of one run, never of what it made.
RUN_TABLES = frozenset({"mart_quality__run_times"})
RUN_COLUMNS = frozenset({"run_id", "checked_at", "published_at", "built_at"})
# What is carried from one publication to the next says which nights there were, not what this one is made of.
CARRIED_TABLES = frozenset({"mart_risk__band_history"})
CARRIED_COLUMNS = frozenset({"previous_risk_band_code", "risk_band_change_code"})
_DOUBLES = ("FLOAT", "DOUBLE")


def hashed_tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[PublishedTable]:
    """Every table of an open database with its row count and hash, by name."""
    columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and not internal order by all",
        [database],
    ).fetchall():
        columns.setdefault((schema, table), []).append((column, kind))
    return [_hashed(connection, database, schema, table, of) for (schema, table), of in sorted(columns.items())]


def overall_sha(tables: list[PublishedTable]) -> str:
    """One hash over all tables of all files."""
    lines = sorted(f"{table.database}.{table.table} {table.content_sha}" for table in tables if table.content_sha)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _hashed(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str, columns: list[tuple[str, str]]
) -> PublishedTable:
    kept = [(name, kind) for name, kind in columns if name not in RUN_COLUMNS | CARRIED_COLUMNS]
    row = ", ".join(stable(name, kind) for name, kind in kept) or "0"
    counted, total = connection.execute(
        f'select count(*), coalesce(sum(hash({row})), 0) from "{schema}"."{table}"'
    ).fetchall()[0]
    shape = ", ".join(f"{name} {kind}" for name, kind in kept)
    told = f"{schema}.{table} ({shape}) {counted} {total}"
    return PublishedTable(
        database=database,
        table=f"{schema}.{table}",
        rows_count=counted,
        content_sha=None if table in RUN_TABLES | CARRIED_TABLES else hashlib.sha256(told.encode()).hexdigest(),
    )


def stable(name: str, kind: str) -> str:
    """SQL: a column's value as it is compared from one build to another."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind in _DOUBLES:
        # A sum of doubles depends on the order of adding in its last digits: ten significant ones are compared. Nearly
        # every link is certain, and to write its probability out in each row took a third of all hashing.
        known = f"when {quoted} = 0 then '0' when {quoted} = 1 then '1.000000000e+00'"
        return f"case {known} else format('{{:.9e}}', {quoted}) end"
    return quoted
