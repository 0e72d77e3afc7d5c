"""The seal on what identifies: how a connection is given the vault's key, and nothing else.

Sealed Parquet holds the identities that one delivery was the first to bring; the vault is one encrypted DuckDB file.
While keys are rotated one connection holds two keys: each has a name, by which SQL refers to it.
"""

import base64
from pathlib import Path

import duckdb

from orchestration.pseudonymise.keys import KeyRing

VAULT = "vault"
"""The name of the key, and of the vault's catalog."""

RENEWED = "renewed"
"""The same of a vault that is being sealed anew."""


def sealed(name: str = VAULT) -> str:
    """The option of COPY that seals a Parquet file with the key of that name."""
    return f"encryption_config {{footer_key: '{name}'}}"


SEALED = sealed()


def hold_vault_key(connection: duckdb.DuckDBPyConnection, ring: KeyRing, name: str = VAULT) -> None:
    """Let this connection write and read sealed Parquet."""
    connection.execute(f"pragma add_parquet_key('{name}', '{base64.b64encode(ring.vault.secret).decode()}')")


def read_sealed_sql(paths: list[Path], name: str = VAULT, options: str = "") -> str:
    """SQL that reads sealed Parquet files as one table."""
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    more = f", {options}" if options else ""
    return f"read_parquet([{files}], encryption_config = {{footer_key: '{name}'}}{more})"


def attach_vault(connection: duckdb.DuckDBPyConnection, path: Path, ring: KeyRing, name: str = VAULT) -> None:
    """Attach the vault's encrypted database as catalog `vault` (or that name), made if it is not there."""
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {name} (encryption_key '{ring.vault.secret.hex()}')")
