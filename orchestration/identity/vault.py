"""The vault: the distinct identities of every delivery, one encrypted DuckDB file that only this room opens.

Sealed parts (whom a delivery was the first to bring, written by ingest) are merged by identity; a part is merged once.
Of each identity it keeps what linking looks at (`identities`) and the text as received that its token was made of
(`received`), of which a new key makes a new token.
Does not belong here: who is who (passes.py).
"""

import os
from pathlib import Path

import duckdb

from orchestration import duck
from orchestration.pseudonymise import KeyRing, attach_vault, hold_vault_key, read_sealed_sql
from orchestration.refusal import Refusal
from orchestration.settings import Settings

_COLUMNS = {
    "identity_id": "uuid",
    "sender_code": "varchar",
    "local_id_scope": "varchar",
    "local_patient_id": "varchar",
    "nhs_number": "varchar",
    "given_name": "varchar",
    "family_name": "varchar",
    "birth_date": "date",
    "gender_code": "varchar",
    "postcode": "varchar",
    "superseded_by_nhs_number": "varchar",
    "says_something": "boolean",
}


class VaultUnreadable(Refusal):
    """The vault cannot be opened with this key."""


def open_vault(settings: Settings, ring: KeyRing) -> duckdb.DuckDBPyConnection:
    """A private connection with the vault attached as `vault`. Raises VaultUnreadable when the key does not fit."""
    settings.vault_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = duck.memory(settings)
    hold_vault_key(connection, ring)
    try:
        attach_vault(connection, settings.vault_db, ring)
    except duckdb.Error:
        connection.close()
        raise VaultUnreadable(
            f"The vault {settings.vault_db} cannot be opened with the vault key of this run ({ring.vault.key_id}). "
            "Run with the key that it was made with; nothing was changed."
        ) from None
    os.chmod(settings.vault_db, 0o600)
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute(f"create table if not exists vault.identities ({columns})")
    connection.execute("create table if not exists vault.received (identity_id uuid, identity_text varchar)")
    connection.execute("create table if not exists vault.merged_parts (part varchar, modified_ns bigint)")
    return connection


def merge_parts(connection: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Merge the parts that are new or were written again; returns how many. All or none, in one transaction."""
    merged = {tuple(row) for row in connection.execute("select part, modified_ns from vault.merged_parts").fetchall()}
    parts = sorted((settings.vault_dir / "parts").glob("*.parquet"))
    new = [path for path in parts if (path.name, path.stat().st_mtime_ns) not in merged]
    if not new:
        return 0
    names = ", ".join(_COLUMNS)
    _read_parts(connection, new)
    connection.execute("begin transaction")
    try:
        connection.execute("delete from vault.identities where identity_id in (select identity_id from arrived)")
        connection.execute(f"insert into vault.identities select {names} from arrived")
        connection.execute(
            "insert into vault.received select identity_id, identity_text from arrived where identity_text is not null "
            "and identity_id not in (select identity_id from vault.received)"
        )
        connection.execute(
            "delete from vault.merged_parts where part in (select unnest(?::varchar[]))", [[path.name for path in new]]
        )
        connection.execute(
            "insert into vault.merged_parts select unnest(?::varchar[]), unnest(?::bigint[])",
            [[path.name for path in new], [path.stat().st_mtime_ns for path in new]],
        )
        connection.execute("commit")
    except duckdb.Error:
        connection.execute("rollback")
        raise
    connection.execute("drop table arrived")
    return len(new)


def _read_parts(connection: duckdb.DuckDBPyConnection, parts: list[Path]) -> None:
    """`arrived`: the identities of these parts, each once, since parts of many deliveries repeat most people."""
    try:
        _take_arrived(connection, _parts_sql(parts, "identity_text"))
    except (duckdb.BinderException, duckdb.InvalidInputException):
        # Some were written before the text was kept.
        has_text = {part: _has_text(connection, part) for part in parts}
        kinds = (
            _parts_sql([part for part in parts if has_text[part] is kind], text)
            for kind, text in ((True, "identity_text"), (False, "null::varchar as identity_text"))
            if kind in has_text.values()
        )
        _take_arrived(connection, " union all ".join(kinds), "order by identity_id, identity_text is null")


def _take_arrived(connection: duckdb.DuckDBPyConnection, rows: str, order: str = "") -> None:
    connection.execute(
        f"create or replace temp table arrived as select distinct on (identity_id) * from ({rows}) {order}"
    )


def _parts_sql(parts: list[Path], text: str) -> str:
    return f"select {', '.join(_COLUMNS)}, {text} from {read_sealed_sql(parts)}"


def _has_text(connection: duckdb.DuckDBPyConnection, part: Path) -> bool:
    described = connection.execute(f"describe select * from {read_sealed_sql([part])}").fetchall()
    return "identity_text" in {column[0] for column in described}
