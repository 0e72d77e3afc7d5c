"""The window of months, and the moments at which its extracts are taken."""

from datetime import datetime

import numpy as np
import pytest

from orchestration.synth.months import Months, day_number, month_start


def test_the_window_ends_with_its_last_month() -> None:
    window = Months("2026-03", 6)
    assert [window.label(month) for month in range(6)] == [
        "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip
    assert window.label(-1) == "2025-09"
    assert window.first_day == day_number(month_start(2025, 10))
    assert window.last_day == day_number(month_start(2026, 4)) - 1


def test_days_know_their_month() -> None:
    window = Months("2024-03", 2)
    days = np.array(
        [
            window.first_day - 1,
            window.first_day,
            day_number(month_start(2024, 3)) - 1,
            window.last_day,
            window.last_day + 1,
        ]
    )
    assert window.index_of(days).tolist() == [-1, 0, 0, 1, 2]


@pytest.mark.parametrize(("month", "expected"), [(11, datetime(2024, 1, 10, 2, 5)), (10, datetime(2023, 12, 10, 2, 5))])
def test_an_extract_is_taken_in_the_month_after(month: int, expected: datetime) -> None:
    assert Months("2023-12", 12).extracted_at(month, 10, 5) == expected
