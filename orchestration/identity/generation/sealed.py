"""The vault's new generation: its database and every sealed file below it, under the vault key of the new ring.

Belongs here: all tables and files, whoever made them; none is named but the two that hold an identity once. Does not
belong here: what they mean.
"""

import os
from pathlib import Path

import duckdb

from orchestration.durable import sync
from orchestration.identity.generation.files import (
    AT_A_TIME,
    GenerationFailed,
    Kind,
    columns_of,
    link_file,
    make_folder,
    prove,
    renew_files,
)
from orchestration.identity.generation.renumbering import Renumbering, know_all, renumbered_sql
from orchestration.pseudonymise import (
    RENEWED,
    Renewal,
    attach_vault,
    hold_vault_key,
    read_sealed_sql,
    sealed,
)

_ONE_PER_IDENTITY = ("identities", "received")
"""Tokens of one text under two keys (the environment once named another key) become one token, and one row."""


def renew_vault(
    connection: duckdb.DuckDBPyConnection, vault: Path, into: Path, renewal: Renewal, numbering: Renumbering
) -> None:
    """Write the vault's new generation, in which ids are those of the new ring."""
    make_folder(vault, into)
    hold_vault_key(connection, renewal.after, RENEWED)
    database = vault / "vault.duckdb"
    _renew_database(connection, into / database.name, renewal, numbering)
    files = []
    for path in sorted(vault.rglob("*")):
        target = into / path.relative_to(vault)
        if path.is_dir():
            make_folder(path, target)
        elif path.suffix == ".parquet":
            files.append((path, target))
        elif path not in (database, database.with_suffix(".duckdb.wal")) and path.suffix != ".new":
            link_file(path, target)
    kind = Kind(
        read=lambda paths, options: read_sealed_sql(paths, options=options),
        read_again=lambda paths, options: read_sealed_sql(paths, RENEWED, options),
        seal=f", {sealed(RENEWED)}",
        is_resealed="vault" in renewal.purposes,
    )
    for at in range(0, len(files), AT_A_TIME):
        renew_files(
            connection,
            files[at : at + AT_A_TIME],
            numbering,
            kind,
            know=lambda relation, id_columns: know_all(connection, relation, id_columns, renewal),
        )


def _renew_database(
    connection: duckdb.DuckDBPyConnection, target: Path, renewal: Renewal, numbering: Renumbering
) -> None:
    attach_vault(connection, target, renewal.after, RENEWED)
    os.chmod(target, 0o600)
    connection.execute(f"copy from database vault to {RENEWED} (schema)")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'vault' order by all"
    ).fetchall()
    for schema, table in tables:
        relation = f'vault."{schema}"."{table}"'
        renewed = f'{RENEWED}."{schema}"."{table}"'
        columns = columns_of(connection, relation)
        id_columns = numbering.id_columns(columns)
        know_all(connection, relation, id_columns, renewal)
        query = renumbered_sql(relation, columns, id_columns)
        if table in _ONE_PER_IDENTITY and id_columns:
            connection.execute(f"insert into {renewed} select distinct on (identity_id) * from ({query})")
            _prove_each_once(connection, relation, renewed)
        else:
            connection.execute(f"insert into {renewed} {query}")
            prove(connection, relation, renewed, id_columns)
    connection.execute(f"checkpoint {RENEWED}")
    connection.execute(f"detach {RENEWED}")
    sync(target)


def _prove_each_once(connection: duckdb.DuckDBPyConnection, before: str, after: str) -> None:
    expected = connection.execute(
        f"select count(distinct new_id) from identity_ids where old_id in (select identity_id from {before})"
    ).fetchall()
    found = connection.execute(f"select count(identity_id) from {after}").fetchall()
    if found != expected:
        raise GenerationFailed
