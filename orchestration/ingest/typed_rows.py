"""One delivery's rows as SQL: fields typed, rows judged by the first rule they break, identities told apart.

Belongs here: the statement, built from the contract and the sender's overlay. Does not belong here: running it
(reading.py), how one type is read (values.py), or what becomes of a row (writing.py).
"""

from dataclasses import dataclass
from datetime import datetime

from orchestration.contracts import Column, Contract, Overlay, SensitiveCode
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


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def positions_of(delivered: Delivered, source: SourceFile) -> tuple[dict[str, int], tuple[str, ...]]:
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


def _trimmed(delivered: Delivered, source: SourceFile, column: Column, positions: dict[str, int]) -> str:
    if column.name not in positions:
        return "null::varchar"
    text = trimmed_sql(f"c{positions[column.name]}", has_blanks=source.has_blanks)
    code_map = delivered.overlay.code_maps.get(column.name, {}) if delivered.overlay else {}
    if not code_map:
        return text
    branches = " ".join(f"when {quoted(sent.upper())} then {quoted(meant)}" for sent, meant in code_map.items())
    return f"case upper({text}) {branches} else {text} end"


def _identity_fields(delivered: Delivered) -> list[str]:
    """The identity's fields as received, in the fixed order, as SQL over a stage that has local_id_scope."""
    received = {column.name: f"t_{column.name}" for column in delivered.contract.identity_columns}
    received["local_id_scope"] = "local_id_scope"
    return [received.get(name, "null::varchar") for name in IDENTITY_FIELDS]


def _row_key(delivered: Delivered) -> list[str]:
    """What makes an identity that says nothing unique to its row."""
    return [quoted(delivered.contract.feed), *(f'"{name}"::varchar' for name in delivered.contract.key)]


def identity_text_sql(delivered: Delivered) -> str:
    """SQL over `typed` for the text that an identity's token is made of."""
    text = length_prefixed_sql(_identity_fields(delivered))
    return (
        f"case when says_something then {text} else {text} || '|row|' || {length_prefixed_sql(_row_key(delivered))} end"
    )


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
    return quoted(delivered.provider_code) + narrowed


_IDENTITY_NAMES = (
    "local_id_scope",
    "checked_nhs_number",
    "checked_birth_date",
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
            codes = ", ".join(quoted(code) for code in column.codes)
            rule(f"{column.name} not in ({codes})", NOT_IN_CODE_LIST, column.name)
    for contract_rule in contract.rules:
        rule(contract_rule.broken_sql(), contract_rule.rule_code, contract_rule.column_name)
    for column_name in refusing(contract):
        rule(carries_sql(contract, sensitive, column_name, column_name), SENSITIVE_CODE, column_name)
    judgement = f"case {' '.join(branches)} end::smallint" if branches else "null::smallint"
    return judgement, tuple(rules)


def typed_rows_sql(
    delivered: Delivered,
    source: SourceFile,
    positions: dict[str, int],
    sensitive: tuple[SensitiveCode, ...],
    parse_sql: str,
    allow_test: bool,
) -> tuple[str, tuple[RuleBroken, ...]]:
    """The statement that fills `typed`, in stages that name their results, so that none is computed twice."""
    contract = delivered.contract
    events, identity = contract.event_columns, contract.identity_columns
    trimmed = [
        f"{_trimmed(delivered, source, column, positions)} as t_{column.name}" for column in contract.all_columns
    ]
    readable = [column for column in contract.all_columns if column.type in CAN_BE_UNREADABLE]
    types = {column.name: column.type for column in contract.all_columns if column in events or column in readable}
    statement = with_values_sql(f"select {', '.join(trimmed)} from {parse_sql}", types, allow_test_numbers=allow_test)
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
            "seen_nhs_number",
            "t_given_name",
            "t_family_name",
            "seen_birth_date",
            postcode_sql("t_postcode"),
            "t_local_patient_id",
        )
        statement = f"select *, {_local_id_scope_sql(delivered)} as local_id_scope from ({statement})"
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
        f"create temp table typed as select {', '.join([*names, *hashes])}, {judgement} as broken_rule "
        f"from ({statement})"
    ), rules
