"""A table is read whole from either kind of file, or refused in a sentence."""

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from orchestration.risk import DataRefused, read_table

LONG = 60_000
"""Rows: more than the first piece of a file, by which a reader tells its columns' types."""


def test_what_a_column_is_may_show_further_down(tmp_path):
    lines = [
        f"{at},{at % 9}{'.5' if at > LONG - 9 else ''},{1 if at > LONG - 9 else ''},abcdefgh" for at in range(LONG)
    ]
    (tmp_path / "long.csv").write_text("\n".join(["key,cost,late,text", *lines]) + "\n", "utf-8")
    found = read_table(tmp_path / "long.csv")
    assert [str(found.schema.field(name).type) for name in ("cost", "late")] == ["double", "int64"]
    assert found["cost"][LONG - 1].as_py() % 1 == 0.5 and found["late"].null_count == LONG - 9 + 1


def spoilt(tmp_path, what):
    table, path = pa.table({"key": [1, 2], "colour": ["red", "green"]}), tmp_path / f"people.{what.split()[-1]}"
    if what == "cut parquet":
        parquet.write_table(table, path)
        path.write_bytes(path.read_bytes()[:-20])
    else:
        csv.write_csv(table, path)
        text = path.read_bytes()
        path.write_bytes({
            "empty csv": b"",
            "ragged csv": text + b"3,blue,2\n",
            "twice named csv": text.replace(b'"colour"', b'"key"'),
            "latin csv": text.replace(b"green", b"gr\xfcn"),
        }[what])  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("empty csv", "is empty"),
        ("ragged csv", "cannot be read as csv"),
        ("twice named csv", "more than one column key"),
        ("latin csv", "colour holds letters that are not UTF-8"),
        ("cut parquet", "cannot be read as parquet"),
    ],
)
def test_a_sentence_says_what_cannot_be_read(tmp_path, what, said):
    with pytest.raises(DataRefused, match=said) as refused:
        read_table(spoilt(tmp_path, what))
    assert "red" not in str(refused.value)
