"""From the bytes of a delivery to one temporary table of typed rows, each with the first rule that it broke.

One set-based pass: DuckDB parses the CSV, types every field and judges every row in a single statement. DuckDB's own
messages quote lines and values, so they end here: what leaves is a sentence of ours.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.contracts import Column, Contract, Overlay, SensitiveCode
from orchestration.duck import load_extension
from orchestration.ingest.sensitive import blanking, carries_sql, kept_sql, refusing
from orchestration.ingest.source_file import SourceFile, Unreadable
from orchestration.ingest.values import (
    CAN_BE_UNREADABLE,
    postcode_sql,
    trimmed_sql,
    with_values_sql,
)
from orchestration.pseudonymise.identity_text import IDENTITY_FIELDS, length_prefixed_sql, says_something_sql

MALFORMED_ROW = "MALFORMED_ROW"
MISSING_REQUIRED = "MISSING_REQUIRED"
UNREADABLE_VALUE = "UNREADABLE_VALUE"
NOT_IN_CODE_LIST = "NOT_IN_CODE_LIST"
DUPLICATE_KEY = "DUPLICATE_KEY"
SENSITIVE_CODE = "SENSITIVE_CODE"

_UNFINISHED_QUOTE = "UNQUOTED VALUE"
_WRONG_ENCODING = "INVALID ENCODING"


@dataclass(frozen=True)
class Delivered:
    """What the file name says of a delivery, and how its feed is read."""

    contract: Contract
    overlay: Overlay | None
    provider_code: str
    period: str
    extracted_at: datetime


@dataclass(frozen=True)
class RuleBroken:
    """A rule that quarantines, by its place in the contract's order."""

    rule_code: str
    column_name: str | None


@dataclass(frozen=True)
class Reading:
    """The rows of a file in the temporary table `typed`, those that could not be parsed in `malformed`."""

    rules: tuple[RuleBroken, ...]
    rows_received: int
    malformed_count: int
    extra_columns: tuple[str, ...]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _positions(delivered: Delivered, source: SourceFile) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column of the contract stands in the file, and the names of columns that the contract lacks."""
    aliases = delivered.overlay.header_aliases if delivered.overlay else {}
    known = {column.name: column for column in delivered.contract.all_columns}
    positions: dict[str, int] = {}
    extra = []
    for position, sent in enumerate(source.header):
        name = sent if sent in known else aliases.get(sent, sent)
        if name in positions:
            raise Unreadable(f"The column {name} stands in the header twice. Send it once.", source.file_sha256)
        if name in known:
            positions[name] = position
        elif sent:
            extra.append(sent)
    missing = [name for name, column in known.items() if column.requirement == "R" and name not in positions]
    if missing:
        hint = ""
        if len(source.header) == 1:
            hint = " Its header has one column only: are the columns separated by commas?"
        raise Unreadable(f"Required columns are missing: {', '.join(missing)}.{hint}", source.file_sha256)
    return positions, tuple(extra)


def _parse_sql(source: SourceFile, encoding: str, strict: bool) -> str:
    columns = ", ".join(f"'c{position}': 'varchar'" for position in range(len(source.header)))
    return (
        f"read_csv({_quoted(str(source.path))}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', encoding = '{encoding}', strict_mode = {str(strict).lower()}, "
        f"compression = '{'gzip' if source.is_gzip else 'none'}', "
        "store_rejects = true, rejects_table = 'refused_lines', rejects_scan = 'refused_scans')"
    )


def _trimmed(delivered: Delivered, source: SourceFile, column: Column, positions: dict[str, int]) -> str:
    if column.name not in positions:
        return "null::varchar"
    text = trimmed_sql(f"c{positions[column.name]}", has_blanks=source.has_blanks)
    code_map = delivered.overlay.code_maps.get(column.name, {}) if delivered.overlay else {}
    if not code_map:
        return text
    branches = " ".join(f"when {_quoted(sent.upper())} then {_quoted(meant)}" for sent, meant in code_map.items())
    return f"case upper({text}) {branches} else {text} end"


def _identity_fields(delivered: Delivered) -> list[str]:
    """The identity's fields as received, in the fixed order, as SQL over a stage that has local_id_scope."""
    received = {column.name: f"t_{column.name}" for column in delivered.contract.identity_columns}
    received["local_id_scope"] = "local_id_scope"
    return [received.get(name, "null::varchar") for name in IDENTITY_FIELDS]


def _row_key(delivered: Delivered) -> list[str]:
    """What makes an identity that says nothing unique to its row."""
    return [_quoted(delivered.contract.feed), *(f'"{name}"::varchar' for name in delivered.contract.key)]


def identity_text_sql(delivered: Delivered) -> str:
    """SQL over `typed` for the text that an identity's token is made of."""
    text = length_prefixed_sql(_identity_fields(delivered))
    return f"case when says_something then {text} else {text} || '|row|' || {length_prefixed_sql(_row_key(delivered))} end"


def _identity_hash_sql(delivered: Delivered) -> list[str]:
    """Two 64-bit hashes of the identity as received: which rows have the same one. Null where it is withheld."""
    fields = _identity_fields(delivered)
    withheld = f"t_{delivered.contract.withheld_column} is not null" if delivered.contract.withheld_column else "false"
    hashes = []
    # 64 bits would let two of some millions of identities meet once in a few thousand deliveries; 128 do not.
    for name, order in (("identity_hash", fields), ("identity_hash_again", ["'again'", *reversed(fields)])):
        whole = f"hash({', '.join(order)})"
        alone = f"hash({', '.join([*order, *_row_key(delivered)])})"
        hashes.append(f"case when {withheld} then null when says_something then {whole} else {alone} end as {name}")
    return hashes


def _local_id_scope_sql(delivered: Delivered) -> str:
    # A GP supplier serves many practices, each with local ids of its own: the contract names what narrows them.
    narrowed = "".join(f" || coalesce('|' || upper(t_{name}), '')" for name in delivered.contract.local_id_scope)
    return _quoted(delivered.provider_code) + narrowed


_IDENTITY_NAMES = (
    "local_id_scope",
    "checked_nhs_number",
    "checked_birth_date",
    "checked_postcode",
    "checked_superseded_by",
    "says_something",
)


def _judgement(contract: Contract, sensitive: tuple[SensitiveCode, ...]) -> tuple[str, tuple[RuleBroken, ...]]:
    """One CASE over the rules in the contract's order: the place of the first that is broken, else null."""
    rules: list[RuleBroken] = []
    branches: list[str] = []

    def rule(condition: str, rule_code: str, column_name: str | None) -> None:
        branches.append(f"when {condition} then {len(rules)}")
        rules.append(RuleBroken(rule_code, column_name))

    for column in contract.event_columns:
        if column.requirement != "R":
            continue
        if column.type in CAN_BE_UNREADABLE:
            rule(f"unreadable_{column.name}", UNREADABLE_VALUE, column.name)
        rule(f"{column.name} is null", MISSING_REQUIRED, column.name)
        if column.codes and not column.is_open:
            codes = ", ".join(_quoted(code) for code in column.codes)
            rule(f"{column.name} not in ({codes})", NOT_IN_CODE_LIST, column.name)
    for contract_rule in contract.rules:
        rule(contract_rule.broken_sql(), contract_rule.rule_code, contract_rule.column_name)
    for column_name in refusing(contract):
        rule(carries_sql(contract, sensitive, column_name, column_name), SENSITIVE_CODE, column_name)
    judgement = f"case {' '.join(branches)} end::smallint" if branches else "null::smallint"
    return judgement, tuple(rules)


def _typed_rows_sql(
    delivered: Delivered,
    source: SourceFile,
    positions: dict[str, int],
    sensitive: tuple[SensitiveCode, ...],
    parse_sql: str,
    allow_test: bool,
) -> tuple[str, tuple[RuleBroken, ...]]:
    """The statement that fills `typed`, in stages: each names its results, so that none is computed or planned twice."""
    contract = delivered.contract
    events, identity = contract.event_columns, contract.identity_columns
    trimmed = [f"{_trimmed(delivered, source, column, positions)} as t_{column.name}" for column in contract.all_columns]
    readable = [column for column in contract.all_columns if column.type in CAN_BE_UNREADABLE]
    types = {column.name: column.type for column in contract.all_columns if column in events or column in readable}
    statement = with_values_sql(
        f"select {', '.join(trimmed)} from {parse_sql}", types, allow_test_numbers=allow_test
    )
    kept = [f"{kept_sql(contract, sensitive, c.name, f'seen_{c.name}')} as {c.name}" for c in events]
    kept += [f"{carries_sql(contract, sensitive, n, f'seen_{n}')} as sensitive_{n}" for n in blanking(contract)]
    kept.append(f"timestamp '{delivered.extracted_at:%Y-%m-%d %H:%M:%S}' as extracted_at")
    judgement, rules = _judgement(contract, sensitive)
    names = [column.name for column in events]
    names += [f"unreadable_{column.name}" for column in readable] + [f"sensitive_{name}" for name in blanking(contract)]
    hashes = []
    if contract.identity:
        superseded = any(column.name == "superseded_by_nhs_number" for column in identity)
        says = says_something_sql(
            "seen_nhs_number", "t_given_name", "t_family_name", "seen_birth_date", "checked_postcode", "t_local_patient_id"
        )
        checked = f"{postcode_sql('t_postcode')} as checked_postcode, {_local_id_scope_sql(delivered)} as local_id_scope"
        statement = f"select *, {checked} from ({statement})"
        kept += [
            f"{says} as says_something",
            "seen_nhs_number as checked_nhs_number",
            "seen_birth_date as checked_birth_date",
            f"{'seen_superseded_by_nhs_number' if superseded else 'null::varchar'} as checked_superseded_by",
        ]
        names += [*_IDENTITY_NAMES, *(f"t_{column.name}" for column in identity)]
        hashes = _identity_hash_sql(delivered)
    statement = f"select *, {', '.join(kept)} from ({statement})"
    return (
        f"create temp table typed as select {', '.join([*names, *hashes])}, {judgement} as broken_rule from ({statement})"
    ), rules


_DISK_FULL = "No space left on device"


def is_disk_full(error: Exception) -> bool:
    """Whether an engine's or system's error means that the disk has no space left."""
    return _DISK_FULL.lower() in str(error).lower() or "failed to offload data block" in str(error).lower()


def drop_reading(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget the rows of the delivery before."""
    for table in ("typed", "identities", "malformed", "refused_lines", "refused_scans"):
        connection.execute(f"drop table if exists {table}")


def _refused(connection: duckdb.DuckDBPyConnection, condition: str) -> int:
    return connection.execute(f"select count(distinct line) from refused_lines where {condition}").fetchall()[0][0]


def _never_closed_quote(source: SourceFile) -> bool:
    import gzip

    opener = gzip.open if source.is_gzip else open
    quotes = 0
    with opener(source.path, "rb") as file:
        while chunk := file.read(1 << 20):
            quotes += chunk.count(b'"')
    return quotes % 2 == 1


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    delivered: Delivered,
    source: SourceFile,
    sensitive: tuple[SensitiveCode, ...],
    *,
    allow_test_numbers: bool,
) -> Reading:
    """Fill the temporary tables `typed` (row order kept: rowid 0 is the first good row) and `malformed`.

    UTF-8 first; a file with bytes that are none is read again as Windows-1252; one with mixed line ends is read again
    leniently. Raises Unreadable with a sentence for the sender when nothing works.
    """
    positions, extra = _positions(delivered, source)
    encoding, strict = "utf-8", True
    for _ in range(4):
        drop_reading(connection)
        parse_sql = _parse_sql(source, encoding, strict)
        statement, rules = _typed_rows_sql(delivered, source, positions, sensitive, parse_sql, allow_test_numbers)
        try:
            connection.execute(statement)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            if not strict:
                raise Unreadable(
                    "The file cannot be read as comma-separated text with one line end throughout. "
                    "Export it again as CSV (RFC 4180).", source.file_sha256
                ) from None
            strict = False
            continue
        except duckdb.IOException as error:
            if is_disk_full(error):
                raise
            raise Unreadable("The file cannot be read to its end. Send it again.", source.file_sha256) from None
        if encoding == "utf-8" and _refused(connection, f"error_type = '{_WRONG_ENCODING}'"):
            # The one other encoding met in the wild; its unassigned bytes stay refused, row by row.
            load_extension(connection, "encodings")
            encoding = "CP1252"
            continue
        break
    if _refused(connection, f"error_type = '{_UNFINISHED_QUOTE}'") and _never_closed_quote(source):
        raise Unreadable(
            "A quotation mark is opened and never closed, so rows after it cannot be told apart. "
            "Double the quotation marks inside values and send it again.", source.file_sha256
        )
    # A refused line is counted among the records; the good rows take the numbers that are left, in order.
    connection.execute(
        "create temp table malformed as select record_number, "
        "record_number - row_number() over (order by record_number) as good_rows_before, "
        "row_number() over (order by record_number) as refused_so_far "
        "from (select distinct line - 1 as record_number from refused_lines)"
    )
    good, malformed = connection.execute(
        "select (select count(*) from typed), (select count(*) from malformed)"
    ).fetchall()[0]
    return Reading(rules, good + malformed, malformed, extra)
