"""Adult social care: requests, assessments, services that last, and their reviews.

Belongs here: the social_care feed. Does not belong here: charities (community.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, numbers
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import events_in_time
from orchestration.synth.hospital import EMERGENCY, Spells
from orchestration.synth.mental_health import rows_by_window
from orchestration.synth.months import NEVER

EVENTS = ("REQUEST", "ASSESSMENT", "SERVICE", "REVIEW")
REQUEST, ASSESSMENT, SERVICE, REVIEW = range(4)
# Service, weight under and over 80, weekly cost in pounds and its spread, mean weeks (illustrative; weekly costs of the
# order of published activity and finance returns).
SERVICES = (
    ("HOME_SUPPORT", 0.30, 0.36, 345, 0.35, 75),
    ("REABLEMENT", 0.17, 0.22, 480, 0.2, 5),
    ("EQUIPMENT_TECHNOLOGY", 0.20, 0.16, 9, 0.4, 120),
    ("RESIDENTIAL_CARE", 0.05, 0.11, 1_020, 0.15, 110),
    ("NURSING_CARE", 0.03, 0.07, 1_190, 0.15, 75),
    ("DIRECT_PAYMENT", 0.11, 0.03, 295, 0.4, 150),
    ("DAY_SUPPORT", 0.06, 0.03, 160, 0.3, 90),
    ("CARER_SUPPORT", 0.08, 0.02, 48, 0.4, 60),
)
IS_REABLEMENT = np.array([service[0] == "REABLEMENT" for service in SERVICES])
LEAD_DAYS = 4 * 365


def write_events(block: Block, spells: Spells, windows: tuple[tuple[int, int], ...]) -> Rows:
    """Events of each council, in windows of some months: what began, went on or ended in them, as then known."""
    rng = block.rng("social_care")
    person, kind, service, start, end, cost = _events(block, rng, spells)
    number = block.new_ids("care_event", len(person))
    last = np.where(end >= NEVER, NEVER, end)
    row, month, window_end = rows_by_window(block, start, last, windows)
    ends = end[row]
    day = np.minimum(np.maximum(start[row], block.people.enters[person[row]]), window_end)
    council = block.people.borough_on(
        block.geography, person[row], np.maximum(start[row], block.people.enters[person[row]])
    )
    is_service = kind[row] == SERVICE
    councils = tuple(borough.code for borough in block.scenario.boroughs)
    columns = {
        "provider_code": codes(councils, council),
        "event_id": ids("SC", number[row]),
        "event_type_code": codes(EVENTS, kind[row]),
        "service_type_code": codes(tuple(row[0] for row in SERVICES), np.where(is_service, service[row], -1)),
        "start_date": days(start[row]),
        "end_date": days(np.where(ends <= window_end, ends, NEVER)),
        "weekly_cost_gbp": numbers(np.where(is_service, cost[row], np.nan)),
    }
    return Rows("social_care", councils, council, month, person[row], day, columns)


def _after_hospital(block: Block, rng: np.random.Generator, spells: Spells) -> tuple[np.ndarray, np.ndarray]:
    """Whom a ward refers to the council when they go home, or a few days later, and when."""
    age = block.people.age_on(spells.person, spells.admission)
    stay = spells.discharge - spells.admission
    likely = (spells.kind == EMERGENCY) & ~spells.dies & ~spells.is_transferred_on & (age >= 65) & (stay >= 5)
    asked = np.flatnonzero(likely & (rng.random(len(spells)) < P.SOCIAL_CARE_AFTER_HOSPITAL))
    return spells.person[asked], (spells.discharge[asked] + rng.integers(-3, 12, len(asked))).astype(np.int32)


def _events(block: Block, rng: np.random.Generator, spells: Spells) -> tuple[np.ndarray, ...]:
    people, months = block.people, block.months
    everybody = np.arange(len(people))
    rate = np.array(P.SOCIAL_CARE_BY_AGE)[people.band_on(everybody, months.first_day)]
    rate = (
        rate
        * (0.4 + 0.6 * people.frailty)
        * np.where(people.has(index_of("DEM"), everybody, months.last_day), 3.0, 1.0)
    )
    rate = rate * np.where(people.has(index_of("LD"), everybody, months.last_day), 12.0, 1.0)
    rate = rate * np.where(people.has(index_of("STIA"), everybody, months.last_day), 1.6, 1.0)
    person, asked = events_in_time(rng, rate, np.maximum(people.enters, months.first_day - LEAD_DAYS), people.last_day)
    discharged, discharged_on = _after_hospital(block, rng, spells)
    is_from_hospital = np.repeat([False, True], [len(person), len(discharged)])
    person, asked = np.concatenate([person, discharged]), np.concatenate([asked, discharged_on])
    assessed = np.flatnonzero(rng.random(len(person)) < 0.68)
    served = assessed[rng.random(len(assessed)) < 0.72]
    begins = asked[served] + rng.integers(3, 60, len(served))
    weights = np.where(
        (people.age_on(person[served], begins) > 80)[:, None],
        [row[2] for row in SERVICES],
        [row[1] for row in SERVICES],
    )
    # After hospital it is mostly reablement: some weeks of help to manage alone again.
    weights = np.where(is_from_hospital[served][:, None] & IS_REABLEMENT, weights * 5, weights)
    edges = np.cumsum(weights, axis=1)
    service = (edges <= rng.random(len(served))[:, None] * edges[:, -1:]).sum(axis=1)
    mean, spread, weeks = (np.array([row[i] for row in SERVICES])[service] for i in (3, 4, 5))
    ends = begins + 7 + (rng.exponential(1, len(served)) * weeks * 7).astype(np.int64)
    ends = np.minimum(ends, np.minimum(people.death, people.leaves)[person[served]])
    cost = np.round(mean * rng.lognormal(0, spread), 2)
    reviewed = np.repeat(np.arange(len(served)), np.clip((np.minimum(ends, months.last_day) - begins) // 365, 0, 6))
    place = (
        np.arange(len(reviewed))
        - np.concatenate([[0], np.cumsum(np.bincount(reviewed, minlength=len(served)))])[reviewed]
        if len(reviewed)
        else reviewed
    )
    review_day = begins[reviewed] + 365 * (place + 1) + rng.integers(-30, 30, len(reviewed))
    none = np.full
    assessed_on = asked[assessed] + rng.integers(1, 30, len(assessed))
    parts = [
        (person, none(len(person), REQUEST), none(len(person), -1), asked, asked, none(len(person), np.nan)),
        (
            person[assessed],
            none(len(assessed), ASSESSMENT),
            none(len(assessed), -1),
            assessed_on,
            assessed_on,
            none(len(assessed), np.nan),
        ),
        (person[served], none(len(served), SERVICE), service, begins, ends, cost),
        (
            person[served][reviewed],
            none(len(reviewed), REVIEW),
            none(len(reviewed), -1),
            review_day,
            review_day,
            none(len(reviewed), np.nan),
        ),
    ]
    columns = [np.concatenate(values) for values in zip(*parts, strict=True)]
    who, kind, of_service, start, end, price = columns
    kept = (start <= people.last_day[who]) & (end >= start)
    end = np.where(end > months.last_day, NEVER, end)
    return (
        who[kept],
        kind[kept],
        of_service[kept],
        start[kept].astype(np.int32),
        end[kept].astype(np.int32),
        price[kept],
    )
