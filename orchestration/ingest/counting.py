"""What is said of a delivery's rows, in numbers: those that did not load, what the others are warned about, how full
their columns are. All files of a batch are counted in one statement.

Does not belong here: which rule a row breaks (typed_rows.py), or any value of a row.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import duckdb

from orchestration.contracts import Column
from orchestration.ingest.batch import Batch
from orchestration.ingest.identities import HASHES, with_worth_sql
from orchestration.ingest.manifest import Broken, Filled, Warned
from orchestration.ingest.reading import Reading
from orchestration.ingest.sensitive import blanking
from orchestration.ingest.typed_rows import (
    DUPLICATE_KEY,
    MALFORMED_ROW,
    NOT_IN_CODE_LIST,
    SENSITIVE_CODE,
    UNREADABLE_VALUE,
    quoted,
)
from orchestration.ingest.values import CAN_BE_UNREADABLE, civil_date_sql

ROW_OUTSIDE_MONTH = "ROW_OUTSIDE_MONTH"
ROW_OF_ANOTHER_PROVIDER = "ROW_OF_ANOTHER_PROVIDER"
NHS_NUMBER_INVALID = "NHS_NUMBER_INVALID"


@dataclass(frozen=True)
class Counted:
    """The counts of one file."""

    rows_loaded: int
    broken: tuple[Broken, ...]
    """By rule and column, the most broken first."""
    warnings: tuple[Warned, ...]
    filled: tuple[Filled, ...]

    @property
    def rows_quarantined(self) -> int:
        return sum(each.rows_count for each in self.broken)


@dataclass(frozen=True)
class _Condition:
    """A rule that warns, as SQL: over a row of `typed`, or over an identity."""

    rule_code: str
    column_name: str
    sql: str
    is_of_identity: bool


def rules_of(reading: Reading) -> list[tuple[str, str | None]]:
    """Rule and column by the number that `typed` knows them by; a key that comes again is the last of them."""
    return [*((rule.rule_code, rule.column_name) for rule in reading.rules), (DUPLICATE_KEY, None)]


def _broken_by_file(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[int, tuple[Broken, ...]]:
    rules = rules_of(reading)
    counted: dict[int, Counter] = defaultdict(Counter)
    if reading.malformed_count:
        counted[0][MALFORMED_ROW, None] = reading.malformed_count
    by_number = "select file_index, broken_rule, count(*) from typed where broken_rule is not null group by all"
    for place, number, count in connection.execute(by_number).fetchall():
        counted[place][rules[number]] += count
    return {
        place: tuple(
            Broken(rule_code=code, column_name=name, rows_count=count)
            for (code, name), count in sorted(of.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
        )
        for place, of in counted.items()
    }


def _of_column(column: Column, is_of_identity: bool) -> list[_Condition]:
    """What one column of a row that loads can be warned about; a required one would have kept the row out."""
    found = []
    if column.requirement == "R":
        return found
    if column.type in CAN_BE_UNREADABLE:
        code = NHS_NUMBER_INVALID if column.type == "nhs_number" else UNREADABLE_VALUE
        found.append(_Condition(code, column.name, f"unreadable_{column.name}", is_of_identity))
    if column.codes and not column.is_open:
        codes = ", ".join(f"'{listed}'" for listed in column.codes)
        value = f"upper(t_{column.name})" if is_of_identity else f'"{column.name}"'
        found.append(_Condition(NOT_IN_CODE_LIST, column.name, f"{value} not in ({codes})", is_of_identity))
    return found


def _conditions(batch: Batch) -> list[_Condition]:
    """Everything that a row which loads can be warned about, in the contract's order."""
    contract = batch.contract
    found = [condition for column in contract.identity_columns for condition in _of_column(column, True)]
    found += [condition for column in contract.event_columns for condition in _of_column(column, False)]
    found += [_Condition(SENSITIVE_CODE, name, f"sensitive_{name}", False) for name in blanking(contract)]
    if contract.load == "period" and contract.month_column:
        column = contract.column(contract.month_column)
        day = civil_date_sql(f'"{column.name}"') if column.type == "datetime" else f'"{column.name}"'
        period = batch.by_file_sql(file.period_sql for file in batch.files)
        outside = f"date_trunc('month', {day}) <> {period}"
        found.append(_Condition(ROW_OUTSIDE_MONTH, contract.month_column, outside, False))
    if contract.sender_column:
        sender = quoted(batch.provider_code.upper())
        another = f'"{contract.sender_column}" <> {sender}'
        found.append(_Condition(ROW_OF_ANOTHER_PROVIDER, contract.sender_column, another, False))
    return found


def _by_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, conditions: list[_Condition]
) -> dict[int, tuple[int, ...]]:
    """By file: rows that load, the conditions on rows, and how often each column has a value."""
    counts = [f"count(*) filter (where {condition.sql})" for condition in conditions]
    counts += [f"count(t_{column.name})" for column in batch.contract.identity_columns]
    counts += [f'count("{column.name}")' for column in batch.contract.event_columns]
    found = connection.execute(
        f"select file_index, count(*), {', '.join(counts)} from typed where broken_rule is null group by file_index"
    ).fetchall()
    return {row[0]: row[1:] for row in found}


def _by_identities(
    connection: duckdb.DuckDBPyConnection, batch: Batch, conditions: list[_Condition], *, allow_test_numbers: bool
) -> dict[int, Counter]:
    """By file: the conditions on identities, counted in rows; those of withheld identities row by row."""
    by_file: dict[int, Counter] = defaultdict(Counter)
    if not conditions:
        return by_file

    def add(rows_sql: str, weight: str) -> None:
        counts = ", ".join(f"sum({weight}) filter (where {condition.sql})" for condition in conditions)
        for place, *counted in connection.execute(
            f"select file_index, {counts} from ({rows_sql}) group by file_index"
        ).fetchall():
            by_file[place].update({at: int(count) for at, count in enumerate(counted) if count})

    add(f"select * from sighted join identities using ({HASHES})", "rows_count")
    if batch.contract.withheld_column:
        withheld = "select * from typed where broken_rule is null and identity_hash is null"
        add(with_worth_sql(batch, withheld, allow_test_numbers=allow_test_numbers), "1")
    return by_file


def count_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, *, allow_test_numbers: bool
) -> list[Counted]:
    """The counts of each file of the batch, in their order."""
    conditions = _conditions(batch)
    of_rows = [condition for condition in conditions if not condition.is_of_identity]
    of_identities = [condition for condition in conditions if condition.is_of_identity]
    broken = _broken_by_file(connection, reading)
    by_rows = _by_rows(connection, batch, of_rows)
    by_identities = _by_identities(connection, batch, of_identities, allow_test_numbers=allow_test_numbers)
    counted = []
    for place in range(len(batch.files)):
        rows, *counts = by_rows.get(place, (0, *(0 for _ in of_rows), *(0 for _ in batch.contract.all_columns)))
        warned = [by_identities[place][at] for at in range(len(of_identities))] + counts[: len(of_rows)]
        counted.append(
            Counted(
                rows_loaded=rows,
                broken=broken.get(place, ()),
                warnings=tuple(
                    Warned(rule_code=condition.rule_code, column_name=condition.column_name, rows_count=count)
                    for condition, count in zip([*of_identities, *of_rows], warned, strict=True)
                    if count
                ),
                filled=tuple(
                    Filled(column_name=column.name, filled_count=count)
                    for column, count in zip(batch.contract.all_columns, counts[len(of_rows) :], strict=True)
                ),
            )
        )
    return counted
