"""Five nights after the hand-made one, each stopped by another gate.

Belongs here: what is broken for each, by changing data or state and never code. Where data alone do it, before the
night; else just before the gate is asked, as a fault of the disk or of somebody's hand would.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from orchestration.contracts import load_contracts
from tests.pipeline import hand_made
from tests.pipeline.nights import Nights, Plan
from tests.pipeline.place import COMMAND, Ended, Place, Published

# One identity in a hundred rows, and two for the one who stands for many: more than 1% of 10,000 rows are hers.
PATIENTS, ROWS_EACH, ROWS_OF_ONE = 101, 100, 200


@dataclass(frozen=True)
class ClosedGate:
    """A night that a gate stopped, and what was published before it."""

    place: Place
    ended: Ended
    before: Published


def lose_a_required_feed(place: Place) -> None:
    """The list of postcodes is gone, from the inbox and from the lake."""
    shutil.rmtree(place.warehouse / "lake" / "ref_postcodes")
    for path in place.inbox.glob("ref_postcodes_*"):
        path.unlink()


def send_a_patient_who_is_many(place: Place) -> None:
    """A practice system exports one placeholder in the place of many patients."""
    contract = load_contracts()["gp_events"]
    row = hand_made.event(contract, hand_made.PEOPLE[0])
    serials = [serial for serial in range(PATIENTS) for _ in range(ROWS_OF_ONE if serial == 0 else ROWS_EACH)]
    rows = [
        row | {"event_id": f"M{place}", "local_patient_id": f"L{serial}", "birth_date": "1950-01-01"}
        for place, serial in enumerate(serials)
    ]
    hand_made.deliver(place.inbox, contract, rows, by="TPP")


# zone: what is done to the place before the night, or (step, file, SQL) just before that step
BEFORE: dict[str, Callable[[Place], None]] = {
    "FEEDS": lose_a_required_feed,
    "IDENTITY": send_a_patient_who_is_many,
}
MEANWHILE = {
    "STAGING": (
        "gate.staging",
        "warehouse.duckdb",
        "create or replace view staging.stg_deaths__deaths as from lake.deaths where row_number > 1",
    ),
    "MARTS": (
        "gate.marts",
        "careweave.duckdb",
        "delete from marts.fct_activity where point_of_delivery_code = 'GP'",
    ),
    "PUBLISHED": (
        "gate.published",
        "careweave_open.duckdb",
        "update open.pub_quality__linkage set records_count = 3, records_count_is_suppressed = false",
    ),
}
ZONES = (*BEFORE, *MEANWHILE)


def _close(zone: str) -> Callable[[Nights, Place], ClosedGate]:
    def night(nights: Nights, after: Place) -> ClosedGate:
        place = after.copied(nights.folder / f"closed_{zone.lower()}")
        before, command = Published.of(place), None
        if zone in BEFORE:
            BEFORE[zone](place)
        else:
            step, file, sql = MEANWHILE[zone]
            fault = ["-m", "tests.pipeline.faulty_night", step, "sql", file, sql]
            command = [sys.executable, *fault, *place.arguments()[len(COMMAND) :]]
        return ClosedGate(place, place.run(command=command), before)

    return night


PLANS = {f"closed_{zone.lower()}": Plan(_close(zone), ("hand",)) for zone in ZONES}


def all_closed(nights: Nights, *gates: ClosedGate) -> dict[str, ClosedGate]:
    """All of them, by zone."""
    return dict(zip(ZONES, gates, strict=True))
