"""Hospital spells: emergencies and their readmissions, planned care, dialysis, births, transfers and last illnesses.

Belongs here: which spells people have, and what was the matter. Does not belong here: how a trust reports a spell as
episodes (episodes.py), or attendances that end without a bed (attendances.py).
"""

from dataclasses import dataclass, fields

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import by_weekday, choice, choice_by_row, events_in_time, on_a_weekday
from orchestration.synth.illnesses import ANTENATAL, BABIES, DELIVERIES, ELECTIVES, EMERGENCIES
from orchestration.synth.months import DAYS_PER_YEAR, NEVER
from orchestration.synth.risk import Plans, Risk

# A reason's number: emergencies first, then electives, then these.
ELECTIVE_FROM = len(EMERGENCIES)
DIALYSIS_AT = ELECTIVE_FROM + len(ELECTIVES)
DELIVERY_FROM = DIALYSIS_AT + 1
ANTENATAL_AT = DELIVERY_FROM + len(DELIVERIES)
BABY_FROM = ANTENATAL_AT + 1
KINDS = ("EMERGENCY", "ELECTIVE", "REGULAR", "MATERNITY", "BIRTH", "TRANSFER")
EMERGENCY, ELECTIVE, REGULAR, MATERNITY, BIRTH, TRANSFER = range(6)
LEAD_DAYS = 120  # spells that began this long before the window may still be open in it


@dataclass
class Spells:
    """Arrays by spell. `discharge` is NEVER for nobody: a stay that outlasts the window is cut off when it is
    reported."""

    person: np.ndarray
    kind: np.ndarray
    reason: np.ndarray
    admission: np.ndarray
    discharge: np.ndarray
    is_day_case: np.ndarray
    dies: np.ndarray
    is_transferred_on: np.ndarray
    is_transferred_in: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    def taken(self, rows: np.ndarray) -> "Spells":
        return Spells(**{part.name: getattr(self, part.name)[rows] for part in fields(self)})


def _spells(
    person: np.ndarray,
    kind: int,
    reason: np.ndarray | int,
    admission: np.ndarray,
    stay: np.ndarray | int,
    **marks: np.ndarray,
) -> Spells:
    count = len(person)
    mark = {
        name: np.broadcast_to(marks.get(name, False), count).copy()
        for name in ("is_day_case", "dies", "is_transferred_on", "is_transferred_in")
    }
    return Spells(
        person=person.astype(np.int32),
        kind=np.full(count, kind, dtype=np.int32),
        reason=np.broadcast_to(reason, count).astype(np.int32),
        admission=admission.astype(np.int32),
        discharge=(admission + stay).astype(np.int32),
        **mark,
    )


def joined(parts: list[Spells]) -> Spells:
    return Spells(
        **{part.name: np.concatenate([getattr(spells, part.name) for spells in parts]) for part in fields(Spells)}
    )


def draw_spells(block: Block, risk: Risk, plans: Plans) -> Spells:
    """All spells of a block's people that touch the window, no two of a person at once, in order of person and day."""
    rng = block.rng("spells")
    emergencies = _emergencies(block, rng, risk, plans)
    electives = _electives(block, rng)
    births = _births(block, rng)
    last_illness = _last_illnesses(block, rng)
    parts = [
        emergencies,
        electives,
        _readmissions(block, rng, joined([emergencies, electives])),
        _dialysis(block, rng),
        births,
    ]
    spells = _within_lives(block, joined([*parts, last_illness]), last_illness)
    return _with_transfers(rng, _without_overlaps(spells))


def _first_day(block: Block) -> np.ndarray:
    return np.maximum(block.people.enters, block.months.first_day - LEAD_DAYS)


def emergency_reasons(block: Block, rng: np.random.Generator, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """A reason for each emergency: by age and season, and by the conditions that somebody has."""
    people = block.people
    by_band = np.array([reason.weights for reason in EMERGENCIES]).T
    weights = by_band[people.band_on(person, day)]
    winter = 1 + P.WINTER["respiratory"] * np.cos(2 * np.pi * (day - 15) / DAYS_PER_YEAR)
    respiratory = np.array([reason.is_respiratory for reason in EMERGENCIES])
    weights = np.where(respiratory, weights * winter[:, None], weights)
    for index, reason in enumerate(EMERGENCIES):
        if reason.linked_condition:
            has = people.has(index_of(reason.linked_condition), person, day)
            weights[:, index] *= np.where(has, 5.0, 0.12)
        if reason.icd10.startswith("O"):
            weights[:, index] *= people.is_woman[person]
    return choice_by_row(rng, weights + 1e-9)


def emergency_stays(
    block: Block, rng: np.random.Generator, person: np.ndarray, reason: np.ndarray, day: np.ndarray
) -> np.ndarray:
    """Nights of each emergency spell: a third end the same day, the rest have a long tail that grows with age."""
    mean = np.array([reason.stay_days for reason in EMERGENCIES])[reason]
    age = block.people.age_on(person, day)
    mean = mean * np.where(age > 75, 1.35, np.where(age < 40, 0.75, 1.0))
    zero = rng.random(len(person)) < np.clip(P.SHORT_STAY_ZERO * np.where(mean < 2.5, 1.45, 0.7), 0, 0.9)
    nights = 1 + np.floor(rng.lognormal(np.log(np.maximum(mean * 0.70, 0.4)), 0.95))
    return np.where(zero, 0, np.minimum(nights, 150)).astype(np.int32)


def _emergencies(block: Block, rng: np.random.Generator, risk: Risk, plans: Plans) -> Spells:
    begins = np.concatenate([[risk.index_days[0] - LEAD_DAYS], risk.index_days[1:]])
    ends = np.append(risk.index_days[1:] - 1, block.months.last_day)
    years = [
        events_in_time(
            rng,
            risk.yearly[:, year],
            np.maximum(_first_day(block), begin),
            np.minimum(block.people.last_day, end),
            P.WINTER["emergency"],
        )
        for year, (begin, end) in enumerate(zip(begins, ends, strict=True))
    ]
    person, day = (np.concatenate(parts) for parts in zip(*years, strict=True))
    # What the programmes are set to achieve: some admissions of people with a plan do not happen.
    avoided = (
        plans.is_plan[person]
        & (day > plans.offered[person])
        & (rng.random(len(person)) < block.choices.PROGRAMME_EFFECT)
    )
    person, day = person[~avoided], day[~avoided]
    day = np.clip(
        by_weekday(rng, day, P.EMERGENCIES_BY_WEEKDAY), _first_day(block)[person], block.people.last_day[person]
    )
    reason = emergency_reasons(block, rng, person, day)
    return _spells(person, EMERGENCY, reason, day, emergency_stays(block, rng, person, reason, day))


def _readmissions(block: Block, rng: np.random.Generator, spells: Spells) -> Spells:
    """Emergencies that follow an earlier discharge within thirty days, and those that follow them."""
    made = []
    for _ in range(3):
        prob = P.READMISSION_PROB * np.clip(block.people.frailty[spells.person], 0.3, 2.5) ** 0.7
        prob = np.where(spells.is_day_case, prob * 0.2, prob)
        again = np.flatnonzero(rng.random(len(spells)) < prob)
        person = spells.person[again]
        day = spells.discharge[again] + 1 + np.minimum(rng.exponential(9, len(again)), 28).astype(np.int32)
        reason = np.where(spells.reason[again] < ELECTIVE_FROM, spells.reason[again], 0)
        other = rng.random(len(again)) < 0.6
        reason = np.where(other, emergency_reasons(block, rng, person, day), reason)
        spells = _spells(person, EMERGENCY, reason, day, emergency_stays(block, rng, person, reason, day))
        made.append(spells)
    return joined(made)


def _electives(block: Block, rng: np.random.Generator) -> Spells:
    people = block.people
    everybody = np.arange(len(people))
    rate = np.array(P.ELECTIVE_BY_AGE)[people.band_on(everybody, block.months.first_day)]
    rate = (
        rate
        * (0.5 + 0.5 * people.frailty)
        * np.where(people.has(index_of("CAN"), everybody, people.first_day), 3.0, 1.0)
    )
    person, day = events_in_time(rng, rate, _first_day(block), people.last_day)
    day = on_a_weekday(rng, day, 0.93)
    weights = np.array([reason.weights for reason in ELECTIVES]).T[people.band_on(person, day)]
    for index, reason in enumerate(ELECTIVES):
        if reason.linked_condition:
            weights[:, index] *= np.where(people.has(index_of(reason.linked_condition), person, day), 6.0, 0.04)
        if reason.women_only:
            weights[:, index] *= people.is_woman[person]
    reason = choice_by_row(rng, weights + 1e-9)
    day_case = rng.random(len(person)) < np.array([reason.day_case_share for reason in ELECTIVES])[reason]
    mean = np.array([reason.stay_days for reason in ELECTIVES])[reason]
    stay = np.where(day_case, 0, np.minimum(np.floor(rng.gamma(2.0, mean / 2, len(person)) + 0.5), 40)).astype(np.int32)
    return _spells(person, ELECTIVE, reason + ELECTIVE_FROM, day, stay, is_day_case=day_case)


def _dialysis(block: Block, rng: np.random.Generator) -> Spells:
    """Regular day attenders: three times a week for as long as they are there."""
    people = block.people
    everybody = np.arange(len(people))
    has = people.has(index_of("CKD"), everybody, people.first_day) & (rng.random(len(people)) < P.DIALYSIS_SHARE_OF_CKD)
    person = np.flatnonzero(has & (people.last_day >= people.first_day))
    start = people.first_day[person] + rng.integers(0, 7, len(person))
    visits = np.maximum((people.last_day[person] - start) * 3 // 7, 0)
    row = np.repeat(np.arange(len(person)), visits)
    place = np.arange(len(row)) - np.repeat(np.cumsum(visits) - visits, visits)
    day = start[row] + place // 3 * 7 + np.array([0, 2, 4])[place % 3]
    came = (rng.random(len(row)) < 0.94) & (day <= people.last_day[person][row])
    return _spells(person[row][came], REGULAR, DIALYSIS_AT, day[came], 0)


def _births(block: Block, rng: np.random.Generator) -> Spells:
    """A spell of the mother, one of each child, and for some mothers one before."""
    people = block.people
    babies = np.flatnonzero(people.mother >= 0)
    born = people.birth[babies]
    mother, first = np.unique(people.mother[babies], return_index=True)
    day = born[first]
    way = choice(rng, [delivery[2] for delivery in DELIVERIES], len(mother))
    mean = np.array([delivery[3] for delivery in DELIVERIES])[way]
    before = rng.integers(0, 2, len(mother))
    stay = before + 1 + np.floor(rng.gamma(1.5, mean / 1.5))
    deliveries = _spells(mother, MATERNITY, way + DELIVERY_FROM, day - before, stay.astype(np.int32))
    early = rng.random(len(mother)) < ANTENATAL[2]
    antenatal = _spells(
        mother[early],
        MATERNITY,
        ANTENATAL_AT,
        day[early] - rng.integers(5, 120, early.sum()),
        rng.integers(0, 2, early.sum()),
    )
    kind = choice(rng, [baby[3] for baby in BABIES], len(babies))
    nights = np.floor(rng.gamma(1.5, np.array([baby[4] for baby in BABIES])[kind] / 1.5)).astype(np.int32)
    newborn = _spells(babies, BIRTH, kind + BABY_FROM, born, nights)
    return joined([deliveries, antenatal, newborn])


def _last_illnesses(block: Block, rng: np.random.Generator) -> Spells:
    person = np.flatnonzero(block.dies_in_hospital)
    death = block.people.death[person]
    reason = emergency_reasons(block, rng, person, death)
    stay = np.minimum(
        np.floor(rng.gamma(1.1, 9, len(person))), death - np.maximum(block.people.birth, block.people.enters)[person]
    )
    return _spells(
        person,
        EMERGENCY,
        reason,
        death - np.maximum(stay, 0).astype(np.int32),
        np.maximum(stay, 0).astype(np.int32),
        dies=np.ones(len(person), bool),
    )


def _within_lives(block: Block, spells: Spells, last_illness: Spells) -> Spells:
    """Nothing before somebody came, after they left or died, or during their last illness."""
    people = block.people
    begins = np.full(len(people), NEVER, dtype=np.int32)
    begins[last_illness.person] = last_illness.admission
    ends = np.minimum(np.minimum(people.death, people.leaves), begins)[spells.person]
    keeps = spells.dies | ((spells.admission < ends) & (spells.admission >= people.enters[spells.person]))
    keeps &= spells.admission <= block.months.last_day
    spells, ends = spells.taken(keeps), ends[keeps]
    spells.discharge = np.where(spells.dies, spells.discharge, np.minimum(spells.discharge, ends - 1)).astype(np.int32)
    return spells.taken((spells.discharge >= spells.admission) & (spells.discharge >= block.months.first_day))


def _without_overlaps(spells: Spells) -> Spells:
    """In order of person and day; a spell that begins before an earlier one of the same person ends is left out."""
    order = np.lexsort((~spells.dies, spells.discharge, spells.admission, spells.person))
    spells = spells.taken(order)
    reach = spells.person.astype(np.int64) * 10_000_000 + spells.discharge
    before = np.concatenate([[-1], np.maximum.accumulate(reach)[:-1]]) if len(spells) else reach
    start = spells.person.astype(np.int64) * 10_000_000 + spells.admission
    return spells.taken((start >= before) | spells.dies | (spells.kind == BIRTH))


def _with_transfers(rng: np.random.Generator, spells: Spells) -> Spells:
    """A few long emergencies are in two spells: the second at the other trust, from the day of the transfer."""
    stay = spells.discharge - spells.admission
    moved = (spells.kind == EMERGENCY) & (stay >= 3) & (rng.random(len(spells)) < P.TRANSFER_SHARE)
    second = spells.taken(moved)
    day = (second.admission + np.maximum(1, stay[moved] // 2)).astype(np.int32)
    first_discharge = spells.discharge.copy()
    first_discharge[moved] = day
    dies = spells.dies & ~moved
    first = Spells(
        spells.person,
        spells.kind,
        spells.reason,
        spells.admission,
        first_discharge,
        spells.is_day_case,
        dies,
        moved,
        spells.is_transferred_in,
    )
    second.admission = day
    second.is_transferred_in = np.ones(len(second), dtype=bool)
    second.kind = np.where(rng.random(len(second)) < 0.5, TRANSFER, EMERGENCY).astype(np.int32)
    spells = joined([first, second])
    return spells.taken(np.lexsort((spells.is_transferred_in, spells.admission, spells.person)))


def trust_and_site(
    block: Block, rng: np.random.Generator, person: np.ndarray, day: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trust, site and commissioner of care on a day: the borough's own, now and then the other trust's."""
    borough = block.people.borough_on(block.geography, person, day)
    boroughs = block.scenario.boroughs
    trust = np.array([each.trust for each in boroughs])[borough]
    site = np.array([each.site for each in boroughs])[borough]
    elsewhere = rng.random(len(person)) < P.OTHER_TRUST_SHARE
    trust = np.where(elsewhere, 1 - trust, trust)
    second = elsewhere | (rng.random(len(person)) < 0.15)
    site = np.where(second, np.array(senders.OTHER_SITE_OF_TRUST)[trust], site)
    return trust, site, np.array([each.commissioner for each in boroughs])[borough]
