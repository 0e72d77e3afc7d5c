"""The end of a run in words: what was received is the sum of what became of it."""

from datetime import datetime

import pytest
from rich.console import Console

from orchestration import ingest
from orchestration.assets.progress import DeliveryRead, GateAsked, VerdictsGiven
from orchestration.console.summary import RunSummary
from orchestration.gates import GateOutcome, GateResult

ATTENDED = {
    "provider_code": "R1H", "department_type_code": "01", "arrival_at": "2024-05-06T10:00:00",
    "attendance_category_code": "1", "disposal_code": "01",
}  # fmt: skip


def rows(good: int, bad: int = 0) -> list[dict[str, str]]:
    of_all = [ATTENDED | {"attendance_id": f"A{number}"} for number in range(good + bad)]
    return [*of_all[:good], *(row | {"arrival_at": "soon"} for row in of_all[good:])]


NIGHTS = {
    # good and bad rows of each day's file for the month      what is told of the rows
    "one file": ([(10, 0)], "10 received, 10 loaded, 0 quarantined."),
    "a bad row": ([(10, 1)], "11 received, 10 loaded, 1 quarantined."),
    "sent again": ([(10, 1), (12, 0)], "23 received, 22 loaded, 1 quarantined."),
    "the same bytes": ([(10, 1), (10, 1)], "22 received, 10 loaded, 1 quarantined, 11 in files refused"),
    "most rows bad": ([(10, 0), (3, 9)], "22 received, 10 loaded, 0 quarantined, 12 in files refused"),
    "cut off": ([(30, 2), (4, 0)], "36 received, 30 loaded, 2 quarantined, 4 in files refused"),
}


@pytest.mark.parametrize(("files", "told"), NIGHTS.values(), ids=NIGHTS.keys())
def test_rows_received_are_loaded_quarantined_or_in_files_that_were_not_taken(warehouse, capsys, files, told):
    summary = RunSummary()
    for day, (good, bad) in enumerate(files, 12):
        warehouse.deliver("ecds", rows(good, bad), extracted_at=f"202406{day}T020000Z")
    for manifest in warehouse.read_inbox():
        summary(DeliveryRead(manifest))
    summary(VerdictsGiven(tuple(ingest.verdicts(warehouse.settings, warehouse.contracts))))
    summary.show(Console(width=200), warehouse.settings)
    assert f"Rows read in this run: {told}" in capsys.readouterr().out


def test_a_refused_price_list_is_told_with_the_one_that_stays_in_force(warehouse, capsys):
    price = {"price_list_code": "AE", "currency_code": "VB01Z", "modifier_code": "01", "valid_from": "2024-04-01"}
    summary = RunSummary()
    for day, pounds in ((12, "400"), (13, "-400")):
        extracted_at = f"202406{day}T020000Z"
        warehouse.deliver("ref_prices", [price | {"price_gbp": pounds}], provider="NHSE", extracted_at=extracted_at)
    for manifest in warehouse.read_inbox():
        summary(DeliveryRead(manifest))
    summary(VerdictsGiven(tuple(ingest.verdicts(warehouse.settings, warehouse.contracts))))
    summary.show(Console(width=200), warehouse.settings)
    (told,) = [line for line in capsys.readouterr().out.splitlines() if "refused: " in line]
    assert "ref_prices_NHSE_2024-05_20240613T020000Z.csv" in told
    assert "ref_prices_NHSE_2024-05_20240612T020000Z.csv, which stays in force" in told
    assert "OUT_OF_RANGE in price_gbp 1 row" in told


def warned(rows: int) -> GateOutcome:
    about = {"profile_name": "price_faults", "belongs_to": "mart_quality__price_faults", "expectation": "in set",
             "column_name": None, "is_blocking": False, "is_met": False, "observed_value": None,
             "sentence": "No row stands in another's way."}  # fmt: skip
    results = tuple(GateResult(subject=f"prices.csv row {row} OVERLAP", **about) for row in range(1, rows + 1))
    return GateOutcome(run_id="r", zone="MARTS", title="marts", checked_at=datetime(2024, 6, 12), results=results)


@pytest.mark.parametrize(("rows", "lines", "last"), [
    (1, 1, "  warning: prices.csv row 1 OVERLAP: No row stands in another's way."),
    (7, 6, "  warning: 2 more in ops.gate_results."),
])  # fmt: skip
def test_what_a_gate_warns_of_is_named(warehouse, capsys, rows, lines, last):
    summary = RunSummary()
    summary(GateAsked(warned(rows)))
    summary.show(Console(width=200), warehouse.settings)
    told = [line for line in capsys.readouterr().out.splitlines() if "warning: " in line]
    assert len(told) == lines and told[-1] == last


def test_before_anything_is_decided_rows_count_as_they_were_read(warehouse, capsys):
    summary = RunSummary()
    warehouse.deliver("ecds", rows(3, 9))
    for manifest in warehouse.read_inbox():
        summary(DeliveryRead(manifest))
    summary.show(Console(width=200), warehouse.settings)
    assert "Rows read in this run: 12 received, 3 loaded, 9 quarantined." in capsys.readouterr().out
