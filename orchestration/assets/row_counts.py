"""How many rows each table of the build has, as the engine knows it without counting.

Does not belong here: views, whose rows would have to be made to be counted.
"""

from orchestration.duck import attach_read_only, open_briefly
from orchestration.settings import Settings


def row_counts(settings: Settings) -> dict[tuple[str, str], int]:
    """Rows by (schema, table) over the files of the build."""
    build = (settings.build_warehouse_db, settings.build_careweave_db, settings.build_open_db)
    files = [path for path in build if path.is_file()]
    if not files:
        return {}
    # One connection for all of them: what costs time is to prepare a connection.
    connection = open_briefly(files[0], settings, read_only=True)
    try:
        for path in files[1:]:
            attach_read_only(connection, path)
        found = connection.execute(
            "select schema_name, table_name, estimated_size from duckdb_tables() where not internal"
        ).fetchall()
    finally:
        connection.close()
    return {(schema, table): rows for schema, table, rows in found}
