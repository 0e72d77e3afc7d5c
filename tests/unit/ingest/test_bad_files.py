"""No input ends in a traceback: each bad file gets one sentence, and nothing of it is lost."""

import gzip
import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from orchestration import ingest
from orchestration.ingest import delivery
from orchestration.pseudonymise import MissingKey
from tests.conftest import nhs_number

HEADER = "postcode,lsoa_code,borough_code,borough_name\n"
ROW = "E17 4AA,E01000001,E09000031,Waltham Forest\n"
NAME = "ref_postcodes_ONS_2024-05_20240612T020000Z.csv"

REFUSED = [
    # name                content                                                   the sentence holds
    (NAME, b"", "empty"),
    (NAME, b"\n\n", "empty"),
    (NAME, b"\x00\x01\x02\x03", "binary"),
    (NAME, (HEADER + ROW).encode("utf-16"), "UTF-16"),
    (
        NAME,
        b"postcode,lsoa_code,borough_code\nE17 4AA,E01000001,E09000031\n",
        "Required columns are missing: borough_name",
    ),
    (NAME, (HEADER + ROW).replace(",", ";").encode(), "separated by commas"),
    (NAME, b"postcode,postcode,lsoa_code,borough_code,borough_name\n", "stands in the header twice"),
    (NAME, (HEADER + ROW + 'E17 4AB,E01,E09,"Waltham\n' + "E17 4AC,E01,E09,x\n" * 9).encode(), "never closed"),
    # The engine's own reading of CSV failed over this one, and took its database along.
    (NAME, (HEADER + ROW * 3 + 'E17 4AB,",E01000001,Waltham Forest\r\n\n').encode(), "never closed"),
    (NAME + ".gz", (HEADER + ROW).encode(), "not a whole gzip file"),
    (NAME + ".gz", gzip.compress((HEADER + ROW * 1000).encode())[:-20], "not a whole gzip file"),
    ("ref_postcodes_ONS_2024-13_20240612T020000Z.csv", (HEADER + ROW).encode(), "period"),
    ("postcodes.csv", (HEADER + ROW).encode(), "right name looks like"),
    ("ref_postcodes_ONS_2024-05_20990612T020000Z.csv", (HEADER + ROW).encode(), "more than a day from now"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_words(warehouse, name, content, sentence):
    path = warehouse.put(name, content)
    warehouse.read_inbox()
    (verdict,) = ingest.verdicts(warehouse.settings, warehouse.contracts)
    assert verdict.status_code == "REJECTED"
    assert sentence in verdict.reason
    assert path.read_bytes() == content


# Bytes of a name, as the file system has them                     as it is told
NOT_UTF_8 = [
    (b"deaths_\xff\xfe_2024-02_20240310T020000Z.csv", r"deaths_\xff\xfe_2024-02_20240310T020000Z.csv"),
    ("Caf\u00e9.csv".encode("cp1252"), r"Caf\xe9.csv"),
    ("Caf\u00e9 \u2713.csv".encode(), "Caf\u00e9 \u2713.csv"),
]


@pytest.mark.parametrize(("name", "told"), NOT_UTF_8)
def test_a_name_of_any_bytes_is_written_down_once_as_it_can_be_shown(warehouse, name, told):
    warehouse.put(os.fsdecode(name), HEADER + ROW)
    (manifest,) = warehouse.read_inbox()
    assert warehouse.read_inbox() == []
    (verdict,) = ingest.verdicts(warehouse.settings, warehouse.contracts)
    assert (verdict.status_code, verdict.file_name, verdict.delivery_id) == ("REJECTED", told, manifest.delivery_id)
    assert verdict.reason.startswith(f"The file name '{told}' ")


def test_what_is_no_file_is_told_of_whatever_the_bytes_of_its_name(warehouse):
    (warehouse.settings.inbox_dir / os.fsdecode(b"\xff.csv")).mkdir()
    scan = ingest.scan_inbox(warehouse.settings, warehouse.contracts)
    assert scan.not_files == [r"\xff.csv in the inbox is not a file; it was passed over."]


READ = [
    # content                                                                        rows
    ((HEADER + ROW).encode(), 1),
    (("\ufeff" + HEADER + ROW).encode("utf-8"), 1),
    ((HEADER + ROW).replace("\n", "\r\n").encode(), 1),
    ((HEADER + ROW + ROW.replace("4AA", "4AB")).replace("\n", "\r\n", 1).encode(), 2),
    ((HEADER + ROW).rstrip("\n").encode(), 1),
    (b" Postcode ,LSOA_CODE, Borough_Code,BOROUGH_NAME\n" + ROW.encode(), 1),
    (b"borough_name,extra,lsoa_code,postcode,borough_code\nWaltham Forest,x,E01000001,E17 4AA,E09000031\n", 1),
    ((HEADER + 'E17 4AA,E01000001,E09000031,"Waltham\nForest, ""E17"""\n').encode(), 1),
    ((HEADER + "E17 4AA,E01000001,E09000031,Caf\u00e9 Forest\n").encode("cp1252"), 1),
    ((HEADER + ROW + "\n\n").encode(), 1),
]


@pytest.mark.parametrize(("content", "rows"), READ)
def test_what_is_met_in_the_wild_is_read(warehouse, content, rows):
    warehouse.put(NAME, content)
    warehouse.put(NAME.replace("2024-05", "2024-04") + ".gz", gzip.compress(content))
    warehouse.read_inbox()
    found = ingest.verdicts(warehouse.settings, warehouse.contracts)
    assert [(v.manifest.rows_received, v.manifest.rows_loaded, v.manifest.problem) for v in found] == [
        (rows, rows, None)
    ] * 2


def test_windows_1252_and_quotes_arrive_as_meant(warehouse):
    warehouse.deliver("registrations", [], provider="EMIS")
    warehouse.put(NAME, (HEADER + 'E17 4AA,E01000001,E09000031,"Caf\u00e9, ""E17"""\n').encode("cp1252"))
    warehouse.read_inbox()
    import duckdb

    rows = next(warehouse.settings.lake_dir.glob("ref_postcodes/*/*/rows.parquet"))
    assert duckdb.sql(f"select borough_name from '{rows}'").fetchall() == [('Caf\u00e9, "E17"',)]


def test_malformed_rows_are_counted_under_their_number(warehouse):
    rows = [ROW.replace("4AA", f"4A{letter}") for letter in "ABCDEFGHIJKLMNOP"]
    rows[3], rows[9] = "E17 4XX,too,few\n", "E17 4XY,E01000001,E09000031,Waltham Forest,too,many\n"
    rows[5] = rows[5].replace("Waltham Forest", "x" * 3_000_000)
    warehouse.deliver("registrations", [_registration()], provider="EMIS")
    warehouse.put(NAME, HEADER + "".join(rows))
    warehouse.build()
    assert warehouse.rows(
        "select row_number, rule_code from lake.quarantine where feed = 'ref_postcodes' order by 1"
    ) == [
        (4, "MALFORMED_ROW"),
        (6, "MALFORMED_ROW"),
        (10, "MALFORMED_ROW"),
    ]
    assert warehouse.rows("select list(row_number order by row_number) from lake.ref_postcodes") == [
        ([1, 2, 3, 5, 7, 8, 9, 11, 12, 13, 14, 15, 16],)
    ]
    assert warehouse.rows(
        "select rows_received_count, rows_loaded_count, rows_quarantined_count, status_code from lake.deliveries "
        "where feed = 'ref_postcodes'"
    ) == [(16, 13, 3, "ACCEPTED")]


def _registration(number: int = 1) -> dict[str, str]:
    return {
        "registration_id": f"R{number}", "nhs_number": nhs_number(0), "practice_code": "F84001",
        "registered_from": "2015-01-01",
        "birth_date": "1950-02-03",
    }  # fmt: skip


def _appointment(number: int) -> dict[str, str]:
    return {
        "appointment_id": f"A{number}", "appointment_date": "2024-05-03", "nhs_number": nhs_number(0),
        "provider_code": "R1H", "attended_code": "5", "first_attendance_code": "1", "treatment_function_code": "300",
        "setting_code": "HOSPITAL",
    }  # fmt: skip


def test_what_is_no_file_is_passed_over_in_words(warehouse):
    (warehouse.settings.inbox_dir / "folder.csv").mkdir()
    (warehouse.settings.inbox_dir / "gone.csv").symlink_to("nowhere.csv")
    (warehouse.settings.inbox_dir / ".hidden").write_text("x")
    scan = ingest.scan_inbox(warehouse.settings, warehouse.contracts)
    assert [sentence.split(" in the inbox ")[1] for sentence in scan.not_files] == [
        "is not a file; it was passed over.",
        "is a link to a file that is not there; it was passed over.",
    ]
    assert not scan.misnamed


def test_an_empty_inbox_is_nothing_to_build_from(warehouse):
    with pytest.raises(ingest.NothingUsable, match="There is nothing to build from"):
        warehouse.build()


def test_a_missing_inbox_and_a_missing_key_are_sentences(warehouse):
    warehouse.put(NAME, HEADER + ROW)
    (warehouse.settings.warehouse / "keys.json").unlink()
    with pytest.raises(MissingKey):
        warehouse.read_inbox()
    shutil.rmtree(warehouse.settings.inbox_dir)
    with pytest.raises(ingest.IngestError, match="There is no inbox"):
        ingest.scan_inbox(warehouse.settings, warehouse.contracts)


def test_a_file_is_read_once_and_again_when_its_contract_changes(warehouse, monkeypatch):
    warehouse.put(NAME, HEADER + ROW)
    assert len(warehouse.read_inbox()) == 1
    assert warehouse.read_inbox() == []
    os.utime(warehouse.settings.inbox_dir / NAME, (1, 1))
    assert warehouse.read_inbox() == []
    monkeypatch.setattr("orchestration.ingest.delivery.READING_VERSION", 999)
    assert len(warehouse.read_inbox()) == 1
    assert len(ingest.read_manifests(warehouse.settings)) == 1


def test_a_file_that_was_still_arriving_is_read_when_it_is_whole(warehouse):
    warehouse.put(NAME, HEADER[:20])
    warehouse.read_inbox()
    warehouse.put(NAME, HEADER + ROW)
    warehouse.read_inbox()
    found = ingest.verdicts(warehouse.settings, warehouse.contracts)
    assert [v.status_code for v in found] == ["REJECTED", "ACCEPTED"]


def test_a_key_in_two_months_stands_once_the_newest(warehouse):
    event = {"nhs_number": nhs_number(0), "practice_code": "F84001", "event_id": "1", "snomed_code": "195967001"}
    may = [event | {"event_date": "2024-05-01"}, event | {"event_id": "2", "event_date": "2024-05-02"}]
    warehouse.deliver("gp_events", may, provider="EMIS", period="2024-05", extracted_at="20240612T020000Z")
    april = [event | {"event_date": "2024-04-01"}]
    warehouse.deliver("gp_events", april, provider="EMIS", period="2024-04", extracted_at="20240712T020000Z")
    warehouse.build()
    assert warehouse.rows("select event_id, event_date::varchar from lake.gp_events order by 1") == [
        ("1", "2024-04-01"),
        ("2", "2024-05-02"),
    ]
    assert warehouse.rows("select feed, row_number from lake.superseded_keys") == [("gp_events", 1)]
    assert warehouse.rows("select sum(rows_count) from lake.identities") == [(2,)]


# The same sender, its name spelled in two ways: day and number of rows of each file, and what becomes of the two.
TWO_SPELLINGS = {
    "the same bytes": ("op", ("R1H", 12, 5), ("r1h", 13, 5), ["ACCEPTED", "DUPLICATE"]),
    "a month sent again": ("op", ("r1h", 12, 5), ("R1H", 13, 6), ["SUPERSEDED", "ACCEPTED"]),
    "a register sent again": ("registrations", ("Emis", 12, 5), ("EMIS", 13, 6), ["SUPERSEDED", "ACCEPTED"]),
    "a register cut off": ("registrations", ("EMIS", 12, 30), ("emis", 13, 5), ["ACCEPTED", "REJECTED"]),
}


@pytest.mark.parametrize(("feed", "first", "second", "verdicts"), TWO_SPELLINGS.values(), ids=TWO_SPELLINGS.keys())
def test_a_sender_is_one_sender_however_its_files_spell_it(warehouse, feed, first, second, verdicts):
    row = {"op": _appointment, "registrations": _registration}[feed]
    for provider, day, rows in (first, second):
        written = [row(number) for number in range(rows)]
        warehouse.deliver(feed, written, provider=provider, extracted_at=f"202406{day}T020000Z")
    warehouse.read_inbox()
    found = ingest.verdicts(warehouse.settings, warehouse.contracts)
    assert {verdict.provider_code for verdict in found} == {first[0].upper()}
    assert [v.status_code for v in sorted(found, key=lambda verdict: verdict.extracted_at)] == verdicts


def test_an_overlay_is_found_however_the_senders_file_spells_it(warehouse):
    clinic = "Appt Id,Appt Date,Clinic Type,attended_code,treatment_function_code,first_attendance_code,provider_code\n"
    warehouse.put("op_nx9_2024-05_20240612T020000Z.csv", clinic + "A1,2024-05-03,OUTREACH,SEEN,300,1,NX9\n")
    (manifest,) = warehouse.read_inbox()
    assert (manifest.provider_code, manifest.problem, manifest.rows_loaded) == ("NX9", None, 1)


def test_accepting_a_refused_file_puts_it_in_force(warehouse):
    rows = [
        {"postcode": f"E17 4A{n}", "lsoa_code": "E01", "borough_code": "E09", "borough_name": "B"} for n in range(30)
    ]
    warehouse.deliver("ref_postcodes", rows, provider="ONS", extracted_at="20240612T020000Z")
    short = warehouse.deliver("ref_postcodes", rows[:5], provider="ONS", extracted_at="20240613T020000Z")
    warehouse.read_inbox()
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1)
    as_known_then = warehouse.settings.model_copy(update={"as_known_at": before})
    status = lambda: [v.status_code for v in ingest.verdicts(warehouse.settings, warehouse.contracts)]  # noqa: E731
    assert status() == ["ACCEPTED", "REJECTED"]
    ingest.accept(warehouse.settings, warehouse.contracts, short.name, "the list was cut on purpose", "A. Steward")
    assert status() == ["SUPERSEDED", "ACCEPTED"]
    looked_back = ingest.verdicts(as_known_then, warehouse.contracts)
    assert [v.status_code for v in looked_back] == ["ACCEPTED", "REJECTED"]
    with pytest.raises(ingest.NotAcceptable, match="is not refused"):
        ingest.accept(warehouse.settings, warehouse.contracts, short.name, "again", "A. Steward")
    with pytest.raises(ingest.NotAcceptable, match="No delivery is called"):
        ingest.accept(warehouse.settings, warehouse.contracts, "nothing.csv", "why", "A. Steward")


def test_a_file_that_is_gone_before_it_is_opened_is_told_of_and_tried_again(warehouse, monkeypatch):
    path = warehouse.put(NAME, HEADER + ROW)
    other = warehouse.put(NAME.replace("2024-05", "2024-04"), HEADER + ROW)
    open_source = delivery.open_source

    def gone(opened):
        if opened == path:
            path.unlink(missing_ok=True)
        return open_source(opened)

    monkeypatch.setattr(delivery, "open_source", gone)
    problems = {manifest.file_name: manifest.problem for manifest in warehouse.read_inbox()}
    assert problems[other.name] is None
    assert problems[path.name].startswith("The file cannot be opened (No such file or directory).")
    monkeypatch.setattr(delivery, "open_source", open_source)
    warehouse.put(NAME, HEADER + ROW)
    assert [manifest.problem for manifest in warehouse.read_inbox()] == [None]
