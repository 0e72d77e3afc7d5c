"""A&E attendances: those that end in a bed, which come before an admission, and the many more that do not.

Belongs here: the ecds feed. Does not belong here: admissions (hospital.py, episodes.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, ids, moments, numbers
from orchestration.synth.draws import by_weekday, choice, events_in_time
from orchestration.synth.episodes import WITHHELD, practice_codes_as_known
from orchestration.synth.hospital import EMERGENCY, Spells, trust_and_site
from orchestration.synth.illnesses import AE_DEAD, AE_HRGS, EMERGENCY_DEPARTMENT_DIAGNOSES

SECONDS_PER_DAY = 86_400
# Arrivals by hour of the day: few before dawn, most from late morning to evening.
ARRIVALS_BY_HOUR = (
    2.4,
    1.9,
    1.6,
    1.4,
    1.3,
    1.4,
    1.9,
    3.0,
    4.6,
    5.8,
    6.4,
    6.4,
    6.0,
    5.7,
    5.5,
    5.4,
    5.6,
    5.7,
    5.8,
    5.6,
    5.1,
    4.6,
    3.9,
    3.0,
)
TYPES = ("01", "02", "03", "05")
DISPOSALS = ("01", "02", "03", "05", "06", "11", "12", "13", "10", "07")
CATEGORIES = ("1", "2", "3", "4", "X")


def write_attendances(
    block: Block, spells: Spells, method: np.ndarray, trust: np.ndarray, site: np.ndarray, rates: np.ndarray
) -> Rows:
    """The ecds rows of acute trusts."""
    rng = block.rng("attendances")
    people = block.people
    admitted = np.flatnonzero((spells.kind == EMERGENCY) & (method == 0))
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    relative = np.clip(rates / np.array(P.EMERGENCY_BY_AGE)[people.band_on(everybody, middle)], 0, 12)
    rate = np.array(P.AE_BY_AGE)[people.band_on(everybody, middle)] * (0.62 + 0.30 * relative)
    # A few come again and again.
    rate = rate * np.where(rng.random(len(people)) < 0.004, 9.0, 1.0)
    walked, day = events_in_time(rng, rate, people.first_day, people.last_day, P.WINTER["ae"])
    day = np.clip(by_weekday(rng, day, P.AE_BY_WEEKDAY), people.first_day[walked], people.last_day[walked])
    other_trust, other_site, _ = trust_and_site(block, rng, walked, day)
    person = np.concatenate([spells.person[admitted], walked])
    is_admitted = np.arange(len(person)) < len(admitted)
    kind = np.where(
        is_admitted,
        choice(rng, [0.94, 0.0, 0.01, 0.05], len(person)),
        choice(rng, [0.56, 0.03, 0.38, 0.03], len(person)),
    )
    count = len(person)
    wait_median = np.where(kind == 2, 80, np.where(is_admitted, 300, 165))
    minutes = np.clip(wait_median * rng.lognormal(0, 0.5, count), 5, 2_400).astype(np.int64)
    second_of_day = choice(rng, ARRIVALS_BY_HOUR, count) * 3_600 + rng.integers(0, 60, count) * 60
    arrival = np.concatenate([spells.admission[admitted], day]).astype(np.int64) * SECONDS_PER_DAY + second_of_day
    # Who is admitted leaves the department on the day of admission.
    departure = arrival + minutes * 60
    late = is_admitted & (departure // SECONDS_PER_DAY > arrival // SECONDS_PER_DAY)
    arrival = np.where(late, arrival - minutes * 60, arrival)
    departure = np.where(late, arrival + minutes * 60, departure)
    left = ~is_admitted & (rng.random(count) < P.AE_LEFT_SHARE)
    dead = ~is_admitted & (people.death[person] == arrival // SECONDS_PER_DAY) & (block.place_of_death[person] == 0)
    disposal = np.where(is_admitted, 0, 1 + choice(rng, [0.34, 0.44, 0.06, 0.07, 0.06], count))
    disposal = np.where(left, np.where(rng.random(count) < 0.85, 6, 7), disposal)
    disposal = np.where(dead, 8, disposal)
    category = np.where(is_admitted, 0, choice(rng, [0.925, 0.03, 0.02, 0.025, 0.0], count))
    ill = np.where(is_admitted, 2.0, 0.8)
    hrg = np.minimum(np.floor(rng.beta(1.0, 1.3 * ill, count) * len(AE_HRGS)), len(AE_HRGS) - 1).astype(np.int32)
    hrg = len(AE_HRGS) - 1 - hrg
    hrg = np.where(is_admitted, len(AE_HRGS) - 1 - hrg, hrg)
    trusts = np.concatenate([trust[admitted], other_trust])
    sites = np.concatenate([site[admitted], other_site])
    withheld = np.where(rng.random(count) < block.choices.WITHHELD_SHARE, rng.integers(0, 4, count), -1)
    seen = arrival + np.minimum(minutes * 60, (rng.gamma(2, 30, count) * 60).astype(np.int64))
    decided = departure - (rng.random(count) * 0.5 * minutes * 60).astype(np.int64)
    acuity = np.clip(choice(rng, [0.02, 0.12, 0.4, 0.38, 0.08], count) - is_admitted, 0, 4)
    price = np.array([hrg_row[2] for hrg_row in AE_HRGS])[hrg] * np.where(kind == 2, 0.6, 1.0)
    month = block.months.index_of(arrival // SECONDS_PER_DAY)
    ambulance = rng.random(count) < np.where(is_admitted, 0.5, 0.17)
    columns = {
        "provider_code": codes(senders.ACUTE_TRUSTS, trusts),
        "practice_code": practice_codes_as_known(block, rng, person, arrival // SECONDS_PER_DAY),
        "withheld_identity_reason_code": codes(WITHHELD, withheld),
        "attendance_id": ids("AE", block.new_ids("attendance", count)),
        "department_type_code": codes(TYPES, kind),
        "arrival_at": moments(arrival),
        "arrival_mode_code": codes(("1", "2"), np.where(ambulance, 0, 1)),
        "attendance_category_code": codes(CATEGORIES, category),
        "seen_at": moments(seen, left),
        "decision_to_admit_at": moments(decided, ~is_admitted),
        "departure_at": moments(departure, rng.random(count) < 0.004),
        "acuity_code": codes(("1", "2", "3", "4", "5"), np.where(rng.random(count) < 0.08, -1, acuity)),
        "diagnosis_code": codes(
            EMERGENCY_DEPARTMENT_DIAGNOSES,
            np.where(rng.random(count) < 0.15, -1, rng.integers(0, len(EMERGENCY_DEPARTMENT_DIAGNOSES), count)),
        ),
        "disposal_code": codes(DISPOSALS, disposal),
        "hrg_code": codes((*(row[0] for row in AE_HRGS), AE_DEAD[0]), np.where(rng.random(count) < 0.02, -1, hrg)),
        "site_code": codes(senders.SITES, sites),
        "sus_price_gbp": numbers(np.where(rng.random(count) < 0.9, price, np.nan)),
    }
    day = (arrival // SECONDS_PER_DAY).astype(np.int32)
    rows = Rows("ecds", senders.ACUTE_TRUSTS, trusts, month, person, day, columns, withheld=withheld >= 0)
    return rows.taken((month >= 0) & (month < block.months.count))
