"""What is told of a file beside its rows: its columns by their names, and why somebody took it all the same."""

import pytest

from orchestration import ingest
from tests.spec.test_quarantine import GOOD

HEADERS = [
    # an extra header      what it is told as
    ("ward_name", "ward_name"),
    ("Version 2.1", "version 2.1"),
    ("2024", "column {place}"),
    ("9434765919", "column {place}"),
    ("nhs 943 476 5919", "column {place}"),
    ("born 1950-02-03", "column {place}"),
]


def test_an_extra_column_is_told_by_a_plain_name_else_by_its_place(warehouse):
    names = [column.name for column in warehouse.contracts["ecds"].all_columns]
    row = ",".join(GOOD["ecds"].get(name, "") for name in names)
    header = ",".join([*names, *(sent for sent, _ in HEADERS)])
    warehouse.put("ecds_R1H_2024-05_20240612T020000Z.csv", f"{header}\n{row}{',x' * len(HEADERS)}\n")
    (manifest,) = warehouse.read_inbox()
    told = tuple(name.format(place=place) for place, (_, name) in enumerate(HEADERS, start=len(names) + 1))
    assert (manifest.rows_loaded, manifest.extra_columns) == (1, told)


def test_a_reason_to_accept_a_file_may_hold_no_number(warehouse):
    broken = [GOOD["ecds"] | {"attendance_id": str(place), "arrival_at": "soon"} for place in range(3)]
    name = warehouse.deliver("ecds", [GOOD["ecds"], *broken]).name
    warehouse.read_inbox()
    with pytest.raises(ingest.NotAcceptable, match="what could be somebody's NHS number"):
        ingest.accept(warehouse.settings, warehouse.contracts, name, "it is only 943 476 5919", "A. Steward")
    taken = ingest.accept(warehouse.settings, warehouse.contracts, name, "the sender confirmed it", "A. Steward")
    assert taken.reason.endswith("the sender confirmed it")
