"""The distinct identities of a batch: which rows have the same one, what it is worth, and its token.

An identity is looked at once, however many rows bear it. Belongs here: the temporary tables `identities` (one row per
identity of the batch) and `sighted` (one row per file and identity). Does not belong here: what makes two identities
one person (identity), or the files that are written of them (writing.py).
"""

import duckdb

from orchestration.ingest.batch import Batch
from orchestration.ingest.typed_rows import identity_fields, local_id_scope_sql, quoted
from orchestration.ingest.values import CAN_BE_UNREADABLE, civil_date_sql, postcode_sql, with_values_sql
from orchestration.pseudonymise import KeyRing, pads, token_sql
from orchestration.pseudonymise.identity_text import length_prefixed_sql, says_something_sql

MOST_TOKENS_KEPT = 2_000_000
"""Of each connection, in its private memory: some 100 MB, which hold every patient of a large supplier."""

HASHES = "identity_hash, identity_hash_again"

VAULT_COLUMNS = (
    "local_id_scope",
    "local_patient_id",
    "nhs_number",
    "given_name",
    "family_name",
    "birth_date",
    "gender_code",
    "postcode",
    "superseded_by_nhs_number",
    "says_something",
    "identity_text",
)
"""What the vault keeps of an identity beside its token and its sender; of its text a new key makes a new token."""

_MAY_BE_SILENT = "t_local_patient_id is null and t_given_name is null and t_family_name is null"
"""Of these rows only can the identity say nothing: the few that must be looked at one by one."""


def dated_sql(batch: Batch) -> str:
    """SQL over `typed` for the day on which a row counts."""
    column = batch.contract.column(batch.contract.dated_by)
    return civil_date_sql(f'"{column.name}"') if column.type == "datetime" else f'"{column.name}"'


def with_worth_sql(batch: Batch, rows_sql: str, *, allow_test_numbers: bool) -> str:
    """SQL over rows of `typed`: adds seen_<name> and unreadable_<name> of the identity's fields, and says_something."""
    types = {c.name: c.type for c in batch.contract.identity_columns if c.type in CAN_BE_UNREADABLE}
    says = says_something_sql(
        "seen_nhs_number",
        "t_given_name",
        "t_family_name",
        "seen_birth_date",
        postcode_sql("t_postcode"),
        "t_local_patient_id",
    )
    with_values = with_values_sql(rows_sql, types, allow_test_numbers=allow_test_numbers)
    return f"select *, {says} as says_something from ({with_values})"


def _row_key(batch: Batch) -> list[str]:
    """What makes an identity that says nothing unique to its row."""
    return [quoted(batch.contract.feed), *(f'"{name}"::varchar' for name in batch.contract.key)]


def _identity_text_sql(batch: Batch) -> str:
    """SQL over a row of `typed` for the text that its identity's token is made of."""
    text = length_prefixed_sql(identity_fields(batch))
    return f"case when says_something then {text} else {text} || '|row|' || {length_prefixed_sql(_row_key(batch))} end"


def _tell_silent_apart(connection: duckdb.DuckDBPyConnection, batch: Batch, *, allow_test_numbers: bool) -> None:
    """Give each row whose identity says nothing hashes of its own: it is nobody else's."""
    silent = f"from typed where {_MAY_BE_SILENT} and identity_hash is not null"
    if not connection.execute(f"select 1 {silent} limit 1").fetchall():
        return
    worth = with_worth_sql(batch, f"select rowid as row_id, * {silent}", allow_test_numbers=allow_test_numbers)
    key = ", ".join(_row_key(batch))
    connection.execute(
        f"update typed set identity_hash = hash(identity_hash, {key}), "
        f"identity_hash_again = hash(identity_hash_again, {key}) "
        f"where rowid in (select row_id from ({worth}) where not says_something)"
    )


def tell_identities(
    connection: duckdb.DuckDBPyConnection, batch: Batch, ring: KeyRing, *, allow_test_numbers: bool
) -> None:
    """Fill `identities` and `sighted` from the rows of the batch that load.

    A sender's identities are the same from month to month, and a token costs more than all else that a row needs:
    those that this connection has written before are kept in `known_tokens` and not made again.
    """
    _tell_silent_apart(connection, batch, allow_test_numbers=allow_test_numbers)
    connection.execute(
        "create temp table if not exists known_tokens "
        "(identity_hash ubigint, identity_hash_again ubigint, known_identity_id uuid)"
    )
    connection.execute(
        f"create temp table sightings as select file_index, {HASHES}, count(*) as rows_count, "
        "min(dated) as first_date, max(dated) as last_date, min(row_id) as first_row from "
        f"(select file_index, {HASHES}, {dated_sql(batch)} as dated, rowid as row_id from typed "
        "where broken_rule is null) group by all"
    )
    rows = (
        "select typed.*, first_file from typed join (select min(first_row) as first_row, min(file_index) as first_file "
        f"from sightings where identity_hash is not null group by {HASHES}) as first on typed.rowid = first.first_row"
    )
    contract = batch.contract
    superseded = any(column.name == "superseded_by_nhs_number" for column in contract.identity_columns)
    flags = "".join(f", unreadable_{c.name}" for c in contract.identity_columns if c.type in CAN_BE_UNREADABLE)
    flags += "".join(f", t_{c.name}" for c in contract.identity_columns if c.codes)
    connection.execute(
        f"create temp table identities as select coalesce(known_identity_id, {token_sql('identity_text')}) "
        f"as identity_id, * exclude (known_identity_id) from (select known_identity_id, {HASHES}, first_file, "
        "known_identity_id is null as is_new, "
        f"case when known_identity_id is null then {_identity_text_sql(batch)} end as identity_text, "
        f"{local_id_scope_sql(batch)} as local_id_scope, t_local_patient_id as local_patient_id, "
        "seen_nhs_number as nhs_number, t_given_name as given_name, t_family_name as family_name, "
        "seen_birth_date as birth_date, upper(t_gender_code) as gender_code, "
        f"{postcode_sql('t_postcode')} as postcode, "
        f"{'seen_superseded_by_nhs_number' if superseded else 'null::varchar'} as superseded_by_nhs_number, "
        f"says_something{flags} from ({with_worth_sql(batch, rows, allow_test_numbers=allow_test_numbers)}) "
        f"left join known_tokens using ({HASHES}))",
        pads(ring.identity),
    )
    connection.execute(
        "create temp table sighted as select file_index, identity_id, "
        f"{HASHES}, rows_count, first_date, last_date from sightings left join identities using ({HASHES})"
    )
    connection.execute("drop table sightings")


def remember_tokens(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the tokens of a batch whose identities now lie in the vault."""
    counted = "select count(*) filter (where is_new) + (select count(*) from known_tokens) from identities"
    if connection.execute(counted).fetchall()[0][0] > MOST_TOKENS_KEPT:
        connection.execute("delete from known_tokens")
    else:
        connection.execute(
            f"insert into known_tokens select {HASHES}, identity_id from identities where is_new and says_something"
        )
