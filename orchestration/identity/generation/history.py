"""The ids that a warehouse keeps from night to night, under new keys: the tables of its schemas identity and risk.

Belongs here: a copy of warehouse.duckdb in which they are renumbered, so that the next night sees nobody as new. Its
other tables are made anew by that night, and until then no work goes on upon it (made_with.py).
"""

import shutil
from pathlib import Path

import duckdb

from orchestration.durable import sync
from orchestration.identity.generation.files import columns_of
from orchestration.identity.generation.renumbering import Renumbering, know_all
from orchestration.pseudonymise import Renewal


def renew_history(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, into: Path, renewal: Renewal, numbering: Renumbering
) -> None:
    """Copy a warehouse and give the ids in those schemas their new form."""
    shutil.copy(warehouse, into)
    quoted = str(into).replace("'", "''")
    connection.execute(f"attach '{quoted}' as remembered")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'remembered' "
        "and schema_name in ('identity', 'risk') order by all"
    ).fetchall()
    for schema, table in tables:
        relation = f'remembered.{schema}."{table}"'
        id_columns = numbering.id_columns(columns_of(connection, relation))
        know_all(connection, relation, id_columns, renewal)
        for column, ids in id_columns.items():
            connection.execute(
                f'update {relation} as kept set "{column}" = ids.new_id from {ids} as ids '
                f'where ids.old_id = kept."{column}"'
            )
    connection.execute("checkpoint remembered")
    connection.execute("detach remembered")
    sync(into)
