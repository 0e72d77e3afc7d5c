"""The rules that a contract may state about a row, and the SQL that finds the rows that break them.

Belongs here: the small grammar below and nothing a reader of a contract would not understand at once.
Does not belong here: types, code lists and missing values (ingest knows them from the columns), or any threshold.

    admission_date <= discharge_date                        DATE_ORDER      two dates, or two moments, in order
    event_date <= extracted_at                              AFTER_EXTRACT   not after the file was made
    episode_number between 1 and 99                         OUT_OF_RANGE    a number within bounds, both included
    weekly_cost_gbp >= 0                                    OUT_OF_RANGE
    event_type_code = 'SERVICE' requires weekly_cost_gbp    REQUIRED_WHEN   one or more columns, joined by commas
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
NAME = r"[a-z][a-z0-9_]*"
EXTRACTED_AT = "extracted_at"
EXTRACTED_ON = "extracted_on"
"""The day in London of `extracted_at`, which is UTC: near midnight in summer the two differ by a day."""
_NUMERIC, _TEMPORAL = frozenset({"integer", "decimal"}), frozenset({"date", "datetime"})


class KnownColumn(Protocol):
    """What a rule needs to know of a column that it names."""

    @property
    def type(self) -> str: ...
    @property
    def requirement(self) -> str: ...


@dataclass(frozen=True)
class Rule(ABC):
    """One rule as the contract states it, and the column that is blamed when it is broken."""

    text: str
    column_name: str
    rule_code: ClassVar[str]

    @abstractmethod
    def broken_sql(self) -> str:
        """SQL over the typed columns, extracted_at and extracted_on: true when broken, else false, never null."""


@dataclass(frozen=True)
class DateOrder(Rule):
    earlier: str
    later: str
    rule_code: ClassVar[str] = "DATE_ORDER"

    def broken_sql(self) -> str:
        return f'coalesce("{self.earlier}" > "{self.later}", false)'


@dataclass(frozen=True)
class AfterExtract(Rule):
    is_date: bool
    rule_code: ClassVar[str] = "AFTER_EXTRACT"

    def broken_sql(self) -> str:
        limit = EXTRACTED_ON if self.is_date else EXTRACTED_AT
        return f'coalesce("{self.column_name}" > {limit}, false)'


@dataclass(frozen=True)
class Range(Rule):
    lowest: str | None
    highest: str | None
    rule_code: ClassVar[str] = "OUT_OF_RANGE"

    def broken_sql(self) -> str:
        bounds = [f'"{self.column_name}" < {self.lowest}'] if self.lowest is not None else []
        bounds += [f'"{self.column_name}" > {self.highest}'] if self.highest is not None else []
        return f"coalesce({' or '.join(bounds)}, false)"


@dataclass(frozen=True)
class RequiredWhen(Rule):
    when_column: str
    when_code: str
    rule_code: ClassVar[str] = "REQUIRED_WHEN"

    def broken_sql(self) -> str:
        return f"""coalesce("{self.when_column}" = '{self.when_code}', false) and "{self.column_name}" is null"""


def parse_rule(text: str, columns: Mapping[str, KnownColumn]) -> tuple[Rule, ...]:
    """The rules that one line of a contract states: one, or one for each column that it requires.

    Raises ValueError with a sentence when the line is not of the grammar or names what is not there.
    """
    if match := re.fullmatch(rf"({NAME}) between ({NUMBER}) and ({NUMBER})", text):
        return (_range(text, match[1], match[2], match[3], columns),)
    if match := re.fullmatch(rf"({NAME}) >= ({NUMBER})", text):
        return (_range(text, match[1], match[2], None, columns),)
    if match := re.fullmatch(rf"({NAME}) <= ({NUMBER})", text):
        return (_range(text, match[1], None, match[2], columns),)
    if match := re.fullmatch(rf"({NAME}) <= ({NAME})", text):
        return (_order(text, match[1], match[2], columns),)
    if match := re.fullmatch(rf"({NAME}) = '([A-Z0-9_]+)' requires ({NAME}(?:, {NAME})*)", text):
        return _required_when(text, match[1], match[2], match[3].split(", "), columns)
    raise ValueError(
        f"the rule '{text}' cannot be read: write 'a <= b', 'a between 1 and 99', 'a >= 0', "
        f"'a <= extracted_at' or \"a = 'CODE' requires b, c\""
    )


def _column(text: str, name: str, columns: Mapping[str, KnownColumn]) -> KnownColumn:
    if name not in columns:
        raise ValueError(f"the rule '{text}' names the column '{name}', which the contract does not have")
    return columns[name]


def _range(text: str, name: str, lowest: str | None, highest: str | None, columns: Mapping[str, KnownColumn]) -> Range:
    if _column(text, name, columns).type not in _NUMERIC:
        raise ValueError(f"the rule '{text}' compares '{name}' with a number, but it is not an integer or a decimal")
    if lowest is not None and highest is not None and float(lowest) > float(highest):
        raise ValueError(f"the rule '{text}' has its lower bound above its upper bound")
    return Range(text, name, lowest, highest)


def _order(text: str, left: str, right: str, columns: Mapping[str, KnownColumn]) -> DateOrder | AfterExtract:
    earlier = _column(text, left, columns)
    if right == EXTRACTED_AT:
        if earlier.type not in _TEMPORAL:
            raise ValueError(f"the rule '{text}' compares '{left}' with a moment, but it is not a date or a datetime")
        return AfterExtract(text, left, is_date=earlier.type == "date")
    later = _column(text, right, columns)
    if earlier.type != later.type or earlier.type not in _TEMPORAL:
        raise ValueError(f"the rule '{text}' must compare two dates or two datetimes")
    # The column that may be empty is the one that was added wrongly; between two required ones, the later.
    blamed = left if earlier.requirement != "R" and later.requirement == "R" else right
    return DateOrder(text, blamed, left, right)


def _required_when(
    text: str, when: str, code: str, required: list[str], columns: Mapping[str, KnownColumn]
) -> tuple[Rule, ...]:
    if _column(text, when, columns).type != "code":
        raise ValueError(f"the rule '{text}' compares '{when}' with a code, but it is not of type code")
    for name in required:
        _column(text, name, columns)
    return tuple(RequiredWhen(text, name, when, code) for name in required)
