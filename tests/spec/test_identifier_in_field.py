"""What identifies somebody in a column where nothing should: which rows do not load for it, and which do.

Each case changes a good row. Its file holds a row of every case of the feed, all of one person unless a case says
otherwise: 943 476 5919, born 3 February 1950, of E17 4AA.
"""

import random
from collections.abc import Iterable

import duckdb
import pytest

from orchestration import ingest
from tests.conftest import nhs_number
from tests.recalculation.feeds import FEEDS
from tests.recalculation.rows import read_records, read_rows
from tests.recalculation.seeds import Sensitive
from tests.spec.test_quarantine import GOOD, PROVIDERS

FOUND = "IDENTIFIER_IN_FIELD"
ANN = {"given_name": "Ann", "family_name": "O'Featherstone"}
STONE = {"family_name": "Stone"}

CASES = [
    # feed        the change to a good row                              rule               column to blame
    # The number of somebody in the same file: alone or between edges, as it is printed, whatever the column.
    ("gp_events", {"event_id": "9434765919"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "943 476 5919"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "GP/943-476-5919/2"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "2024-943 476-5919"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "G_9434765919_1"}, FOUND, "event_id"),
    ("gp_events", {"snomed_code": "9434765919"}, FOUND, "snomed_code"),
    ("gp_events", {"practice_code": "943 4765919"}, FOUND, "practice_code"),
    ("gp_events", {"unit": "mmol/l 943 476 5919"}, FOUND, "unit"),
    ("gp_events", {"numeric_value": "9434765919"}, FOUND, "numeric_value"),
    ("gp_events", {"numeric_value": "943 476 5919"}, FOUND, "numeric_value"),
    ("gp_events", {"numeric_value": "9434765919e0"}, FOUND, "numeric_value"),
    ("ecds", {"seen_at": "9434765919"}, FOUND, "seen_at"),
    ("ecds", {"arrival_mode_code": "9434765919"}, FOUND, "arrival_mode_code"),
    ("ecds", {"diagnosis_code": "943 476 5919"}, FOUND, "diagnosis_code"),
    ("apc", {"secondary_diagnoses": "E11.9|9434765919"}, FOUND, "secondary_diagnoses"),
    ("apc", {"primary_diagnosis": "943.476.5919"}, FOUND, "primary_diagnosis"),
    # Whose number it is does not matter; that it is a number of this file does.
    ("apc", {"nhs_number": "", "spell_number": "9434765919"}, FOUND, "spell_number"),
    ("gp_events", {"event_id": nhs_number(7)}, None, None),
    ("gp_events", {"event_id": "9434765918"}, None, None),
    ("gp_events", {"event_id": "A9434765919"}, None, None),
    ("gp_events", {"event_id": "19434765919"}, None, None),
    ("gp_events", {"event_id": "9434765919123"}, None, None),
    ("gp_events", {"event_id": "94347-65919"}, None, None),
    # Its own name where words are kept, as a word of its own.
    ("gp_events", ANN | {"event_id": "ann"}, FOUND, "event_id"),
    ("gp_events", ANN | {"event_id": "2024/ANN17"}, FOUND, "event_id"),
    ("gp_events", ANN | {"event_id": "E:o'featherstone, Mrs"}, FOUND, "event_id"),
    ("gp_events", ANN | {"practice_code": "O'FEATHERSTONE"}, FOUND, "practice_code"),
    ("gp_events", ANN | {"event_id": "ANNEX-1"}, None, None),
    ("gp_events", {"given_name": "Al", "event_id": "AL-1"}, None, None),
    ("ecds", {"given_name": "Zoe", "acuity_code": "ZOE"}, FOUND, "acuity_code"),
    # Somebody of another name has the same text: it is a word, or a place.
    ("gp_events", STONE | {"unit": "Stone"}, None, None),
    ("gp_events", ANN | {"unit": "stone"}, None, None),
    ("gp_events", ANN | {"unit": "Stone"}, None, None),
    # Its own postcode and birth date.
    ("gp_events", {"event_id": "E17 4AA"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "1/e174aa/2"}, FOUND, "event_id"),
    ("ecds", {"site_code": "E174AA"}, FOUND, "site_code"),
    ("ecds", {"site_code": "E174AB"}, None, None),
    ("ecds", {"hrg_code": "1/03.02.1950"}, FOUND, "hrg_code"),
    ("ecds", {"hrg_code": "1950-02-03A"}, None, None),
    ("gp_events", {"event_id": "AE174AA"}, None, None),
    ("gp_events", {"event_id": "1950-02-03-7"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "7 03/02/1950"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "19500203"}, FOUND, "event_id"),
    ("gp_events", {"event_id": "1950020301"}, None, None),
    ("gp_events", {"event_id": "1950-02-04"}, None, None),
    # Of a newborn the day of the event is the child's own.
    ("gp_events", {"birth_date": "2024-05-06", "event_id": "2024-05-06/1"}, None, None),
    # A local id is the sender's own, and many senders make their other ids of it.
    ("gp_events", {"event_id": "L1"}, None, None),
    # The first rule that is broken is told: what a row breaks by itself stands before; of the columns the first.
    ("ecds", {"department_type_code": "9434765919"}, "NOT_IN_CODE_LIST", "department_type_code"),
    ("gp_events", {"unit": "9434765919", "event_date": "2024-06-13"}, "AFTER_EXTRACT", "event_date"),
    ("gp_events", ANN | {"unit": "9434765919", "event_id": "Ann 2"}, FOUND, "event_id"),
]  # fmt: skip


def quarantined(manifest: ingest.Manifest) -> dict[int, tuple[str, str | None]]:
    """Rule and column of each row of a delivery that did not load."""
    if not manifest.rows_quarantined:
        return {}
    rows = duckdb.sql(f"from '{manifest.folder}/quarantine.parquet'").fetchall()
    return {number: (rule, column) for number, rule, column in rows}


def rows_of(feed: str, changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """A good row for each change, each with a key of its own."""
    return [GOOD[feed] | {GOOD_KEY[feed]: f"K{place}"} | change for place, change in enumerate(changes)]


GOOD_KEY = {"gp_events": "event_id", "ecds": "attendance_id", "apc": "spell_number"}


@pytest.mark.parametrize("feed", sorted({case[0] for case in CASES}))
def test_a_row_with_an_identifier_out_of_place_is_quarantined(warehouse, feed):
    cases = [case for case in CASES if case[0] == feed]
    warehouse.deliver(feed, rows_of(feed, (change for _, change, *_ in cases)), provider=PROVIDERS[feed])
    (manifest,) = warehouse.read_inbox()
    told = quarantined(manifest)
    found = [(*case[:2], *told.get(number, (None, None))) for number, case in enumerate(cases, start=1)]
    assert found == cases


def test_a_number_of_another_file_is_a_number_like_any(warehouse):
    """Files of one sender are read together; each is judged by its own people."""
    other = GOOD["gp_events"] | {"nhs_number": nhs_number(7)}
    warehouse.deliver("gp_events", [other, GOOD["gp_events"] | {"event_id": nhs_number(9)}], period="2024-04")
    warehouse.deliver("gp_events", [GOOD["gp_events"] | {"event_id": nhs_number(7)}], period="2024-05")
    assert [manifest.rows_quarantined for manifest in warehouse.read_inbox()] == [0, 0]


def test_a_test_number_counts_where_test_numbers_do(warehouse):
    row = GOOD["gp_events"] | {"event_id": "9434765919"}
    issued = "401023213" + "7"
    real = GOOD["gp_events"] | {"nhs_number": issued, "event_id": f"{issued[:3]} {issued[3:6]} {issued[6:]}"}
    warehouse.deliver("gp_events", [row, real], provider="EMIS")
    warehouse.settings = warehouse.settings.model_copy(update={"allow_test_numbers": False})
    (manifest,) = warehouse.read_inbox()
    assert quarantined(manifest) == {2: (FOUND, "event_id")}


PIECES = [
    "943", "476", "5919", "9434765919", "9434765870", " ", "-", "/", "_", "A", "7", "", "", "E17", "4AA", "ANN",
    "Stone", "1950", "02", "03", "\u00e9",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_what_is_found_is_what_a_second_hand_finds(warehouse, seed):
    luck = random.Random(seed)

    def text(longest: int) -> str:
        return "".join(luck.choice(PIECES) for _ in range(luck.randint(1, longest)))

    changes = [
        {"unit": text(3), "given_name": luck.choice(["", "Ann", "Bo"]), "family_name": luck.choice(["", "Stone"])}
        | {"event_id": f"{place}{luck.choice('/A-')}{text(6)}"}
        for place in range(3000)
    ]
    path = warehouse.deliver("gp_events", rows_of("gp_events", changes), provider="EMIS")
    (manifest,) = warehouse.read_inbox()
    records = read_records(path.read_bytes(), path.name)
    _, expected = read_rows(FEEDS["gp_events"], records, manifest.extracted_at, Sensitive({}), True)
    assert sorted(quarantined(manifest)) == [number for number, _ in expected]
    assert 300 < len(expected) < 2700
