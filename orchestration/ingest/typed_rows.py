"""A batch's rows as SQL: fields typed, rows judged by the first rule they break, identities told apart.

Belongs here: the statement, built from the contract and the sender's overlay. Does not belong here: running it
(reading.py), how one type is read (values.py), or what becomes of a row (writing.py).
"""

import re
from dataclasses import dataclass

from orchestration.contracts import Column, Contract, SensitiveCode
from orchestration.ingest.batch import Batch
from orchestration.ingest.sensitive import blanking, carries_sql, kept_sql, refusing
from orchestration.ingest.source_file import Unreadable
from orchestration.ingest.values import CAN_BE_UNREADABLE, civil_date_sql, trimmed_sql, with_values_sql
from orchestration.pseudonymise import DIGITS
from orchestration.pseudonymise.identity_text import IDENTITY_FIELDS

MALFORMED_ROW = "MALFORMED_ROW"
MISSING_REQUIRED = "MISSING_REQUIRED"
UNREADABLE_VALUE = "UNREADABLE_VALUE"
NOT_IN_CODE_LIST = "NOT_IN_CODE_LIST"
DUPLICATE_KEY = "DUPLICATE_KEY"
SENSITIVE_CODE = "SENSITIVE_CODE"
IDENTIFIER_IN_FIELD = "IDENTIFIER_IN_FIELD"

# What an extra column may be called to be told of by its name: a header may hold anything, a person's number too.
_COLUMN_NAME = re.compile(r"(?!(?:.*[0-9]){5})[a-z][\w ./()%-]{0,62}")
PRINTED_NUMBER = "[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
"""An NHS number as it is printed: three, three and four digits, with a space, a hyphen or nothing between."""
_NUMBERS = ("integer", "decimal")


@dataclass(frozen=True)
class RuleBroken:
    """A rule that quarantines, by its place in the contract's order."""

    rule_code: str
    column_name: str | None


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def positions_of(batch: Batch) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column of the contract stands in the files, and the names of columns that the contract lacks.

    Raises Unreadable when a required column is missing or one is there twice.
    """
    aliases = batch.overlay.header_aliases if batch.overlay else {}
    known = {column.name: column for column in batch.contract.all_columns}
    positions: dict[str, int] = {}
    extra = []
    for position, sent in enumerate(batch.header):
        name = sent if sent in known else aliases.get(sent, sent)
        if name in positions:
            raise Unreadable(f"The column {name} stands in the header twice. Send it once.")
        if name in known:
            positions[name] = position
        elif sent:
            extra.append(sent if _COLUMN_NAME.fullmatch(sent) else f"column {position + 1}")
    missing = [name for name, column in known.items() if column.requirement == "R" and name not in positions]
    if missing:
        hint = ""
        if len(batch.header) == 1:
            hint = " Its header has one column only: are the columns separated by commas?"
        raise Unreadable(f"Required columns are missing: {', '.join(missing)}.{hint}")
    return positions, tuple(extra)


def _trimmed(batch: Batch, column: Column, positions: dict[str, int]) -> str:
    if column.name not in positions:
        return "null::varchar"
    text = trimmed_sql(f"c{positions[column.name]}", has_blanks=batch.has_blanks)
    code_map = batch.overlay.code_maps.get(column.name, {}) if batch.overlay else {}
    if not code_map:
        return text
    branches = " ".join(f"when {quoted(sent.upper())} then {quoted(meant)}" for sent, meant in code_map.items())
    return f"case upper({text}) {branches} else {text} end"


def listed_sql(column: Column) -> str | None:
    """SQL: whether the value of a column is on its list of codes, open or closed; None where it has none."""
    codes = ", ".join(quoted(code) for code in (*column.codes, *column.known_codes))
    return f'"{column.name}" in ({codes})' if codes else None


def sent_columns(contract: Contract) -> list[Column]:
    """Columns that may be sent something else than they keep: `sent` of `typed` holds what, in their order.

    Numbers; and what becomes null where it cannot be read, while the row loads.
    """
    return [
        column
        for column in contract.event_columns
        if column.type in _NUMBERS or (column.type in CAN_BE_UNREADABLE and not column.is_required)
    ]


def _sent_sql(contract: Contract) -> str:
    """SQL for `sent`: null but in the few rows where such a column was sent what could hold an NHS number."""
    conditions, texts = [], []
    for column in sent_columns(contract):
        text, seen = f"t_{column.name}", f"seen_{column.name}"
        long = (
            f"(unreadable_{column.name} and strlen({text}) >= {DIGITS} and regexp_matches({text}, '{PRINTED_NUMBER}'))"
        )
        if column.type in _NUMBERS:
            # Its whole part too: however it was written, that is what the lake would keep.
            long = f"({long} or {seen} not between -{10 ** (DIGITS - 1)} and {10 ** (DIGITS - 1)})"
            text = f"concat_ws(' ', {text}, trunc({seen})::bigint)"
        conditions.append(long)
        texts.append(f"case when {long} then {text} end")
    if not conditions:
        return "null::varchar[]"
    return f"case when {' or '.join(conditions)} then [{', '.join(texts)}] end"


def identity_fields(batch: Batch) -> list[str]:
    """SQL over `typed` for the identity's fields as received, in the fixed order."""
    received = {column.name: f"t_{column.name}" for column in batch.contract.identity_columns}
    received["local_id_scope"] = local_id_scope_sql(batch)
    return [received.get(name, "null::varchar") for name in IDENTITY_FIELDS]


def local_id_scope_sql(batch: Batch) -> str:
    """SQL over `typed` for what a local id is unique within.

    A GP supplier serves many practices, each with local ids of its own: the contract names what narrows them.
    """
    narrowed = "".join(f""" || coalesce('|' || upper("{name}"), '')""" for name in batch.contract.local_id_scope)
    return quoted(batch.provider_code) + narrowed


def _identity_hashes(batch: Batch) -> list[str]:
    """Two 64-bit hashes of the identity as received: which rows have the same one. Null where it is withheld."""
    fields = identity_fields(batch)
    withheld = batch.contract.withheld_column
    hashes = []
    # 64 bits would let two of some millions of identities meet once in a few thousand deliveries; 128 do not.
    for name, order in (("identity_hash", fields), ("identity_hash_again", ["'again'", *reversed(fields)])):
        whole = f"hash({', '.join(order)})"
        hashes.append(
            f"case when t_{withheld} is null then {whole} end as {name}" if withheld else f"{whole} as {name}"
        )
    return hashes


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
    # What a row can break only beside others of its file stands after all that it breaks by itself (identifiers.py).
    rules += [RuleBroken(IDENTIFIER_IN_FIELD, column.name) for column in contract.event_columns if contract.identity]
    return judgement, tuple(rules)


def typed_rows_sql(
    batch: Batch,
    positions: dict[str, int],
    sensitive: tuple[SensitiveCode, ...],
    parse_sql: str,
    allow_test: bool,
) -> tuple[str, tuple[RuleBroken, ...]]:
    """The statement that fills `typed`, in stages that name their results, so that none is computed twice.

    Of an identity only the fields as received and its hashes: what they are worth is asked of distinct ones only
    (identities.py).
    """
    contract = batch.contract
    events, identity = contract.event_columns, contract.identity_columns
    trimmed = [f"{_trimmed(batch, column, positions)} as t_{column.name}" for column in contract.all_columns]
    readable = [column for column in events if column.type in CAN_BE_UNREADABLE]
    types = {column.name: column.type for column in events}
    statement = f"select file_index::usmallint as file_index, {', '.join(trimmed)} from {parse_sql}"
    statement = with_values_sql(statement, types, allow_test_numbers=allow_test)
    moments = [file.extracted_at_sql for file in batch.files]
    kept = [f"{kept_sql(contract, sensitive, c.name, f'seen_{c.name}')} as {c.name}" for c in events]
    kept += [f"{carries_sql(contract, sensitive, n, f'seen_{n}')} as sensitive_{n}" for n in blanking(contract)]
    kept += [
        f"{batch.by_file_sql(moments)} as extracted_at",
        f"{batch.by_file_sql(civil_date_sql(moment) for moment in moments)} as extracted_on",
    ]
    judgement, rules = _judgement(contract, sensitive)
    names = ["file_index", *(column.name for column in events)]
    names += [f"unreadable_{column.name}" for column in readable] + [f"sensitive_{name}" for name in blanking(contract)]
    hashes = _identity_hashes(batch) if contract.identity else []
    names += [f"t_{column.name}" for column in identity]
    names += [f"{_sent_sql(contract)} as sent"] if identity else []
    statement = f"select *, {', '.join(kept)} from ({statement})"
    return (
        f"create temp table typed as select {', '.join([*names, *hashes])}, {judgement} as broken_rule "
        f"from ({statement})"
    ), rules
