"""What each band carries, worked out a second time from the rows of random people, for every borough and for all."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec.small_tables import SmallTables

AS_OF = date(2024, 6, 30)
BANDS = ("VERY_HIGH", "HIGH", "MODERATE", "LOW")
COLUMNS = (
    "borough_code, risk_band_code, people_count, people_pct, emergency_admission_count, emergency_admission_pct, "
    "cost_gbp, cost_pct"
)
DAYS_AGO = st.integers(0, 400)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "borough": st.sampled_from(("E1", "E2", None)),
            "band": st.sampled_from((*BANDS, None)),
            "admitted": st.lists(st.tuples(DAYS_AGO, st.sampled_from(("NEL", "EL", "MAT"))), max_size=3),
            "spent": st.lists(st.tuples(DAYS_AGO, st.sampled_from((None, 0, 999, 123456))), max_size=3),
        }
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def tables() -> Iterator[SmallTables]:
    made = SmallTables()
    made.give("reporting_date", [{"as_of_date": AS_OF}], {"as_of_date": "date"})
    yield made


def person(serial: int) -> str:
    return f"{serial:032d}"


def share(part: float, whole: float) -> float | None:
    return None if not whole else round(100 * float(part) / float(whole), 9)


def by_hand(people: list[dict]) -> set[tuple]:
    """The rows of the pyramid: a year is the reporting date and the 364 days before it."""
    used: dict[tuple, list] = defaultdict(lambda: [0, 0, Decimal(0)])
    for someone in people:
        for borough in (someone["borough"], "ALL"):
            if someone["band"] is not None:
                band = used[borough, someone["band"]]
                band[0] += 1
                band[1] += sum(days < 365 and kind == "NEL" for days, kind in someone["admitted"])
                band[2] += sum(Decimal(pence or 0) / 100 for days, pence in someone["spent"] if days < 365)
    whole: dict[str | None, list] = defaultdict(lambda: [0, 0, Decimal(0)])
    for (borough, _), parts in used.items():
        whole[borough] = [total + part for total, part in zip(whole[borough], parts, strict=True)]
    return {
        (borough, band, count, share(count, whole[borough][0]), admissions, share(admissions, whole[borough][1]),
         cost, share(cost, whole[borough][2]))
        for (borough, band), (count, admissions, cost) in used.items()
    }  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(people=PEOPLE)
def test_the_pyramid_is_what_a_second_hand_works_out(tables, people):
    tables.give(
        "dim_person",
        [
            {"person_id": person(serial), "borough_code": each["borough"], "risk_band_code": each["band"]}
            for serial, each in enumerate(people)
        ],
    )
    tables.give(
        "fct_admission",
        [
            {"person_id": person(serial), "point_of_delivery_code": kind, "is_nhs_funded": True,
             "is_mental_health_spell": False, "admission_date": AS_OF - timedelta(days=days)}
            for serial, each in enumerate(people) for days, kind in each["admitted"]
        ],
    )  # fmt: skip
    tables.give(
        "fct_activity",
        [
            {"person_id": person(serial), "activity_date": AS_OF - timedelta(days=days),
             "cost_gbp": None if pence is None else Decimal(pence) / 100}
            for serial, each in enumerate(people) for days, pence in each["spent"]
        ],
    )  # fmt: skip
    tables.build("mart_risk__pyramid")
    found = {
        tuple(round(value, 9) if isinstance(value, float) else value for value in row)
        for row in tables.rows(f"select {COLUMNS} from mart_risk__pyramid")
    }
    assert found == by_hand(people)
