"""Files read together are read as each by itself, whatever is wrong with those beside them."""

import csv
import gzip
import io
from pathlib import Path

import duckdb
import pytest

from orchestration import ingest
from orchestration.contracts import FileName
from orchestration.identity.vault import merge_parts, open_vault
from orchestration.ingest.batch import Arrived, in_batches
from orchestration.ingest.source_file import SourceFile
from orchestration.pseudonymise import key_ring
from tests.conftest import nhs_number

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def _rows(month: str, count: int) -> list[dict[str, str]]:
    """Attendances of a few people, of whom some come every month; one says nothing of who he is."""
    rows = [
        {
            "nhs_number": nhs_number(place % 7) if place % 5 else "9999999999",
            "local_patient_id": f"L{place % 7}",
            "birth_date": f"19{50 + place % 7}-02-03" if place % 4 else "1900-01-01",
            "gender_code": str(place % 3 or 9),
            "postcode": "E17 4AA",
            "family_name": "Caf\u00e9",
            "provider_code": "R1H",
            "attendance_id": f"{month}-{place}",
            "department_type_code": "01" if place % 6 else "1",
            "arrival_at": f"{month}-06T10:0{place % 10}:00",
            "attendance_category_code": "1",
            "disposal_code": "03",
        }
        for place in range(count)
    ]
    rows.append(rows[-1] | {"nhs_number": "", "local_patient_id": "", "family_name": "", "attendance_id": f"{month}-x"})
    rows[-1]["birth_date"] = ""
    # The same attendance twice: the later row stands.
    return [*rows, rows[1] | {"disposal_code": "02"}]


def _text(names: list[str], rows: list[dict[str, str]]) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _second_line_spoilt(text: str) -> str:
    lines = text.split("\n")
    lines[2] += ",too,many"
    return "\n".join(lines)


# What befalls the files of a year, month by month.
SPOILT = [
    lambda text: text.encode(),
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.encode("cp1252"),
    lambda text: text.replace("\n", "\r\n", 2).encode(),
    lambda text: _second_line_spoilt(text).encode(),
    lambda text: text.split("\n")[0].encode() + b"\n",
    lambda text: text.replace("03,", '"03,', 1).encode(),
    lambda text: text.rstrip("\n").encode(),
    lambda text: text.replace(",R1H,", ", R1H ,").encode(),
    lambda text: text.replace("Caf\u00e9", '"A name, of two\nlines"').encode(),
    lambda text: b"",
]


def _contents(warehouse) -> dict[str, bytes]:
    names = [column.name for column in warehouse.contracts["ecds"].all_columns]
    files = {
        f"ecds_R1H_{month}_20250112T020000Z.csv": spoil(_text(names, _rows(month, 20)))
        for month, spoil in zip(MONTHS, SPOILT, strict=True)
    }
    files["ecds_R1H_2023-12_20250112T020000Z.csv.gz"] = gzip.compress(_text(names, _rows("2023-12", 20)).encode())
    return files


def _lake(manifests: list[ingest.Manifest]) -> dict[str, tuple]:
    """Everything that a delivery came to, but the moment of its reading."""
    found = {}
    for manifest in manifests:
        files = {}
        for path in sorted(manifest.folder.glob("*.parquet")):
            files[path.name] = duckdb.sql(f"from '{path}' order by all").fetchall()
        found[manifest.file_name] = (manifest.model_dump(exclude={"received_at", "folder"}), files)
    return found


def _vault(warehouse) -> list[tuple]:
    """Every identity that the deliveries have brought."""
    connection = open_vault(warehouse.settings, key_ring(warehouse.settings))
    merge_parts(connection, warehouse.settings)
    rows = connection.execute("from vault.identities order by all").fetchall()
    connection.close()
    return rows


def test_files_read_together_are_read_as_each_by_itself(warehouse):
    for name, content in _contents(warehouse).items():
        warehouse.put(name, content)
    together = _lake(warehouse.read_inbox())
    seen_together = _vault(warehouse)
    for folder in (warehouse.settings.lake_dir, warehouse.settings.vault_dir):
        folder.rename(folder.with_name(f"{folder.name}_together"))
    alone = {}
    for month in ["2023-12", *MONTHS]:
        alone |= _lake(ingest.ingest_feed(warehouse.settings, warehouse.contracts, "ecds", periods={month}))
    assert sorted(alone) == sorted(together)
    for name, found in alone.items():
        assert together[name] == found, name
    assert _vault(warehouse) == seen_together
    loaded = {name: manifest["rows_loaded"] for name, (manifest, _) in alone.items()}
    assert sorted(loaded.values()) == [0] * 3 + [17] * 10


def test_what_a_killed_run_began_to_write_is_cleared_away_by_the_next_that_reads(warehouse):
    for name, content in list(_contents(warehouse).items())[:1]:
        warehouse.put(name, content)
    settings = warehouse.settings
    begun = [settings.lake_dir / ".incoming" / "ecds_gone.new", settings.vault_dir / "parts" / "ecds_gone.new"]
    for folder in begun:
        (folder / "file_index=0").mkdir(parents=True)
        (folder / "file_index=0" / "data_0.parquet").write_bytes(b"begun")
    (begun[0] / "ecds_gone").mkdir()
    (begun[0] / "ecds_gone" / "manifest.json").write_text("begun")
    assert ingest.verdicts(settings, warehouse.contracts) == []
    assert len(warehouse.read_inbox()) == 1
    assert [folder for folder in begun if folder.exists()] == []
    assert list((settings.lake_dir / ".incoming").iterdir()) == []


def _arrived(
    name: str, provider: str, size: int, header: tuple[str, ...] = ("a",), *, is_gzip: bool = False
) -> Arrived:
    source = SourceFile(Path(name), size, 0, "", header, is_gzip, has_blanks=False, records=1)
    return Arrived(Path(name), FileName("deaths", provider, "2024-05", None, is_gzip), source, name)


BATCHES = [
    # files                                                                              batches, up to 100 bytes
    ([_arrived("a", "X", 40), _arrived("b", "X", 60), _arrived("c", "X", 1)], ["ab", "c"]),
    ([_arrived("a", "X", 1), _arrived("b", "Y", 1), _arrived("c", "Y", 1)], ["a", "bc"]),
    ([_arrived("a", "X", 1), _arrived("b", "X", 1, ("a", "b")), _arrived("c", "X", 1)], ["a", "b", "c"]),
    ([_arrived("a", "X", 1), _arrived("b", "X", 1, is_gzip=True)], ["a", "b"]),
    ([_arrived("a", "X", 1), _arrived("b", "X", 900), _arrived("c", "X", 1)], ["a", "b", "c"]),
    ([], []),
]


@pytest.mark.parametrize(("files", "batches"), BATCHES)
def test_what_is_read_together_is_of_one_sender_and_shape_and_not_too_large(files, batches):
    assert ["".join(file.delivery_id for file in batch) for batch in in_batches(files, 100)] == batches
