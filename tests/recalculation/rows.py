"""An independent recalculation of the published tables from the interface pages alone: the rows of one file.

What belongs here: bytes to records, records to typed rows, and the rule for each row that does not load. What does not:
what is decided about the file as a whole.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable
from datetime import datetime

from tests.recalculation.feed import Feed
from tests.recalculation.identifiers import OneFile
from tests.recalculation.seeds import Sensitive
from tests.recalculation.values import UnreadableError, london_date, reader

csv.field_size_limit(10_000_000)
SYSTEMS = {"icd10": "ICD10", "opcs4": "OPCS4", "snomed": "SNOMED"}


def read_records(content: bytes, file_name: str) -> list[list[str]] | None:
    """All records of a file, its header first; nothing where the file cannot be read at all."""
    try:
        plain = gzip.decompress(content) if file_name.endswith(".gz") else content
    except (OSError, EOFError, zlib.error):
        return None
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = plain.decode("cp1252", errors="replace")
    try:
        return [record for record in csv.reader(io.StringIO(text, newline="")) if record]
    except csv.Error:
        return None


def header_of(records: list[list[str]]) -> list[str]:
    """The column names of a file, in lower case, without surrounding blanks."""
    return [name.strip().lower() for name in records[0]]


def missing_columns(feed: Feed, header: list[str]) -> list[str]:
    """The required columns that a header lacks."""
    return [column.name for column in feed.columns if column.letter == "R" and column.name not in header]


def breaks(rule: tuple, row: dict, extracted_at: datetime) -> bool:
    """Whether a row breaks a rule; a rule about an empty value is not broken, but for `requires`."""
    kind, name, *rest = rule
    value = row.get(name)
    if value is None:
        return False
    if kind == "not_after_extraction":
        return value > london_date(extracted_at)
    if kind == "order":
        return row.get(rest[0]) is not None and value > row[rest[0]]
    if kind == "at_least":
        return value < rest[0]
    if kind == "at_most":
        return value > rest[0]
    if kind == "requires":
        return value == rest[0] and row.get(rest[1]) is None
    raise ValueError(kind)


def check_record(plan: list, record: list[str], row: dict) -> str | None:
    """Fill a row from a record, column by column; the rule that it breaks, if any."""
    for name, position, read, is_required, codes in plan:
        try:
            value = read(record[position]) if position is not None else None
        except UnreadableError:
            if is_required:
                return "UNREADABLE"
            value = None
        if is_required:
            if value is None:
                return "REQUIRED"
            if codes is not None and value not in codes:
                return "CODE_LIST"
        row[name] = value
    return None


def sensitive_columns(feed: Feed) -> list[tuple[str, str]]:
    """The columns that may carry a sensitive code, with the system that their codes are of."""
    found = [(column.name, SYSTEMS[column.kind]) for column in feed.columns if column.kind in SYSTEMS]
    return found + [(column.name, "BNF") for column in feed.columns if column.name == "bnf_code"]


def take_out_sensitive(feed: Feed, columns: list[tuple[str, str]], row: dict, sensitive: Sensitive) -> bool:
    """Null the sensitive codes of a row; true where the row as a whole must not load."""
    carries = False
    for name, system in columns:
        if row[name] is not None and sensitive.holds(system, row[name]):
            row[name] = None
            carries = True
    return carries and feed.name.startswith("gp_")


def read_rows(
    feed: Feed, records: list[list[str]], extracted_at: datetime, sensitive: Sensitive, allow_test_numbers: bool
) -> tuple[list[dict], list[tuple[int, str]]]:
    """The rows that load, and (row number, rule) of those that do not."""
    header = header_of(records)
    plan: list[tuple[str, int | None, Callable, bool, frozenset | None]] = []
    for column in feed.columns:
        position = header.index(column.name) if column.name in header else None
        read = reader(column.kind, column.name, allow_test_numbers)
        plan.append((column.name, position, read, column.letter == "R", column.codes))
    coded = sensitive_columns(feed)
    unblemished: list[tuple[dict, list[str]]] = []
    quarantined: list[tuple[int, str]] = []
    for number, record in enumerate(records[1:], start=1):
        row: dict = {"row_number": number}
        if len(record) != len(header):
            rule: str | None = "FIELD_COUNT"
        else:
            rule = check_record(plan, record, row)
        if rule is None and take_out_sensitive(feed, coded, row, sensitive):
            rule = "SENSITIVE_CODE"
        if rule is None and any(breaks(each, row, extracted_at) for each in feed.rules):
            rule = "RULE"
        if rule is None:
            unblemished.append((row, record))
        else:
            quarantined.append((number, rule))
    file = OneFile(feed, header, records[1:], allow_test_numbers) if feed.has_person else None
    carrying = file.carrying(unblemished) if file else set()
    quarantined += [(number, "IDENTIFIER_IN_FIELD") for number in carrying]
    passed = [row for row, _ in unblemished if row["row_number"] not in carrying]
    last = {tuple(row[name] for name in feed.key): row["row_number"] for row in passed}
    standing = set(last.values())
    loaded = [row for row in passed if row["row_number"] in standing]
    quarantined += [(row["row_number"], "DUPLICATE_KEY") for row in passed if row["row_number"] not in standing]
    return loaded, sorted(quarantined)
