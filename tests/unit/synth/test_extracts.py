"""What `write_extracts` leaves behind: files as the contracts say, the same bytes for a seed, the truth elsewhere."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.contracts import load_contracts, parse_file_name
from orchestration.synth import SynthError, latest_month, write_extracts
from orchestration.synth.fragments import header
from orchestration.synth.geography import build_geography
from orchestration.synth.months import Months
from orchestration.synth.population import draw_people
from orchestration.synth.scenario import Scenario
from tests.unit.synth.conftest import END, Made, make

# Files whose header or bytes were spoilt on purpose.
SPOILT = {"EMPTY_FILE", "MISSING_COLUMN", "OTHER_HEADER", "BOM_AND_CRLF", "GZIPPED"}


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def planted(made: Made) -> dict[str, str]:
    table = pq.read_table(made.truth / "file_faults.parquet")
    return dict(zip(table["file_name"].to_pylist(), table["fault_code"].to_pylist(), strict=True))


def texts(made: Made) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(made.inbox.iterdir()):
        yield path, gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_the_same_seed_gives_the_same_bytes(small: Made, tmp_path: Path) -> None:
    again = make(tmp_path)
    assert digests(again.inbox) == digests(small.inbox)
    assert digests(again.truth) == digests(small.truth)


def test_another_seed_gives_other_people(small: Made, tmp_path: Path) -> None:
    other = make(tmp_path, seed=12)
    name = f"registrations_EMIS_{END}_20260410T020200Z.csv"
    assert (other.inbox / name).read_bytes() != (small.inbox / name).read_bytes()


def test_the_number_of_processes_changes_no_byte(tmp_path: Path) -> None:
    """Three blocks, made one after the other, two at a time, and all at once."""
    made = [make(tmp_path / str(processes), people=10_020, months=1, processes=processes) for processes in (1, 2, 3)]
    for other in made[1:]:
        assert digests(other.inbox) == digests(made[0].inbox)
        assert digests(other.truth) == digests(made[0].truth)


def test_a_block_is_the_same_whatever_was_made_before_it() -> None:
    scenario = Scenario(15_000, Months(END, 6), seed=8)
    geography = build_geography(scenario)
    alone = draw_people(2, 5_000, geography, scenario)
    for block in (0, 1):
        draw_people(block, 5_000, geography, scenario)
    again = draw_people(2, 5_000, geography, scenario)
    for name in ("nhs_number", "birth", "given", "household", "onset", "death", "leaves"):
        assert (getattr(alone, name) == getattr(again, name)).all(), name


def test_every_feed_has_files_that_bear_its_columns(small: Made) -> None:
    contracts = load_contracts()
    faults = planted(small)
    seen = set()
    for path, content in texts(small):
        name = parse_file_name(path.name, contracts)
        seen.add(name.feed)
        if faults.get(path.name) not in SPOILT:
            assert content.split(b"\n")[0].decode().replace('"', "").split(",") == header(contracts[name.feed]), (
                path.name
            )
    assert seen == set(contracts)


def test_names_say_when_and_never_in_the_future(small: Made) -> None:
    contracts = load_contracts()
    moments = [parse_file_name(path.name, contracts).extracted_at for path in small.inbox.iterdir()]
    assert max(moments).date().isoformat() == "2026-04-10"


def test_no_number_could_be_somebodys(crowd: Made) -> None:
    # Ten digits in the first column: 9xx, or a placeholder of one digit.
    pattern = re.compile(rb"^\"?(\d{3} ?\d{3} ?\d{4})\"?,", re.MULTILINE)
    for path, content in texts(crowd):
        for number in pattern.findall(content):
            digits = number.replace(b" ", b"")
            assert digits.startswith(b"9") or len(set(digits)) == 1, path.name


def test_the_truth_lies_beside_the_inbox(small: Made) -> None:
    assert {path.suffix for path in small.inbox.iterdir()} <= {".csv", ".gz"}
    assert {path.name for path in small.truth.iterdir()} == {
        "people",
        "true_risk",
        "links",
        "row_faults",
        "file_faults.parquet",
        "settings.json",
    }


def test_the_truth_knows_every_row(small: Made) -> None:
    links = pq.read_table(small.truth / "links" / "gp_appointments")
    faults = planted(small)
    records = sum(
        content.count(b"\n") - 1
        for path, content in texts(small)
        if path.name.startswith("gp_appointments_") and path.name not in faults
    )
    assert links.num_rows == records


def test_nothing_unfinished_is_left_beside(small: Made) -> None:
    assert sorted(path.name for path in small.inbox.parent.iterdir()) == ["inbox", "truth"]


@pytest.mark.parametrize(
    ("people", "months", "end", "sentence"),
    [
        (0, 6, END, "--people"),
        (10, 0, END, "--months"),
        (10, 6, "2026-13", "--end"),
        (10, 6, "soon", "--end"),
        (10, 6, "2999-01", "in the future"),
    ],
)
def test_what_cannot_be_written_is_said(people: int, months: int, end: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SynthError, match=sentence):
        write_extracts(people, months, end, 1, tmp_path / "inbox")
    assert not (tmp_path / "inbox").exists()


def test_two_populations_do_not_mix(small: Made) -> None:
    with pytest.raises(SynthError, match="already holds files"):
        write_extracts(10, 2, END, 1, small.inbox)


def test_the_truth_is_never_written_into_the_inbox(tmp_path: Path) -> None:
    with pytest.raises(SynthError, match="must not lie in the inbox"):
        write_extracts(10, 2, END, 1, tmp_path / "inbox", tmp_path / "inbox" / "truth")


def test_files_of_others_are_not_overwritten_by_the_truth(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(SynthError, match="not an empty folder"):
        write_extracts(10, 2, END, 1, tmp_path / "inbox", tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_the_latest_month_is_one_whose_extracts_were_taken() -> None:
    end = datetime.strptime(latest_month(), "%Y-%m").replace(tzinfo=UTC)
    assert end < datetime.now(UTC) - timedelta(days=31)


def test_one_person_and_one_month_will_do(tmp_path: Path) -> None:
    made = make(tmp_path, people=1, months=1)
    assert made.written.files > 30
