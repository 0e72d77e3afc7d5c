"""The end of a run in words: what was received is the sum of what became of it."""

import pytest
from rich.console import Console

from orchestration import ingest
from orchestration.assets.progress import DeliveryRead, VerdictsGiven
from orchestration.console.summary import RunSummary

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


def test_before_anything_is_decided_rows_count_as_they_were_read(warehouse, capsys):
    summary = RunSummary()
    warehouse.deliver("ecds", rows(3, 9))
    for manifest in warehouse.read_inbox():
        summary(DeliveryRead(manifest))
    summary.show(Console(width=200), warehouse.settings)
    assert "Rows read in this run: 12 received, 3 loaded, 9 quarantined." in capsys.readouterr().out
