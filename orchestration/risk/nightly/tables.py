"""The tables of schema risk in a build: their columns, each once.

Belongs here: making them afresh, empty. Does not belong here: what is put into them (proposing.py, keeping.py).
"""

import duckdb

_SCORES = {
    "person_id": "uuid",
    "as_of_date": "date",
    "model_id": "varchar",
    "emergency_admission_12m_prob": "double",
    "risk_rank": "bigint",
    "risk_band_code": "varchar",
    "is_target_population": "boolean",
}
_REASONS = {"person_id": "uuid", "place": "bigint", "feature_name": "varchar", "contribution": "double"}
TABLES = {
    "person_scores": _SCORES,
    "reasons": _REASONS,
    "proposed_scores": _SCORES,
    "proposed_reasons": _REASONS,
    "year_ago_scores": {
        "person_id": "uuid",
        "reference_date": "date",
        "model_id": "varchar",
        "emergency_admission_12m_prob": "double",
        "risk_band_code": "varchar",
        "decile": "bigint",
    },
    "performance": {
        "model_id": "varchar",
        "measure_code": "varchar",
        "subgroup_code": "varchar",
        "subgroup_value": "varchar",
        "value": "double",
        "ci_low": "double",
        "ci_high": "double",
        "people_count": "bigint",
        "events_count": "bigint",
    },
    "band_history": {
        "person_id": "uuid",
        "month": "date",
        "risk_band_code": "varchar",
        "model_id": "varchar",
    },
}
KEPT = ("person_scores", "reasons", "band_history")
"""What goes from one publication to the next."""


def columns_of(table: str) -> str:
    return ", ".join(TABLES[table])


def make_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """Every table, without a row: a night without a model leaves them so, and marts find what they read."""
    connection.execute("create schema if not exists risk")
    for table, columns in TABLES.items():
        described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create or replace table risk.{table} ({described})")
