"""Admitted patient care as trusts send it: a row per finished episode, in the file of the month in which it ended.

Belongs here: the columns of the apc feed. Does not belong here: which spells there are (hospital.py, mental_health.py).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, empty, ids, joined, numbers, plain, same, where, whole
from orchestration.synth.conditions import CONDITIONS, LONG_TERM
from orchestration.synth.draws import choice
from orchestration.synth.hospital import (
    BIRTH,
    ELECTIVE,
    ELECTIVE_FROM,
    EMERGENCY,
    MATERNITY,
    REGULAR,
    TRANSFER,
    Spells,
    trust_and_site,
)
from orchestration.synth.illnesses import ANTENATAL, BABIES, DELIVERIES, DIALYSIS, ELECTIVES, EMERGENCIES
from orchestration.synth.mental_health import Stays
from orchestration.synth.months import NEVER
from orchestration.synth.population import ETHNIC_CODES

# Every reason in the order of its number: diagnosis, procedure, HRG with few and with many complications, specialty.
REASONS = (
    *((r.icd10, r.procedure, r.hrg[0], r.hrg[1], r.treatment_function) for r in EMERGENCIES),
    *((r.icd10, r.procedure, r.hrg, r.hrg, r.treatment_function) for r in ELECTIVES),
    (DIALYSIS[0], DIALYSIS[1], DIALYSIS[2], DIALYSIS[2], DIALYSIS[3]),
    *((d[0], "R249", d[1], d[1], "501") for d in DELIVERIES),
    (ANTENATAL[0], "", ANTENATAL[1], ANTENATAL[1], "501"),
    *((b[0], "", b[1], b[1], b[2]) for b in BABIES),
)
DIAGNOSES = tuple(reason[0] for reason in REASONS)
PROCEDURES = tuple(reason[1] or None for reason in REASONS)
SPECIALTIES = tuple(reason[4] for reason in REASONS)
HRGS = tuple(hrg for reason in REASONS for hrg in reason[2:4])
PRICES = np.array(
    [price for r in EMERGENCIES for price in r.price_gbp]
    + [r.price_gbp for r in ELECTIVES for _ in range(2)]
    + [DIALYSIS[4]] * 2
    + [d[4] for d in DELIVERIES for _ in range(2)]
    + [ANTENATAL[3]] * 2
    + [b[5] for b in BABIES for _ in range(2)]
)
METHODS = ("21", "22", "2A", "2D", "28", "11", "12", "13", "31", "82", "81", "2B")
SOURCES = ("19", "79", "51", "54")
DESTINATIONS = ("19", "54", "65", "85", "51", "79", "98")
DISCHARGE_METHODS = ("1", "2", "4", "8")
CATEGORIES = ("01", "02")
WITHHELD = ("01", "03", "97", "99")
SUS_PRICE_SHARE = 0.876  # share of spells with a price from SUS, as one commissioner's data show


def admission_methods(rng: np.random.Generator, spells: Spells, is_child: np.ndarray) -> np.ndarray:
    """Positions in METHODS; 0 is through the trust's own emergency department."""
    count = len(spells)
    emergency = choice(rng, [0.74, 0.12, 0.07, 0.05, 0.02], count)
    elective = choice(rng, [0.55, 0.25, 0.2], count) + 5
    method = np.where(spells.kind == ELECTIVE, elective, emergency)
    method = np.where(spells.kind == REGULAR, 7, method)
    method = np.where(spells.kind == MATERNITY, 8, method)
    method = np.where(spells.kind == BIRTH, 9, method)
    method = np.where(spells.kind == TRANSFER, 10, method)
    return np.where((spells.kind == EMERGENCY) & spells.is_transferred_in, 11, method).astype(np.int32)


def write_episodes(block: Block, spells: Spells) -> tuple[Rows, np.ndarray, np.ndarray, np.ndarray]:
    """The apc rows of acute trusts; and of each spell, for the attendances before it: method, trust and site."""
    rng = block.rng("episodes")
    people, months = block.people, block.months
    person = spells.person
    age = people.age_on(person, spells.admission)
    method = admission_methods(rng, spells, age < 18)
    trust, site, commissioner = trust_and_site(block, rng, person, spells.admission)
    transferred = np.flatnonzero(spells.is_transferred_in)
    trust[transferred] = 1 - trust[transferred - 1]
    site[transferred] = np.array(senders.OTHER_SITE_OF_TRUST)[trust[transferred]]
    stay = spells.discharge - spells.admission
    complex_case = rng.random(len(spells)) < np.clip(
        0.12 + 0.1 * people.long_term_count(person, spells.admission) + stay / 60, 0, 0.9
    )
    destination = np.where(spells.dies, 5, np.where(spells.is_transferred_on, 4, 0))
    to_care = (destination == 0) & (age > 78) & (stay > 6) & (rng.random(len(spells)) < 0.22)
    destination = np.where(to_care, rng.integers(1, 4, len(spells)), destination)
    delayed = (age > 65) & (stay >= 5) & ~spells.dies & (rng.random(len(spells)) < 0.28)
    delay = np.minimum(1 + rng.exponential(5, len(spells)).astype(np.int32), stay - 1)
    ready = np.where(delayed, spells.discharge - delay, NEVER)
    is_private = (spells.kind == ELECTIVE) & (rng.random(len(spells)) < P.PRIVATE_ELECTIVE_SHARE) & (age > 30)
    withheld = np.where(rng.random(len(spells)) < block.choices.WITHHELD_SHARE, rng.integers(0, 4, len(spells)), -1)
    spell_id = block.new_ids("spell", len(spells))
    hrg = spells.reason * 2 + complex_case
    patient_class = np.where(spells.is_day_case, 1, np.where(spells.kind == REGULAR, 2, 0))
    has_price = rng.random(len(spells)) < SUS_PRICE_SHARE

    row, number, starts, ends = split_into_episodes(rng, spells.admission, spells.discharge)
    sent = (ends >= months.first_day) & (ends <= months.last_day)
    has_more = np.append(row[1:] == row[:-1], False)
    sent &= ~((number == 1) & has_more & (rng.random(len(row)) < P.EPISODE_GAP))
    row, number, starts, ends = row[sent], number[sent], starts[sent], ends[sent]
    month = months.index_of(ends)
    known = spells.discharge[row] <= block.known_until(month)
    is_first = number == 1
    diagnosis = np.where(
        is_first | (rng.random(len(row)) < 0.6), spells.reason[row], rng.integers(0, ELECTIVE_FROM, len(row))
    )
    size = len(row)
    columns = {
        "provider_code": codes(senders.ACUTE_TRUSTS, trust[row]),
        "practice_code": practice_codes_as_known(block, rng, person[row], spells.admission[row]),
        "ethnic_category_code": ethnic_codes(block, rng, person[row]),
        "withheld_identity_reason_code": codes(WITHHELD, withheld[row]),
        "spell_number": ids("S", spell_id[row]),
        "episode_number": whole(number),
        "admission_date": days(spells.admission[row]),
        "admission_method_code": codes(METHODS, method[row]),
        "admission_source_code": codes(SOURCES, _source(spells, age)[row]),
        "patient_classification_code": codes(("1", "2", "3"), patient_class[row]),
        "administrative_category_code": codes(CATEGORIES, is_private[row].astype(np.int32)),
        "episode_start_date": days(starts),
        "episode_end_date": days(ends),
        "discharge_date": days(np.where(known, spells.discharge[row], NEVER)),
        "discharge_ready_date": days(np.where(known, ready[row], NEVER)),
        "discharge_method_code": codes(DISCHARGE_METHODS, np.where(known, np.where(spells.dies[row], 2, 0), 3)),
        "discharge_destination_code": codes(DESTINATIONS, np.where(known, destination[row], 6)),
        "main_specialty_code": codes(SPECIALTIES, spells.reason[row]),
        "treatment_function_code": codes(SPECIALTIES, spells.reason[row]),
        "primary_diagnosis": codes(DIAGNOSES, diagnosis),
        "secondary_diagnoses": secondary_diagnoses(block, rng, person[row], spells.admission[row]),
        "primary_procedure": where(
            is_first, codes(PROCEDURES, spells.reason[row]), codes(PROCEDURES, np.full(size, -1))
        ),
        "spell_hrg_code": codes(HRGS, np.where(known, hrg[row], -1)),
        "site_code": codes(senders.SITES, site[row]),
        "commissioner_code": codes(senders.COMMISSIONERS, commissioner[row]),
        "sus_price_gbp": numbers(np.where(known & has_price[row] & ~is_private[row], PRICES[hrg[row]], np.nan)),
    }
    rows = Rows(
        "apc",
        senders.ACUTE_TRUSTS,
        trust[row],
        month,
        person[row],
        spells.admission[row],
        columns,
        withheld=withheld[row] >= 0,
    )
    return rows, method, trust, site


def split_into_episodes(
    rng: np.random.Generator, admission: np.ndarray, discharge: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Episodes of each spell, one beginning where the one before ends: spell, number, first and last day."""
    stay = discharge - admission
    u = rng.random(len(stay))
    count = 1 + (stay >= 1) * (u < 0.16) + (stay >= 5) * (u < 0.05) + (stay >= 12) * (u < 0.02)
    row = np.repeat(np.arange(len(stay)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    of = count[row]
    edge = lambda position: admission[row] + (stay[row] * position) // of  # noqa: E731
    return row, (place + 1).astype(np.int64), edge(place).astype(np.int32), edge(place + 1).astype(np.int32)


def _source(spells: Spells, age: np.ndarray) -> np.ndarray:
    source = np.where(spells.is_transferred_in, 2, 0)
    source = np.where(spells.kind == BIRTH, 1, source)
    return np.where((source == 0) & (age > 84) & (spells.person % 7 == 0), 3, source)


def practice_codes_as_known(block: Block, rng: np.random.Generator, person: np.ndarray, day: np.ndarray) -> pa.Array:
    """The practice that a hospital believes somebody to be registered with; V81999 where it does not know."""
    practice = block.people.practice_on(person, day)
    known = (*block.geography.practice_codes, "V81999")
    return codes(known, np.where(rng.random(len(person)) < block.choices.PRACTICE_NOT_KNOWN, len(known) - 1, practice))


def ethnic_codes(block: Block, rng: np.random.Generator, person: np.ndarray) -> pa.Array:
    """The ethnic group as recorded: now and then not stated, or not known."""
    unsaid = rng.random(len(person)) < block.choices.ETHNICITY_NOT_STATED
    return codes(ETHNIC_CODES, np.where(unsaid, 16 + rng.integers(0, 2, len(person)), block.people.ethnic[person]))


def secondary_diagnoses(block: Block, rng: np.random.Generator, person: np.ndarray, day: np.ndarray) -> pa.Array:
    """The long-term conditions that a coder found in the notes, joined by |; empty where there are none."""
    parts = []
    for index, condition in enumerate(CONDITIONS):
        if LONG_TERM[index]:
            coded = block.people.has(index, person, day) & (rng.random(len(person)) < 0.85)
            parts.append(codes(("", f"|{condition.icd10}"), coded.astype(np.int32)))
    text = joined(parts, "")
    return where(np.asarray(pc.equal(text, "")), None, pc.utf8_slice_codeunits(text, 1))


def mental_health_episodes(block: Block, stays: Stays) -> Rows:
    """The same stays that a mental health trust reports as hospital provider spells, as episodes: it began to send
    them late in the window."""
    rng = block.rng("mental_health_episodes")
    months = block.months
    sent = (stays.discharge <= months.last_day) & (
        stays.discharge >= months.starts[max(0, months.count - senders.EPISODES_SENT_MONTHS)]
    )
    person, admission, discharge = stays.person[sent], stays.admission[sent], stays.discharge[sent]
    size = len(person)
    columns = {
        "provider_code": same(senders.MENTAL_HEALTH_TRUST, size),
        "practice_code": practice_codes_as_known(block, rng, person, admission),
        "ethnic_category_code": ethnic_codes(block, rng, person),
        "withheld_identity_reason_code": empty(size),
        "spell_number": ids("MH", stays.number[sent]),
        "episode_number": whole(np.ones(size)),
        "admission_date": days(admission),
        "admission_method_code": codes(("25", "2D", "11"), stays.method[sent]),
        "admission_source_code": same("19", size),
        "patient_classification_code": same("1", size),
        "administrative_category_code": same("01", size),
        "episode_start_date": days(admission),
        "episode_end_date": days(discharge),
        "discharge_date": days(discharge),
        "discharge_ready_date": empty(size),
        "discharge_method_code": same("1", size),
        "discharge_destination_code": same("19", size),
        "main_specialty_code": same("710", size),
        "treatment_function_code": codes(
            ("710", "715"), (block.people.age_on(person, admission) > 70).astype(np.int32)
        ),
        "primary_diagnosis": plain(stays.diagnosis).filter(pa.array(sent)),
        "secondary_diagnoses": empty(size),
        "primary_procedure": empty(size),
        "spell_hrg_code": empty(size),
        "site_code": same("RWK01", size),
        "commissioner_code": codes(
            senders.COMMISSIONERS,
            np.array([borough.commissioner for borough in block.scenario.boroughs])[
                block.people.borough_on(block.geography, person, admission)
            ],
        ),
        "sus_price_gbp": empty(size),
    }
    sender = np.zeros(size, dtype=np.int32)
    return Rows("apc", (senders.MENTAL_HEALTH_TRUST,), sender, months.index_of(discharge), person, admission, columns)
