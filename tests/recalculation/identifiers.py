"""An independent recalculation of the published tables from the interface pages alone: identifiers out of place.

What belongs here: which rows of a file carry what identifies somebody in a column where nothing should. What does not:
any other rule for a row.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from tests.recalculation.feed import Feed
from tests.recalculation.values import london_date, read_nhs_number

NUMBER_COLUMNS = ("nhs_number", "superseded_by_nhs_number")
# Ten digits as they are printed, with nothing that is a letter or a digit on either side.
PRINTED_NUMBER = re.compile(r"(?<![^\W_])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![^\W_])")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
WORDED = ("text", "code", "icd10", "opcs4")
SHORTEST_NAME = 3


class OneFile:
    """The rows of one file that break no rule of their own, and what identifies their people."""

    def __init__(self, feed: Feed, header: list[str], records: list[list[str]], allow_test_numbers: bool) -> None:
        own = set(feed.own_columns)
        self.feed, self.allow_test_numbers = feed, allow_test_numbers
        self.columns = [
            (column, header.index(column.name))
            for column in feed.columns
            if column.name in own and column.name in header
        ]
        places = [header.index(name) for name in NUMBER_COLUMNS if name in header]
        self.numbers = {
            number
            for record in records
            if len(record) == len(header)
            for place in places
            if (number := read_nhs_number(record[place], allow_test_numbers))
        }

    def carrying(self, rows: list[tuple[dict, list[str]]]) -> set[int]:
        """The numbers of those rows that carry an identifier out of place."""
        found = {row["row_number"] for row, record in rows if self.carries_number(record)}
        bearers: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
        for row, record in rows:
            names = names_of(row)
            for column, text in self.worded(record):
                if names:
                    bearers[column, text].append(names)
                if carries_place_or_day(row, text, self.feed):
                    found.add(row["row_number"])
        for row, record in rows:
            for column, text in self.worded(record):
                for name in names_of(row):
                    if stands_alone(name, text) and all(name in each for each in bearers[column, text]):
                        found.add(row["row_number"])
        return found

    def carries_number(self, record: list[str]) -> bool:
        """Whether any column holds a number that is somebody's in the same file."""
        for _, place in self.columns:
            if len(record[place]) >= 10:
                for match in PRINTED_NUMBER.finditer(record[place]):
                    if read_nhs_number(match[0], self.allow_test_numbers) in self.numbers:
                        return True
        return False

    def worded(self, record: list[str]) -> Iterator[tuple[str, str]]:
        """The texts in which words may stand, in capitals; codes on a list are what they say."""
        for column, place in self.columns:
            text = record[place].strip().upper()
            if text and column.kind in WORDED and not (column.codes and text in column.codes):
                yield column.name, text


def names_of(row: dict) -> set[str]:
    """The names of a row's person, in capitals."""
    return {row[name].upper() for name in ("given_name", "family_name") if row.get(name)}


def stands_alone(name: str, text: str) -> bool:
    """Whether a name is in a text without a letter beside it."""
    if len(name) < SHORTEST_NAME or name not in text:
        return False
    return re.search(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])", text) is not None


def carries_place_or_day(row: dict, text: str, feed: Feed) -> bool:
    """Whether a text holds the row's own postcode or birth date."""
    before, after = r"(?<![^\W_])", r"(?![^\W_])"
    postcode, born = row.get("postcode"), row.get("birth_date")
    printed = rf"{before}{postcode[:-3]}[ -]?{postcode[-3:]}{after}" if postcode else ""
    if postcode and postcode[-3:] in text and POSTCODE.fullmatch(postcode) and re.search(printed, text):
        return True
    dated: date | datetime = row[feed.dated_by]
    if born and str(born.year) in text and born != london_date(dated):
        day, month = f"{born.day:02d}", f"{born.month:02d}"
        orders = (f"{born.year}[-/. ]?{month}[-/. ]?{day}", f"{day}[-/. ]?{month}[-/. ]?{born.year}")
        return re.search(rf"{before}({'|'.join(orders)}){after}", text) is not None
    return False
