"""What identifies somebody in a column where nothing should: such a row does not load.

Belongs here: which columns are judged, what counts as an identifier in one, and marking the rows of `typed`. A cheap
look at every row finds the few that are looked at closely. Does not belong here: what identifies in its own column
(identities.py), or in the name of a file (contracts/file_name.py). Why it is judged so: docs/decisions/0018.
"""

import re
from dataclasses import dataclass

import duckdb

from orchestration.contracts import Column, Contract
from orchestration.ingest.batch import Batch
from orchestration.ingest.identities import dated_sql
from orchestration.ingest.reading import Reading
from orchestration.ingest.typed_rows import IDENTIFIER_IN_FIELD, PRINTED_NUMBER, RuleBroken, listed_sql, sent_columns
from orchestration.ingest.values import PLACEHOLDER_DATES, postcode_sql
from orchestration.pseudonymise import DIGITS, normal_form_sql, valid_nhs_number_sql

SHORTEST_NAME = 3
"""Two letters stand in too many codes by chance."""

_NO_LETTER, _NEITHER = r"[^\pL\x01]", r"[^\pL\pN]"
_POSTCODE = "[A-Z]{1,2}[0-9][A-Z0-9]?[ -]?[0-9][A-Z]{2}"
_DAY = "[0-9]{4}[-/. ]?[0-9]{2}[-/. ]?[0-9]{2}|[0-9]{2}[-/. ]?[0-9]{2}[-/. ]?[0-9]{4}"


@dataclass(frozen=True)
class _Field:
    """One text of a row that is judged: the number of its rule, the column, and the text as SQL over `typed`."""

    rule: int
    column: Column
    text: str

    @property
    def is_worded(self) -> bool:
        """Whether words are kept in it, so that a name, a postcode or a day could be."""
        return self.column.lake_type == "VARCHAR" and not self.is_concept

    @property
    def is_concept(self) -> bool:
        return self.column.type == "snomed"


def _fields(contract: Contract, reading: Reading) -> list[_Field]:
    """What is judged, in the contract's order. Of a column with a list of codes only what is not on it."""
    sent = [column.name for column in sent_columns(contract)]
    fields = []
    for column in contract.event_columns:
        rule, name = reading.rules.index(RuleBroken(IDENTIFIER_IN_FIELD, column.name)), f'"{column.name}"'
        if column.name in sent:
            fields.append(_Field(rule, column, f"sent[{sent.index(column.name) + 1}]"))
        if column.lake_type == "VARCHAR" and not (column.codes and column.is_required):
            listed = listed_sql(column)
            fields.append(_Field(rule, column, f"case when not {listed} then {name} end" if listed else name))
    return fields


def _holds_sql(text: str, pattern: str) -> str:
    """SQL: whether a text may hold what a pattern describes, with an edge on both sides."""
    # All letters there are would take ten milliseconds to plan for; one of another alphabet passes for an edge.
    return f"regexp_matches({text}, '(?:^|[^A-Za-z0-9])(?:{pattern})(?:$|[^A-Za-z0-9])')"


def _suspect_sql(fields: list[_Field]) -> str:
    """SQL over `typed`: a cheap condition that holds wherever a row could carry an identifier. It is asked of all.

    A row's texts are looked at as one: that takes a third of the time of looking at each.
    """
    texts = ", ".join(f'"{field.column.name}"' for field in fields if field.is_worded)
    texts = f"concat_ws('|', {texts})"
    worded = f"upper(concat_ws('|', {', '.join(field.text for field in fields if field.is_worded)}))"
    shaped = _holds_sql(texts, f"{PRINTED_NUMBER}|{_POSTCODE.replace('A-Z', 'A-Za-z')}|{_DAY}")
    own = (
        f"contains(upper({texts}), upper(right(t_postcode, 3))) or contains({texts}, left(t_birth_date, 4)) "
        f"or {_holds_sql(texts, PRINTED_NUMBER)}"
    )
    named = " or ".join(
        f"(strlen({name}) >= {SHORTEST_NAME} and contains({worded}, upper({name})))"
        for name in ("t_given_name", "t_family_name")
    )
    # A concept id is digits alone: it is a number or holds none.
    concepts = "".join(f" or strlen({field.text}) = {DIGITS}" for field in fields if field.is_concept)
    return (
        f"sent is not null{concepts} or ({shaped} and ({own})) "
        f"or ((t_given_name is not null or t_family_name is not null) and ({named}))"
    )


def quarantine_identifiers(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, *, allow_test_numbers: bool
) -> None:
    """Mark the rows of `typed` that break no other rule and carry an identifier in a column that is none of it.

    That is: a valid NHS number of the same file, in any column; and, where words are kept, the row's own name, postcode
    or birth date. Blamed is the first such column in the contract's order.
    """
    if not batch.contract.identity:
        return
    fields = _fields(batch.contract, reading)
    suspect = f"from typed where broken_rule is null and ({_suspect_sql(fields)})"
    if not connection.execute(f"select 1 {suspect} limit 1").fetchall():
        return
    _judge_closely(connection, batch, fields, suspect)
    numbers = _numbers_sql(batch, allow_test_numbers=allow_test_numbers)
    connection.execute(f"create or replace temp table carried as {numbers} union all {_POSTCODES} union all {_DAYS}")
    _carry_names(connection, fields)
    connection.execute(
        "update typed set broken_rule = first.rule from "
        "(select row_id, min(rule) as rule from carried group by row_id) as first where typed.rowid = first.row_id"
    )
    for table in ("judged", "carried", "named"):
        connection.execute(f"drop table {table}")


def _judge_closely(connection: duckdb.DuckDBPyConnection, batch: Batch, fields: list[_Field], suspect: str) -> None:
    """Fill `judged` with the texts of the rows that are suspect, in capitals, each beside what identifies its row."""
    born, placeholders = "try_cast(t_birth_date as date)", ", ".join(f"date '{day}'" for day in PLACEHOLDER_DATES)
    connection.execute(
        "create or replace temp table judged as select * from (select rowid as row_id, file_index, "
        "upper(t_given_name) as given_name, upper(t_family_name) as family_name, "
        f"{postcode_sql('t_postcode')} as postcode, "
        # On the day of a birth the day of the event is the child's own, and stands there by right.
        f"case when {born} not in ({placeholders}) and {born} <> {dated_sql(batch)} then {born} end as birth_date, "
        f"unnest([{', '.join(str(field.rule) for field in fields)}]) as rule, "
        f"unnest([{', '.join(str(field.is_worded).lower() for field in fields)}]) as is_worded, "
        f"unnest([{', '.join(f'upper({field.text})' for field in fields)}]) as text "
        f"{suspect}) where text is not null"
    )


def _spelt_sql(pattern: str) -> str:
    """SQL over `judged`: a row for each place where its text holds what a pattern describes, between two edges.

    What is neither letter nor digit is written twice before, so that one between two finds is the edge of both.
    """
    pattern = re.sub(r"(\[[-/. ]+\])\?", r"(?:\1{2})?", pattern)
    doubled = f"regexp_replace(text, '({_NEITHER})', '\\1\\1', 'g')"
    return f"unnest(regexp_extract_all({doubled}, '(?:^|{_NEITHER})({pattern})(?:$|{_NEITHER})', 1))"


def _bare_sql(text: str) -> str:
    return f"regexp_replace({text}, '{_NEITHER}', '', 'g')"


_POSTCODES = (
    "select row_id, rule from (select row_id, rule, postcode, "
    f"{_spelt_sql(_POSTCODE)} as spelling from judged where is_worded) "
    f"where {_bare_sql('spelling')} = postcode"
)
_DAYS = (
    "select row_id, rule from (select row_id, rule, birth_date, "
    f"{_spelt_sql(_DAY)} as spelling from judged where is_worded) "
    f"where {_bare_sql('spelling')} in (strftime(birth_date, '%Y%m%d'), strftime(birth_date, '%d%m%Y')) "
)


def _numbers_sql(batch: Batch, *, allow_test_numbers: bool) -> str:
    """SQL for row and rule wherever a valid NHS number stands that is one of the same file's."""
    found = _spelt_sql(PRINTED_NUMBER)
    valid = valid_nhs_number_sql("spelling", allow_test_numbers=allow_test_numbers)
    of_file = " union ".join(
        f"select file_index, {normal_form_sql(f't_{column.name}')} as number from typed"
        for column in batch.contract.identity_columns
        if column.type == "nhs_number"
    )
    return (
        f"select row_id, rule from (select row_id, rule, file_index, {valid} as number from "
        f"(select row_id, rule, file_index, {found} as spelling from judged)) semi join ({of_file}) "
        "using (file_index, number)"
    )


def _carry_names(connection: duckdb.DuckDBPyConnection, fields: list[_Field]) -> None:
    """Add to `carried` the texts that hold the row's own given or family name, as a word with no letter beside it.

    But for a text that somebody of another name has as well: a unit, a place or a group may be called as people are.
    """
    connection.execute(
        "create or replace temp table named as select distinct row_id, file_index, rule, text, word from "
        "(select *, unnest([given_name, family_name]) as word from judged where is_worded) "
        # A mark in the name's place: a pattern made of each name would be compiled for each row.
        f"where length(word) >= {SHORTEST_NAME} "
        f"and regexp_matches(replace(text, word, chr(1)), '(^|{_NO_LETTER})\\x01($|{_NO_LETTER})')"
    )
    found = {row[0] for row in connection.execute("select distinct rule from named").fetchall()}
    if not found:
        return
    others = " union all ".join(
        f"select file_index, {field.rule} as rule, upper({field.text}) as text, upper(t_given_name) as given_name, "
        "upper(t_family_name) as family_name from typed where t_given_name is not null or t_family_name is not null"
        for field in fields
        if field.rule in found and field.is_worded
    )
    connection.execute(
        f"insert into carried select row_id, rule from named where not exists (select 1 from ({others}) as other where "
        "other.file_index = named.file_index and other.rule = named.rule and other.text = named.text and "
        "other.given_name is distinct from named.word and other.family_name is distinct from named.word)"
    )
