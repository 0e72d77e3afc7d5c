"""Referrals and the outpatient appointments that come of them.

Belongs here: the op and referrals feeds, which share the id of a referral. Does not belong here: contacts of community
teams (community.py).
"""

from dataclasses import dataclass

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, numbers, where
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import choice, choice_by_row, events_in_time, on_a_weekday, series
from orchestration.synth.episodes import CATEGORIES, WITHHELD, practice_codes_as_known
from orchestration.synth.hospital import trust_and_site
from orchestration.synth.illnesses import SPECIALTIES

TREATMENT_FUNCTIONS = tuple(row[0] for row in SPECIALTIES)
LEAD_DAYS = 330
MADE_BY_GP = 0.62
IN_COMMUNITY = (
    0.06,
    0.11,
)  # share of GP referrals that go to a community clinic, at the start and at the end of the window
ATTENDANCE = ("5", "6", *P.OP_NOT_ATTENDED)
PROCEDURE_HRGS = ("WF01A", "BZ88A", "EY51Z", "MA36Z", "JC47Z", "CA71A")


@dataclass
class Referrals:
    person: np.ndarray
    day: np.ndarray
    specialty: np.ndarray
    is_by_gp: np.ndarray
    is_community: np.ndarray
    number: np.ndarray


def draw_referrals(block: Block) -> Referrals:
    """Referrals to a specialty, from before the window on, so that its first months have follow-ups too."""
    rng = block.rng("referrals")
    people, months = block.people, block.months
    everybody = np.arange(len(people))
    rate = np.array(P.OP_REFERRALS_BY_AGE)[people.band_on(everybody, months.first_day)]
    rate = rate * (0.55 + 0.3 * people.frailty) * (1 + 0.09 * people.long_term_count(everybody, months.last_day))
    first = np.maximum(people.enters, months.first_day - LEAD_DAYS)
    person, day = events_in_time(rng, rate, first, people.last_day)
    day = on_a_weekday(rng, day)
    weights = np.array([row[1] for row in SPECIALTIES]).T[people.band_on(person, day)]
    for index, row in enumerate(SPECIALTIES):
        if row[2]:
            weights[:, index] *= np.where(people.has(index_of(row[2]), person, day), 6.0, 0.35)
        if row[0] in ("501", "502"):
            weights[:, index] *= people.is_woman[person]
    by_gp = rng.random(len(person)) < MADE_BY_GP
    share = IN_COMMUNITY[0] + (IN_COMMUNITY[1] - IN_COMMUNITY[0]) * (day - months.first_day) / max(
        1, months.last_day - months.first_day
    )
    return Referrals(
        person=person,
        day=day,
        specialty=choice_by_row(rng, weights + 1e-9),
        is_by_gp=by_gp,
        is_community=by_gp & (rng.random(len(person)) < np.clip(share, 0, 1)),
        number=block.new_ids("referral", len(person)),
    )


def write_referrals(block: Block, referrals: Referrals) -> Rows:
    """The log of referrals that practices made."""
    rng = block.rng("referrals_sent")
    made = referrals.is_by_gp & block.in_window(referrals.day)
    person, day = referrals.person[made], referrals.day[made]
    practice = block.people.practice_on(person, day)
    setting = np.where(rng.random(len(person)) < 0.03, -1, referrals.is_community[made])
    columns = {
        "practice_code": block.practice_codes(practice),
        "referral_id": ids("R", referrals.number[made]),
        "referral_date": days(day),
        "treatment_function_code": codes(TREATMENT_FUNCTIONS, referrals.specialty[made]),
        "destination_setting_code": codes(("HOSPITAL", "COMMUNITY"), setting),
        "priority_code": codes(("1", "2", "3"), choice(rng, [0.8, 0.11, 0.09], len(person))),
    }
    sender = np.zeros(len(person), dtype=np.int32)
    month = block.months.index_of(day)
    return Rows("referrals", senders.REFERRALS, sender, month, person, day, columns, practice=practice)


def write_appointments(block: Block, referrals: Referrals) -> Rows:
    """A first appointment some weeks after each referral, and what follows it."""
    rng = block.rng("outpatients")
    people = block.people
    wait = np.clip(rng.gamma(2.2, 19, len(referrals.day)), 2, 250).astype(np.int32)
    extra = rng.geometric(1 / (1 + P.OP_FOLLOW_UPS), len(referrals.day)) - 1
    chain, day, position = series(rng, referrals.day + wait, np.minimum(extra, 30), 52)
    day = on_a_weekday(rng, day, 0.97)
    person = referrals.person[chain]
    kept = block.in_window(day) & (day <= people.last_day[person]) & (day >= people.enters[person])
    chain, day, position, person = chain[kept], day[kept], position[kept], person[kept]
    count = len(day)
    attended = choice(rng, [0.80, 0.012, *P.OP_NOT_ATTENDED.values()], count)
    by_telephone = rng.random(count) < np.where(position == 0, 0.14, 0.27)
    kind = np.where(position == 0, 0, 1) + 2 * by_telephone
    kind = np.where((position > 0) & (rng.random(count) < 0.006), 4, kind)
    trust, site, commissioner = trust_and_site(block, rng, person, day)
    is_last = np.concatenate([chain[1:] != chain[:-1], [True]]) if count else np.zeros(0, bool)
    outcome = np.where(is_last, 0, np.where(rng.random(count) < 0.9, 1, 2))
    specialty = referrals.specialty[chain]
    procedure = (rng.random(count) < 0.09) & ~by_telephone
    price = np.array([[row[3], row[4]] for row in SPECIALTIES])[specialty, np.minimum(position, 1)]
    is_private = (rng.random(count) < P.PRIVATE_OUTPATIENT_SHARE) & (people.age_on(person, day) > 25)
    withheld = np.where(rng.random(count) < block.choices.WITHHELD_SHARE, rng.integers(0, 4, count), -1)
    came = (attended <= 1) & ~is_private
    columns = {
        "provider_code": codes(senders.ACUTE_TRUSTS, trust),
        "practice_code": practice_codes_as_known(block, rng, person, day),
        "withheld_identity_reason_code": codes(WITHHELD, withheld),
        "appointment_id": ids("OP", block.new_ids("outpatient", count)),
        "appointment_date": days(day),
        "attended_code": codes(ATTENDANCE, attended),
        "first_attendance_code": codes(("1", "2", "3", "4", "5"), kind),
        "treatment_function_code": codes(TREATMENT_FUNCTIONS, specialty),
        "referral_source_code": codes(
            ("03", "05", "04", "06"), np.where(referrals.is_by_gp[chain], 0, choice(rng, [0.6, 0.25, 0.15], count) + 1)
        ),
        "referral_id": where(rng.random(count) < 0.1, None, ids("R", referrals.number[chain])),
        "outcome_code": codes(("1", "2", "3"), np.where(came, outcome, -1)),
        "setting_code": codes(
            ("HOSPITAL", "COMMUNITY"), np.where(rng.random(count) < 0.02, -1, referrals.is_community[chain])
        ),
        "hrg_code": codes(PROCEDURE_HRGS, np.where(procedure & came, specialty % len(PROCEDURE_HRGS), -1)),
        "administrative_category_code": codes(CATEGORIES, is_private.astype(np.int32)),
        "site_code": codes(senders.SITES, site),
        "commissioner_code": codes(senders.COMMISSIONERS, commissioner),
        "sus_price_gbp": numbers(np.where(came & (kind < 4) & (rng.random(count) < 0.9), price, np.nan)),
    }
    return Rows(
        "op", senders.ACUTE_TRUSTS, trust, block.months.index_of(day), person, day, columns, withheld=withheld >= 0
    )
