"""The seal on what identifies: how a connection is given the vault's key, and nothing else.

Sealed Parquet holds the identities that one delivery was the first to bring; the vault is one encrypted DuckDB file.
"""

import base64
from pathlib import Path

import duckdb

from orchestration.pseudonymise.keys import KeyRing

_KEY_NAME = "vault"
SEALED = f"encryption_config {{footer_key: '{_KEY_NAME}'}}"
"""The option of COPY that seals a Parquet file."""


def hold_vault_key(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    """Let this connection write and read sealed Parquet."""
    connection.execute(f"pragma add_parquet_key('{_KEY_NAME}', '{base64.b64encode(ring.vault.secret).decode()}')")


def read_sealed_sql(paths: list[Path]) -> str:
    """SQL that reads sealed Parquet files as one table."""
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{files}], encryption_config = {{footer_key: '{_KEY_NAME}'}})"


def attach_vault(connection: duckdb.DuckDBPyConnection, path: Path, ring: KeyRing) -> None:
    """Attach the vault's encrypted database as catalog `vault`, made if it is not there."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as vault (encryption_key '{ring.vault.secret.hex()}')")
