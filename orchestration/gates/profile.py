"""Counting a profile in DuckDB: a small frame with one row per subject, of names, counts and shares only.

Belongs here: running a profile's SQL and proving that what comes back is no more than counts. Does not belong here:
deciding whether a count is right (judge.py).
"""

import re
from dataclasses import dataclass

import duckdb

from orchestration.gates.suite import Profile

# A profile is per delivery, feed, table or column. More rows than this would be rows of people.
MOST_SUBJECTS = 100_000
_NUMBERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
    "FLOAT", "DOUBLE", "BOOLEAN",
}  # fmt: skip
# What for_each may put into SQL: names of our own tables and columns, or a list of them.
_NAMES = re.compile(r"[a-z_][a-z0-9_]*(, [a-z_][a-z0-9_]*)*")


class ProfileError(Exception):
    """A profile could not be counted; the message is a sentence without a value."""


@dataclass(frozen=True)
class Frame:
    """A counted profile: subjects, what they belong to, and measures by column, all in the same order."""

    subjects: tuple[str, ...]
    belongs_to: tuple[str, ...]
    measures: dict[str, tuple[float | int | bool | None, ...]]


def count_profile(connection: duckdb.DuckDBPyConnection, profile: Profile) -> Frame:
    """Count one profile. Raises ProfileError when its SQL fails, or gives more than one row of counts per subject."""
    sql = _expanded(connection, profile)
    if sql is None:
        return Frame((), (), {})
    try:
        relation = connection.execute(f"select * from ({sql}) as profile limit {MOST_SUBJECTS + 1}")
        columns = [(column[0], str(column[1])) for column in relation.description]
        rows = relation.fetchall()
    except duckdb.Error as error:
        raise ProfileError(_why(profile, error)) from None
    return _frame(profile, columns, rows)


def _expanded(connection: duckdb.DuckDBPyConnection, profile: Profile) -> str | None:
    if profile.for_each is None:
        return profile.sql
    try:
        relation = connection.execute(profile.for_each)
        columns = [column[0] for column in relation.description]
        rows = relation.fetchall()
    except duckdb.Error as error:
        raise ProfileError(_why(profile, error)) from None
    parts = []
    for row in rows:
        part = profile.sql
        for column, name in zip(columns, row, strict=True):
            if not isinstance(name, str) or not _NAMES.fullmatch(name):
                raise ProfileError(
                    f"The profile {profile.name} is asked for a {column} that is no name of a table or column."
                )
            part = part.replace("{" + column + "}", name)
        parts.append(f"({part})")
    return "\nunion all by name\n".join(parts) or None


def _frame(profile: Profile, columns: list[tuple[str, str]], rows: list[tuple]) -> Frame:
    names = [name for name, _ in columns]
    words = [profile.subject, *([profile.belongs_to] if profile.belongs_to else [])]
    wanted = {*words, *(expectation.column for expectation in profile.expectations)}
    for name in sorted(wanted - set(names)):
        raise ProfileError(f"The profile {profile.name} has no column {name}.")
    for name, kind in columns:
        if name not in words and kind not in _NUMBERS and not kind.startswith("DECIMAL"):
            raise ProfileError(
                f"The profile {profile.name} gives {name} as {kind}: a gate takes counts and shares only."
            )
    if len(rows) > MOST_SUBJECTS:
        raise ProfileError(
            f"The profile {profile.name} has more than {MOST_SUBJECTS:,} rows: it counts rows of people."
        )
    by_column = {name: tuple(row[place] for row in rows) for place, name in enumerate(names)}
    subjects = tuple("(no name)" if subject is None else str(subject) for subject in by_column[profile.subject])
    if len(set(subjects)) != len(subjects):
        raise ProfileError(f"The profile {profile.name} has a subject twice: it is not {profile.grain.lower()}")
    owners = by_column[profile.belongs_to] if profile.belongs_to else subjects
    return Frame(
        subjects=subjects,
        belongs_to=tuple(
            subject if owner is None else str(owner) for owner, subject in zip(owners, subjects, strict=True)
        ),
        measures={name: by_column[name] for name in names if name not in words},
    )


def _why(profile: Profile, error: duckdb.Error) -> str:
    """Why a profile could not be counted: the kind of error only, because DuckDB's messages may quote values."""
    # These two name a table or a column as our own SQL does; no other message of DuckDB's is passed on.
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        table = re.search(r'(?:name|Catalog) "?([A-Za-z_][\w.]*)"? does not exist', str(error))
        if table:
            return f"The profile {profile.name} cannot be counted: {table.group(1)} is not there."
        column = re.search(r'column "?([A-Za-z_]\w*)"? ', str(error))
        if column:
            return f"The profile {profile.name} cannot be counted: a table lacks the column {column.group(1)}."
    return f"The profile {profile.name} cannot be counted: DuckDB refused its SQL ({type(error).__name__})."
