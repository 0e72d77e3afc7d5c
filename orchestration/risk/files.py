"""Tables in files: a features table, what its columns are, and scores or measures.

Does not belong here: what a table must keep to (table.py), or the file of a model (model.py).
"""

from pathlib import Path

import pyarrow as pa

from orchestration.durable import put_in_place
from orchestration.refusal import made_in
from orchestration.risk.design import KINDS, NO_GROUP, Feature
from orchestration.risk.refused import DataRefused

LARGEST_PIECE = 2**31 - 1  # bytes that the CSV reader takes at once


def read_table(path: Path) -> pa.Table:
    """A table from a Parquet or CSV file (an empty field is missing). Raises DataRefused with a sentence."""
    from pyarrow import parquet

    if not path.is_file():
        raise DataRefused(f"There is no file {path}.")
    kind = _kind(path)
    try:
        if not path.stat().st_size:
            raise DataRefused(f"{path} is empty; write the table anew.")
        table = parquet.read_table(path) if kind == "parquet" else _csv(path)
    except (pa.ArrowException, OSError):
        # What the reader says may quote what it met.
        raise DataRefused(f"{path} cannot be read as {kind}; is it whole?") from None
    twice = sorted({name for name in table.column_names if table.column_names.count(name) > 1})
    if twice:
        raise DataRefused(f"{path} has more than one column {', '.join(twice)}; each needs a name of its own.")
    foreign = [field.name for field in table.schema if pa.types.is_binary(field.type)]
    if kind == "csv" and foreign:
        raise DataRefused(f"{path}: {', '.join(foreign)} holds letters that are not UTF-8; save the file as UTF-8.")
    return table


def _csv(path: Path) -> pa.Table:
    from pyarrow import csv

    convert = csv.ConvertOptions(strings_can_be_null=True)
    try:
        return csv.read_csv(path, convert_options=convert)
    except pa.ArrowInvalid:
        # Types are told by the first piece of a file; a column that is whole numbers there may have decimals, or begin
        # to have values at all, further down. So the whole file is one piece.
        whole = csv.ReadOptions(block_size=min(path.stat().st_size + 1, LARGEST_PIECE))
        return csv.read_csv(path, read_options=whole, convert_options=convert)


def write_table(table: pa.Table, path: Path) -> None:
    """A table into a Parquet or CSV file, there whole or not at all. Raises DataRefused for another kind of file."""
    from pyarrow import csv, parquet

    kind = _kind(path)
    with made_in(path.parent, "--out"):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        (parquet.write_table if kind == "parquet" else csv.write_csv)(table, beside)
        put_in_place(beside, path)


def _kind(path: Path) -> str:
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("parquet", "csv"):
        raise DataRefused(f"{path} is neither .parquet nor .csv; write the table as one of the two.")
    return kind


def read_features(path: Path) -> tuple[Feature, ...]:
    """Features from a CSV file with the columns feature and, if wanted, group and kind. Raises DataRefused."""
    from pyarrow import csv

    read_as = csv.ConvertOptions(column_types=dict.fromkeys(("feature", "group", "kind"), pa.string()))
    if not path.is_file() or _kind(path) != "csv":
        raise DataRefused(f"{path} is no CSV file with the columns feature, group and kind.")
    try:
        rows = csv.read_csv(path, convert_options=read_as).to_pylist()
    except pa.ArrowException:
        raise DataRefused(f"{path} cannot be read as csv; is it whole?") from None
    if not rows or not all(row.get("feature") for row in rows):
        raise DataRefused(f"{path} does not name a feature in each row, in a column feature.")
    wrong = sorted({row["kind"] for row in rows if row.get("kind") and row["kind"] not in KINDS})
    if wrong:
        raise DataRefused(f"{path}: {', '.join(wrong)} is no kind of feature; there are {', '.join(KINDS)}.")
    return tuple(Feature(row["feature"], row.get("group") or NO_GROUP, row.get("kind") or None) for row in rows)
