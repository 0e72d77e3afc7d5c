"""An independent recalculation of the published tables from the interface pages alone: what a feed is.

What belongs here: the shape of a feed as the interface page writes it. What does not: any one feed (feeds_of_*.py).
"""

from dataclasses import dataclass

IDENTITY = """
    nhs_number nhs_number E
    nhs_number_status_code code O
    local_patient_id text E
    given_name text O
    family_name text O
    birth_date date E
    gender_code code E
    postcode text E
"""


@dataclass(frozen=True)
class Column:
    """One column of a feed: how it is read, how much it is wanted, and its closed code list if it has one."""

    name: str
    kind: str
    letter: str
    codes: frozenset[str] | None


@dataclass(frozen=True)
class Feed:
    """One feed as the interface page writes it."""

    name: str
    load: str
    key: tuple[str, ...]
    dated_by: str | None
    columns: tuple[Column, ...]
    rules: tuple[tuple, ...]
    has_person: bool

    @property
    def own_columns(self) -> list[str]:
        """The columns that are not part of an identity, in order."""
        identity = {column.name for column in parse_columns(IDENTITY)} | {"superseded_by_nhs_number"}
        return [column.name for column in self.columns if not (self.has_person and column.name in identity)]


def parse_columns(text: str) -> tuple[Column, ...]:
    """Read lines of `name kind letter [codes ...]`."""
    columns = []
    for line in text.strip().splitlines():
        name, kind, letter, *codes = line.split()
        columns.append(Column(name, kind, letter, frozenset(codes) or None))
    return tuple(columns)


def feed(name: str, load: str, key: str, dated_by: str | None, columns: str, rules: tuple = ()) -> Feed:
    """One feed; one without a date is a reference list and has no person."""
    has_person = dated_by is not None
    parsed = (parse_columns(IDENTITY) if has_person else ()) + parse_columns(columns)
    return Feed(name, load, tuple(key.split()), dated_by, parsed, rules, has_person)
