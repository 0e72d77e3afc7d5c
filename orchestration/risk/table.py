"""A features table as training and scoring see it: checked, and column by column as numbers.

Belongs here: what a table must keep to, and telling how each column is to be read. Does not belong
here: reading a file (files.py), or what is made of a column (shapes.py).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.risk.design import CATEGORY, COUNT, FLAG, NUMBER, Design, Feature
from orchestration.risk.refused import DataRefused

MOST_LEVELS = 100
"""A text with more different values is an id or something that somebody wrote, not a category."""

MOST_NUMBERS = 20
"""A text with more different numbers is a number column into which a text came ("unknown", "£1,200"): read as a
category it would be quietly misread. Fewer are codes."""

COUNT_ZEROS = 0.2
"""Whole numbers from 0 of which at least this share is 0 are read as counts: whether any, and how many."""


SIGNS = str.maketrans("", "", "£$€, ")
"""What stands beside the digits of an amount of money."""


@dataclass(frozen=True)
class Column:
    """One column: numbers with NaN where missing, or positions in `levels` with -1 where missing."""

    name: str
    values: np.ndarray
    levels: tuple[str, ...] | None = None

    @property
    def is_missing(self) -> np.ndarray:
        return np.isnan(self.values) if self.levels is None else self.values < 0

    def taken(self, rows: np.ndarray) -> "Column":
        return Column(self.name, self.values[rows], self.levels)


def column_of(table: pa.Table, name: str) -> Column:
    """A column of a table as numbers or levels.

    Raises DataRefused for a column that is not there, of a type that nothing can be made of, or with infinite numbers.
    """
    if name not in table.column_names:
        raise DataRefused(f"The table has no column {name}; it has {', '.join(table.column_names)}.")
    column = table.column(name)
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _levels(name, column)
    if pa.types.is_null(kind):
        return Column(name, np.full(len(column), np.nan))
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        column = column.cast(pa.int8() if pa.types.is_boolean(kind) else pa.float64(), safe=False)
    elif not pa.types.is_floating(kind):
        raise DataRefused(
            f"Column {name} is of type {kind}; a model takes numbers, yes or no, and short texts. Turn it into one of "
            "these (a date into days before the index date), or leave it out."
        )
    values = np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    if np.isinf(values).any():
        raise DataRefused(f"Column {name} holds infinite numbers; leave the value empty where it is not known.")
    return Column(name, values)


def _levels(name: str, column: pa.ChunkedArray) -> Column:
    coded = column.cast(pa.large_string()).combine_chunks().dictionary_encode()
    found = np.array(coded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(found.astype(str), kind="stable") if len(found) else np.array([], dtype=np.int64)
    position = np.empty(len(found) + 1, dtype=np.int64)
    position[order] = np.arange(len(found))
    position[-1] = -1
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return Column(name, position[codes], tuple(found[order]))


def categories(column: Column) -> Column:
    """Codes written in digits as the levels that they are; a file of text does not tell the two apart."""
    if column.levels is not None:
        return column
    known = np.unique(column.values[~column.is_missing])
    levels = tuple(f"{value:g}" for value in known)
    order = np.argsort(np.array(levels, dtype=str), kind="stable")
    position = np.empty(len(known) + 1, dtype=np.int64)
    position[order], position[-1] = np.arange(len(known)), -1
    places = np.where(column.is_missing, len(known), np.searchsorted(known, column.values))
    return Column(column.name, position[places], tuple(levels[at] for at in order))


def feature_column(table: pa.Table, feature: Feature) -> Column:
    """The column of a feature: as its values are, or as a category if the design says so."""
    column = column_of(table, feature.name)
    return categories(column) if feature.kind == CATEGORY else column


def outcome_of(table: pa.Table, name: str) -> np.ndarray:
    """The outcome as 0.0 and 1.0. Raises DataRefused where it is missing or anything else."""
    column = column_of(table, name)
    if column.levels is not None:
        raise DataRefused(f"The outcome {name} is a text; write 1 for those whom it befell and 0 for the others.")
    missing = int(column.is_missing.sum())
    if missing:
        raise DataRefused(
            f"The outcome {name} is missing in {missing:,} of {len(column.values):,} rows; leave those rows out, or "
            "find out what became of them."
        )
    if not np.isin(column.values, (0.0, 1.0)).all():
        raise DataRefused(
            f"The outcome {name} is not 0 or 1 in every row; of a number of events make 1 where it is above 0."
        )
    return column.values


def row_order(table: pa.Table, design: Design) -> np.ndarray:
    """Rows by id and period, so that the order in which they came makes no difference.

    Raises DataRefused for a missing id, or for two rows of one id (and period).
    """
    keys = [name for name in (design.id, design.period) if name is not None]
    if not keys:
        return np.arange(len(table))
    for name in keys:
        if name not in table.column_names:
            raise DataRefused(f"The table has no column {name}; it has {', '.join(table.column_names)}.")
        if table.column(name).null_count:
            raise DataRefused(f"{table.column(name).null_count:,} rows lack their {name}; each needs its own.")
    keyed = table.select(keys)
    distinct = len(keyed.group_by(keys).aggregate([]))
    if distinct < len(table):
        also = "" if design.period else " Where a person has a row a year, name that column with --period."
        raise DataRefused(
            f"{len(table) - distinct:,} of {len(table):,} rows bear a {' and '.join(keys)} that another row bears "
            f"too; each row needs its own.{also}"
        )
    return pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in keys]).to_numpy()


def features_of(table: pa.Table, design: Design) -> tuple[Feature, ...]:
    """The features that a design comes to in a table: those named, or all other columns, less those left out."""
    taken = {design.outcome, design.id, design.period, design.held_out}
    named = design.features or tuple(Feature(name) for name in table.column_names if name not in taken)
    unknown = set(design.leave_out) - set(table.column_names) - {feature.group for feature in named}
    if unknown:
        raise DataRefused(f"{', '.join(sorted(unknown))}: there is no such column or group to be left out.")
    kept = tuple(f for f in named if f.name not in design.leave_out and f.group not in design.leave_out)
    if not kept:
        raise DataRefused("No feature is left to learn from; name at least one.")
    if design.outcome in {feature.name for feature in kept}:
        raise DataRefused(f"{design.outcome} is the outcome and cannot be a feature as well.")
    return kept


def kind_of(feature: Feature, column: Column) -> str:
    """How a feature is read: as its design says, else as its values look."""
    if column.levels is not None:
        if feature.kind not in (None, CATEGORY):
            raise DataRefused(f"Column {feature.name} holds texts; {feature.kind} needs numbers.")
        if feature.kind is None:
            _require_texts(column)
        if len(column.levels) > MOST_LEVELS:
            raise DataRefused(
                f"Column {feature.name} holds {len(column.levels):,} different texts, more than the {MOST_LEVELS} of a "
                f"category: leave it out (--leave-out {feature.name}), or put its values into groups."
            )
        return CATEGORY
    if feature.kind is not None:
        return feature.kind
    known = column.values[~column.is_missing]
    if np.isin(known, (0.0, 1.0)).all():
        return FLAG
    is_whole = known.min() >= 0 and (known == np.floor(known)).all()
    return COUNT if is_whole and (known == 0).mean() >= COUNT_ZEROS else NUMBER


def _require_texts(column: Column) -> None:
    """Refuse numbers with texts among them, or written with signs."""
    levels = column.levels or ()
    plain, signed = (
        np.array([_is_number(said) for said in each], dtype=bool)
        for each in (levels, [said.translate(SIGNS) for said in levels])
    )
    if signed.sum() <= MOST_NUMBERS or plain.all():
        return
    rows = int((~plain)[column.values[~column.is_missing]].sum())
    raise DataRefused(
        f"Column {column.name} holds numbers, but in {rows:,} rows a text: write digits alone, and leave the value "
        f"empty where it is not known; or call it a CATEGORY in --groups."
    )


def _is_number(said: str) -> bool:
    try:
        float(said)
    except ValueError:
        return False
    return True


def is_constant(column: Column) -> bool:
    """Whether every row says the same, or nothing."""
    missing = column.is_missing
    known = column.values[~missing]
    return not len(known) or (not missing.any() and bool((known == known[0]).all()))


def constant_features(table: pa.Table, design: Design) -> tuple[str, ...]:
    """The features that are the same for everybody, which training refuses: for `leave_out`."""
    return tuple(f.name for f in features_of(table, design) if is_constant(column_of(table, f.name)))
