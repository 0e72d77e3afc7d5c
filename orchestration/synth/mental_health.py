"""Mental health care: contacts of teams, and stays in hospital.

Belongs here: the mh_contacts and mh_stays feeds. Does not belong here: the same stays as episodes (episodes.py).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, moments, same, whole
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import choice, events_in_time, on_a_weekday, series
from orchestration.synth.illnesses import MENTAL_DIAGNOSES
from orchestration.synth.months import NEVER

TEAMS = (
    "COMMUNITY_MENTAL_HEALTH",
    "TALKING_THERAPIES",
    "CAMHS",
    "MEMORY_CLINIC",
    "CRISIS",
    "EARLY_INTERVENTION",
    "LIAISON_PSYCHIATRY",
    "OTHER",
)
CONTACTS = (14, 7, 9, 4, 5, 22, 2, 4)  # mean per referral
GAP_DAYS = (24, 10, 18, 35, 3, 10, 6, 20)
LEAD_DAYS = 300
METHODS = ("25", "2D", "11")


@dataclass
class Stays:
    person: np.ndarray
    admission: np.ndarray
    discharge: np.ndarray
    method: np.ndarray
    number: np.ndarray
    diagnosis: pa.Array
    detained: np.ndarray


def draw_stays(block: Block) -> Stays:
    """Stays of people with a severe mental illness, and a few others; some last past the end of the window."""
    rng = block.rng("mental_stays")
    people = block.people
    everybody = np.arange(len(people))
    age = people.age_on(everybody, people.first_day)
    smi = people.has(index_of("SMI"), everybody, people.last_day)
    rate = np.where(smi, P.MENTAL_STAYS_PER_SMI_YEAR * np.clip(people.frailty, 0.2, 3), (age > 16) * 0.0006)
    first = np.maximum(people.enters, block.months.first_day - 150)
    person, admission = events_in_time(rng, rate, first, people.last_day)
    stay = np.clip(rng.lognormal(3.15, 0.9, len(person)), 1, 400).astype(np.int32)
    ends = np.minimum(people.death, people.leaves)[person]
    discharge = np.minimum(admission + stay, ends).astype(np.int32)
    order = np.lexsort((admission, person))
    person, admission, discharge = person[order], admission[order], discharge[order]
    again = (
        np.concatenate([[False], (person[1:] == person[:-1]) & (admission[1:] <= discharge[:-1])])
        if len(person)
        else np.zeros(0, bool)
    )
    kept = ~again & (discharge > admission) & (discharge >= block.months.first_day)
    person, admission, discharge = person[kept], admission[kept], discharge[kept]
    count = len(person)
    return Stays(
        person=person,
        admission=admission,
        discharge=discharge,
        method=choice(rng, [0.5, 0.35, 0.15], count),
        number=block.new_ids("mental_stay", count),
        diagnosis=codes(MENTAL_DIAGNOSES, choice(rng, [4, 2, 2, 2, 1, 1], count)),
        detained=rng.random(count) < 0.45,
    )


def write_stays(block: Block, stays: Stays, windows: tuple[tuple[int, int], ...]) -> Rows:
    """Each window holds the stays that touched it, as they were known at its end: open ones are sent again."""
    months = block.months
    row, month, end = rows_by_window(block, stays.admission, stays.discharge, windows)
    ended = stays.discharge[row]
    columns = {
        "provider_code": same(senders.MENTAL_HEALTH_TRUST, len(row)),
        "spell_number": ids("MH", stays.number[row]),
        "admission_date": days(stays.admission[row]),
        "discharge_date": days(np.where((ended <= end) & (ended <= months.last_day), ended, NEVER)),
        "admission_method_code": codes(METHODS, stays.method[row]),
        "primary_diagnosis": stays.diagnosis.take(pa.array(row)),
        "detained": codes(("false", "true"), stays.detained[row].astype(np.int32)),
    }
    sender = np.zeros(len(row), dtype=np.int32)
    return Rows(
        "mh_stays", (senders.MENTAL_HEALTH_TRUST,), sender, month, stays.person[row], np.minimum(end, ended), columns
    )


def rows_by_window(
    block: Block, begins: np.ndarray, ends: np.ndarray, windows: tuple[tuple[int, int], ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For keyed feeds: row, month of the file and last day of its window, for every window that a stretch touches."""
    rows, months, lasts = [], [], []
    for first_month, last_month in windows:
        first = block.months.last_day_of(first_month - 1) + 1
        last = block.months.last_day_of(last_month)
        touched = np.flatnonzero((begins <= last) & (ends >= first))
        rows.append(touched)
        months.append(np.full(len(touched), last_month, dtype=np.int32))
        lasts.append(np.full(len(touched), last, dtype=np.int32))
    return np.concatenate(rows), np.concatenate(months), np.concatenate(lasts)


def write_contacts(block: Block) -> Rows:
    """Referrals to teams, each with its series of contacts."""
    rng = block.rng("mental_contacts")
    people = block.people
    everybody = np.arange(len(people))
    age = people.age_on(everybody, people.first_day)
    has = {code: people.has(index_of(code), everybody, people.last_day) for code in ("SMI", "DEP", "DEM")}
    rates = np.zeros((len(TEAMS), len(people)))
    rates[0] = np.where(has["SMI"], 0.8, 0.0)
    rates[1] = np.where(has["DEP"], 0.12, (age > 17) * 0.006)
    rates[2] = ((age >= 5) & (age < 18)) * 0.03
    rates[3] = np.where(has["DEM"], 0.35, (age > 70) * 0.01)
    rates[4] = np.where(has["SMI"], 0.3, (age > 17) * 0.002)
    rates[5] = np.where(has["SMI"] & (age < 36), 0.2, 0.0)
    rates[6] = (age > 17) * 0.003
    rates[7] = (age > 17) * 0.004
    first = np.maximum(people.enters, block.months.first_day - LEAD_DAYS)
    person, start, team = [], [], []
    for index in range(len(TEAMS)):
        row, day = events_in_time(rng, rates[index], first, people.last_day)
        person.append(row)
        start.append(day)
        team.append(np.full(len(row), index, dtype=np.int32))
    person, start, team = np.concatenate(person), np.concatenate(start), np.concatenate(team)
    number = block.new_ids("mental_referral", len(person))
    mean = np.array(CONTACTS)[team]
    extra = np.minimum(rng.geometric(1 / mean) - 1, 120) if len(person) else np.zeros(0, dtype=np.int64)
    chain, day, _ = series(rng, start + rng.integers(2, 30, len(start)), extra, np.array(GAP_DAYS)[team])
    day = on_a_weekday(rng, day, 0.9)
    who = person[chain]
    kept = block.in_window(day) & (day <= people.last_day[who]) & (day >= people.enters[who])
    chain, day, who = chain[kept], day[kept], who[kept]
    count = len(day)
    # This trust sends UTC, and says so.
    seconds = day.astype(np.int64) * 86_400 + 8 * 3_600 + rng.integers(0, 54, count) * 600
    columns = {
        "provider_code": same(senders.MENTAL_HEALTH_TRUST, count),
        "contact_id": ids("C", block.new_ids("mental_contact", count)),
        "referral_id": ids("MR", number[chain]),
        "team_type_code": codes(TEAMS, team[chain]),
        "contact_at": moments(seconds, zone="Z"),
        "attended_code": codes(
            ("5", "6", "3", "2", "4"),
            np.where(rng.random(count) < 0.03, -1, choice(rng, [0.80, 0.01, 0.11, 0.05, 0.03], count)),
        ),
        "contact_minutes": whole(rng.choice([15, 20, 30, 45, 60, 90], count), rng.random(count) < 0.05),
    }
    sender = np.zeros(count, dtype=np.int32)
    return Rows("mh_contacts", (senders.MENTAL_HEALTH_TRUST,), sender, block.months.index_of(day), who, day, columns)
