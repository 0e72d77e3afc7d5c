"""A file whose lines end in different ways: its rows are judged as those of any other file."""

import gzip

import duckdb
import pytest

NAME = "ref_practices_ODS_2024-05_20240612T020000Z.csv"
HEADER = "practice_code,practice_name,borough_code\r\n"
# Row 7 has a field too many, row 11 one too few; row 9 holds a line end of its own.
ROWS = [f"F8400{number},Caf\u00e9 {number},E09000031\n" for number in range(1, 10)] * 2
ROWS[6] = "F84999,The Firs, East Wing,E09000031\r\n"
ROWS[8] = 'F84998,"The Firs,\r\nEast Wing",E09000031\r\n'
ROWS[10] = "F84997,The Firs\r\n"
ROWS[9:] = [row.replace("F8400", "F8500") for row in ROWS[9:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_rows_are_told_apart_whatever_their_line_ends(warehouse, encoding, is_packed):
    content = (HEADER + "".join(ROWS)).encode(encoding)
    warehouse.put(NAME + ".gz" * is_packed, gzip.compress(content) if is_packed else content)
    (manifest,) = warehouse.read_inbox()
    assert (manifest.problem, manifest.rows_received, manifest.rows_loaded) == (None, 18, 16)
    connection = duckdb.connect()
    folder = manifest.folder
    assert connection.execute(f"from '{folder}/quarantine.parquet'").fetchall() == [
        (7, "MALFORMED_ROW", None),
        (11, "MALFORMED_ROW", None),
    ]
    rows = dict(connection.execute(f"select practice_code, practice_name from '{folder}/rows.parquet'").fetchall())
    assert rows["F84001"] == "Caf\u00e9 1"
    assert rows["F84998"] == "The Firs,\nEast Wing"
    assert "F84999" not in rows
