"""What a file's bytes alone say of its records: right, or in doubt."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.ingest import source_file
from orchestration.ingest.source_file import open_source

RECORDS = [
    # content                        records, None where in doubt
    (b"a,b\n1,2\n", 1),
    (b"a,b\n1,2", 1),
    (b"a,b\n", 0),
    (b"a,b", 0),
    (b"a,b\r\n1,2\r\n3,4\r\n", 2),
    (b'a,b\n"1\n2",3\n', 1),
    (b'a,b\n"1 ""2"" 3",4\n5,6\n', 2),
    (b'a,b\n"",""\n', 1),
    (b"\na,b\n1,2\n", None),
    (b"a,b\n\n1,2\n", None),
    (b"a,b\r\n1,2\r\n\r\n", None),
    (b'a,b\n1,"2\n', None),
    (b'a,b\n1,2"\n3,4\n5,"6', None),
    (b'a,b\n1,"2" \n', None),
    (b'a,b\n1, "2"\n', None),
]


@pytest.mark.parametrize(("content", "records"), RECORDS)
@pytest.mark.parametrize("chunk", [1, 2, 3, 1 << 20])
def test_how_many_records_a_file_has(tmp_path, monkeypatch, content, records, chunk):
    monkeypatch.setattr(source_file, "_CHUNK", chunk)
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert open_source(path).records == records


FIELDS = st.text(st.sampled_from('ab ,"\n'), max_size=6)


@given(rows=st.lists(st.tuples(FIELDS, FIELDS), max_size=8))
def test_a_file_as_a_writer_of_csv_makes_it_is_counted_right_or_left_in_doubt(tmp_path_factory, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("source") / "x.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    has_empty_lines = "\n\n" in text.getvalue()
    assert open_source(path).records == (None if has_empty_lines else len(rows))
