"""How many rows each table of the build has, as the engine knows it without counting.

Does not belong here: views, whose rows would have to be made to be counted.
"""

from orchestration.duck import open_database
from orchestration.settings import Settings


def row_counts(settings: Settings) -> dict[tuple[str, str], int]:
    """Rows by (schema, table) over the files of the build."""
    counts: dict[tuple[str, str], int] = {}
    for path in (settings.build_warehouse_db, settings.build_careweave_db, settings.build_open_db):
        if not path.is_file():
            continue
        connection = open_database(path, settings, read_only=True)
        try:
            found = connection.execute(
                "select schema_name, table_name, estimated_size from duckdb_tables() where not internal"
            ).fetchall()
        finally:
            connection.close()
        counts |= {(schema, table): rows for schema, table, rows in found}
    return counts
