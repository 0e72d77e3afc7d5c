"""Medicines issued by practices: repeats for as long as a condition lasts, and courses for what passes.

Belongs here: the gp_medications feed. Does not belong here: diagnoses (gp_records.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, numbers
from orchestration.synth.conditions import (
    ACUTE_MEDICINES,
    ANYBODYS_REPEATS,
    CONDITIONS,
    DEFAULT_ISSUE_COST,
    ISSUE_COST,
    MEDICINES,
)
from orchestration.synth.draws import choice, events_in_time, on_a_weekday

SUBSTANCES = tuple(
    dict.fromkeys(
        [medicine for taken in MEDICINES.values() for medicine in taken]
        + [medicine for medicine, _ in ANYBODYS_REPEATS]
        + list(ACUTE_MEDICINES)
    )
)
# Fifteen characters: the substance, then a product of our own invention.
PRODUCTS = tuple(f"{substance}AAAA"[:15].ljust(15, "A") for substance in SUBSTANCES)
POSITION = {substance: index for index, substance in enumerate(SUBSTANCES)}
COST = np.array([ISSUE_COST.get(substance, DEFAULT_ISSUE_COST) for substance in SUBSTANCES])


def write_issues(block: Block) -> Rows:
    """Issues of repeat medicines at steady intervals, and single issues."""
    rng = block.rng("gp_medications")
    people = block.people
    person, substance, start = _repeats(block, rng)
    intervals = np.array(list(P.REPEAT_INTERVALS))
    interval = intervals[choice(rng, list(P.REPEAT_INTERVALS.values()), len(people))][person]
    start = start + np.floor(rng.random(len(person)) * interval).astype(np.int32)
    count = np.maximum((people.last_day[person] - start) // interval + 1, 0)
    row = np.repeat(np.arange(len(person)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    day = start[row] + place * interval[row] + rng.integers(-2, 3, len(row))
    collected = rng.random(len(row)) < 0.95
    row, day = row[collected], day[collected]
    everybody = np.arange(len(people))
    rate = np.array(P.ACUTE_ISSUES_BY_AGE)[people.band_on(everybody, people.first_day)]
    rate = rate * people.use_of_practice(rng.gamma(1.5, 1 / 1.5, len(people)))
    once, once_day = events_in_time(rng, rate, people.first_day, people.last_day, P.WINTER["gp"])
    acute = np.array([POSITION[code] for code in ACUTE_MEDICINES])[rng.integers(0, len(ACUTE_MEDICINES), len(once))]
    people_of = np.concatenate([person[row], once])
    drug = np.concatenate([substance[row], acute])
    supply = np.concatenate([interval[row], np.full(len(once), 14)])
    days_of = on_a_weekday(rng, np.concatenate([day, once_day]))
    kept = block.in_window(days_of) & (days_of <= people.last_day[people_of]) & (days_of >= people.enters[people_of])
    people_of, drug, supply, days_of = people_of[kept], drug[kept], supply[kept], days_of[kept]
    size = len(people_of)
    cost = COST[drug] * supply / 28 * rng.lognormal(0, 0.12, size)
    practice = people.practice_on(people_of, days_of)
    columns = {
        "practice_code": block.practice_codes(practice),
        "issue_id": ids("P", block.new_ids("issue", size)),
        "bnf_code": codes(PRODUCTS, np.where(rng.random(size) < 0.002, -1, drug)),
        "issue_date": days(days_of),
        "quantity": numbers(supply * (1 + drug % 2), 0),
        "net_ingredient_cost_gbp": numbers(np.where(rng.random(size) < 0.001, np.nan, np.maximum(cost, 0.2))),
    }
    supplier = block.geography.practice_supplier[practice]
    return Rows(
        "gp_medications",
        senders.GP_SUPPLIERS,
        supplier,
        block.months.index_of(days_of),
        people_of,
        days_of,
        columns,
        practice=practice,
    )


def _repeats(block: Block, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who takes what, and from when on within the window."""
    people = block.people
    parts = []
    for index, condition in enumerate(CONDITIONS):
        ill = np.flatnonzero(people.onset[:, index] <= people.last_day)
        for medicine, share in MEDICINES.get(condition.code, {}).items():
            takers = ill[rng.random(len(ill)) < share]
            start = np.maximum(people.onset[takers, index], people.first_day[takers])
            parts.append((takers, np.full(len(takers), POSITION[medicine]), start))
    everybody = np.arange(len(people))
    age = people.age_on(everybody, people.last_day)
    for medicine, share in ANYBODYS_REPEATS:
        likely = (
            share * np.clip((age - 20) / 55, 0, 1.1) * (0.5 + 0.25 * people.long_term_count(everybody, people.last_day))
        )
        takers = np.flatnonzero(rng.random(len(people)) < likely)
        parts.append((takers, np.full(len(takers), POSITION[medicine]), people.first_day[takers]))
    person, substance, start = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return person, substance, start.astype(np.int32)
