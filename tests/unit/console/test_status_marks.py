"""A month in one character: what asks for attention comes first."""

import pytest
from rich.console import Console

from orchestration.console.status import IN_FORCE, LATE, MISSING, NOTHING, REFUSED, Sender, show_status

MONTH = "2024-05"


@pytest.mark.parametrize(
    ("sender", "mark"),
    [
        (Sender(in_force={MONTH}), IN_FORCE),
        (Sender(in_force={MONTH}, late={MONTH}), LATE),
        (Sender(in_force={MONTH}, refused={MONTH}), IN_FORCE),
        (Sender(missing={MONTH}), MISSING),
        (Sender(missing={MONTH}, refused={MONTH}), REFUSED),
        (Sender(refused={MONTH}), REFUSED),
        (Sender(in_force={"2024-04"}), NOTHING),
    ],
)
def test_a_month_has_one_mark(sender, mark):
    assert sender.mark(MONTH) == mark


def test_deliveries_are_shown_by_feed_and_provider(warehouse, capsys):
    warehouse.deliver("ecds", [], provider="R1H")
    warehouse.put("ecds_R1K_2024-05_20240612T020000Z.csv", "")
    warehouse.put("holiday.csv", "a,b\n")
    warehouse.read_inbox()
    show_status(Console(width=200), warehouse.settings, None)
    shown = capsys.readouterr().out
    assert IN_FORCE in next(line for line in shown.splitlines() if line.startswith("ecds  ") and "R1H" in line)
    assert "refused: ecds_R1K_2024-05_20240612T020000Z.csv" in shown
    assert "refused: holiday.csv" in shown


def test_one_feed_is_shown_delivery_by_delivery(warehouse, capsys):
    warehouse.deliver("ecds", [], provider="R1H")
    warehouse.deliver("op", [], provider="R1H")
    warehouse.read_inbox()
    show_status(Console(width=200), warehouse.settings, "ecds")
    shown = capsys.readouterr().out
    assert "ecds_R1H_2024-05_20240612T020000Z.csv" in shown
    assert "op_R1H" not in shown
