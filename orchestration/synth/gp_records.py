"""What practices write in the record: diagnoses, their yearly reviews, measurements, complaints, vaccinations.

Belongs here: the gp_events feed. Does not belong here: prescriptions (prescriptions.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, numbers
from orchestration.synth.conditions import (
    CONDITIONS,
    FLU_VACCINE,
    OBSERVATIONS,
    SENSITIVE_SNOMED,
    SMOKING,
    SYMPTOMS,
    index_of,
)
from orchestration.synth.draws import choice, events_in_time, on_a_weekday
from orchestration.synth.months import DAYS_PER_YEAR

CONCEPTS = tuple(
    dict.fromkeys(
        [code for condition in CONDITIONS for code in condition.snomed]
        + [observation.snomed for observation in OBSERVATIONS.values()]
        + [*SMOKING, FLU_VACCINE, *SYMPTOMS, SENSITIVE_SNOMED]
    )
)
UNITS = tuple(dict.fromkeys(observation.unit for observation in OBSERVATIONS.values()))
POSITION = {code: index for index, code in enumerate(CONCEPTS)}
REVIEWED_A_YEAR = 0.72  # how often a diagnosis is written again, at a review
OLDEST_ENTRY_DAYS = 45 * 365

Entries = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # person, day, concept, value, unit


def _entries(
    person: np.ndarray, day: np.ndarray, concept: np.ndarray | int, value: np.ndarray | None = None, unit: int = -1
) -> Entries:
    count = len(person)
    values = np.full(count, np.nan) if value is None else value
    return (
        person.astype(np.int32),
        day.astype(np.int32),
        np.broadcast_to(concept, count).astype(np.int32),
        values,
        np.full(count, unit, dtype=np.int32),
    )


def write_events(block: Block) -> Rows:
    """Coded entries of the window, and in a first load the diagnoses made before it."""
    rng = block.rng("gp_events")
    people, months = block.people, block.months
    parts = [
        *_diagnoses(block, rng),
        *_measurements(block, rng),
        *_smoking_and_vaccines(block, rng),
        _complaints(block, rng),
    ]
    person, day, concept, value, unit = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    kept = (
        (day <= people.last_day[person])
        & (day >= people.birth[person])
        & (people.last_day[person] >= people.first_day[person])
    )
    person, day, concept, value, unit = person[kept], day[kept], concept[kept], value[kept], unit[kept]
    sensitive = rng.random(len(person)) < block.choices.SENSITIVE_CODE * 0.25
    concept = np.where(sensitive, POSITION[SENSITIVE_SNOMED], concept)
    # What happened before somebody came to the area was sent when they registered; before the window, in the first
    # load.
    sent_on = np.maximum(day, people.enters[person])
    month = months.index_of(np.maximum(sent_on, months.first_day - 1))
    practice = people.practice_on(person, sent_on)
    columns = {
        "practice_code": block.practice_codes(practice),
        "event_id": ids("E", block.new_ids("gp_event", len(person))),
        "snomed_code": codes(CONCEPTS, concept),
        "event_date": days(day),
        "numeric_value": numbers(value),
        "unit": codes(UNITS, unit),
    }
    supplier = block.geography.practice_supplier[practice]
    return Rows(
        "gp_events",
        senders.GP_SUPPLIERS,
        supplier,
        month,
        person,
        np.maximum(sent_on, months.first_day),
        columns,
        practice=practice,
    )


def _diagnoses(block: Block, rng: np.random.Generator) -> list[Entries]:
    people, months = block.people, block.months
    parts = []
    for index, condition in enumerate(CONDITIONS):
        ill = np.flatnonzero(people.onset[:, index] <= people.last_day)
        concepts = np.array([POSITION[code] for code in condition.snomed])
        mine = concepts[np.minimum(rng.geometric(0.55, len(ill)) - 1, len(concepts) - 1)]
        onset = people.onset[ill, index]
        told = np.maximum(onset, months.first_day - OLDEST_ENTRY_DAYS)
        parts.append(_entries(ill, np.maximum(told, people.birth[ill]), mine))
        row, day = events_in_time(
            rng, np.full(len(ill), REVIEWED_A_YEAR), np.maximum(people.first_day[ill], onset), people.last_day[ill]
        )
        parts.append(_entries(ill[row], on_a_weekday(rng, day), mine[row]))
    return parts


def _measurements(block: Block, rng: np.random.Generator) -> list[Entries]:
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    age = people.age_on(everybody, middle)
    long_term = people.long_term_count(everybody, middle)
    has = {code: people.has(index_of(code), everybody, middle) for code in ("HTN", "DM", "CKD", "CHD")}
    adult = age >= 18
    rates = {
        "SYSTOLIC": adult * (0.25 + 1.3 * has["HTN"] + 0.5 * (age > 60) + 0.3 * long_term),
        "BMI": adult * (0.2 + 0.25 * long_term),
        "HBA1C": adult * (0.12 + 1.8 * has["DM"] + 0.25 * (age > 50)),
        "EGFR": adult * (0.15 + 1.0 * (has["DM"] | has["HTN"] | has["CKD"]) + 0.3 * (age > 65)),
        "CHOLESTEROL": adult * (0.12 + 0.6 * (has["DM"] | has["CHD"]) + 0.2 * (age > 45)),
        "HAEMOGLOBIN": 0.15 + 0.35 * (age > 65) + 0.2 * (long_term > 0),
        "EFI": (age >= 65) * 0.8,
    }
    parts = []
    for name, rate in rates.items():
        person, day = events_in_time(rng, rate, people.first_day, people.last_day)
        day = on_a_weekday(rng, day)
        parts.append(_measured(block, rng, name, person, day))
        if name == "SYSTOLIC":
            parts.append(_measured(block, rng, "DIASTOLIC", person, day))
    return parts


def _measured(block: Block, rng: np.random.Generator, name: str, person: np.ndarray, day: np.ndarray) -> Entries:
    people = block.people
    observation = OBSERVATIONS[name]
    mean = observation.mean + observation.by_age * np.maximum(people.age_on(person, day) - 40, 0)
    if observation.raised_by:
        years = people.years_with(index_of(observation.raised_by), person, day)
        worse = np.clip(P.NEW_CONDITION + P.WORSENS_A_YEAR * years, 0, P.WORST_CONDITION)
        mean = mean + observation.raise_amount * np.where(years >= 0, worse, 0)
    # Somebody's values lie near each other: most of the spread is between people.
    own = block.rng(f"value {name}").standard_normal(len(people))[person]
    value = mean + observation.spread * (0.8 * own + 0.6 * rng.standard_normal(len(person)))
    lowest = observation.mean * 0.3
    value = np.round(np.maximum(value, lowest), observation.decimals)
    return _entries(person, day, POSITION[observation.snomed], value, UNITS.index(observation.unit))


def _smoking_and_vaccines(block: Block, rng: np.random.Generator) -> list[Entries]:
    people, months = block.people, block.months
    everybody = np.arange(len(people))
    habit = np.array([POSITION[code] for code in SMOKING])[choice(rng, [0.62, 0.23, 0.15], len(people))]
    age = people.age_on(everybody, people.last_day)
    person, day = events_in_time(rng, (age >= 16) * 0.45, people.first_day, people.last_day)
    parts = [_entries(person, on_a_weekday(rng, day), habit[person])]
    for year in range(int(np.ceil(months.years)) + 1):
        october = months.first_day + year * DAYS_PER_YEAR + (274 - (months.first_day % DAYS_PER_YEAR)) % DAYS_PER_YEAR
        day = (october + rng.gamma(2.0, 16, len(people))).astype(np.int32)
        due = np.where(age >= 65, 0.66, np.where(people.long_term_count(everybody, day) > 0, 0.36, 0.03))
        given = (rng.random(len(people)) < due) & (day >= people.first_day) & (day <= people.last_day)
        parts.append(_entries(everybody[given], on_a_weekday(rng, day[given]), POSITION[FLU_VACCINE]))
    return parts


def _complaints(block: Block, rng: np.random.Generator) -> Entries:
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    rate = np.array(P.GP_SYMPTOMS_BY_AGE)[people.band_on(everybody, middle)]
    rate = rate * people.use_of_practice(rng.gamma(2.0, 0.5, len(people)))
    person, day = events_in_time(rng, rate, people.first_day, people.last_day, P.WINTER["gp"])
    concepts = np.array([POSITION[code] for code in SYMPTOMS])
    return _entries(person, on_a_weekday(rng, day), concepts[rng.integers(0, len(concepts), len(person))])
