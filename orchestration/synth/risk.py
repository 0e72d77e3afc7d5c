"""The true risk of an emergency admission, and whom a practice would pick for a care plan.

Belongs here: intensities that several feeds lean on. Does not belong here: what happens because of them.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.block import Block
from orchestration.synth.conditions import CONDITIONS
from orchestration.synth.draws import choice
from orchestration.synth.months import NEVER

CONSENTS = tuple(P.PLAN_CONSENT)


def emergency_rates(block: Block) -> np.ndarray:
    """Emergency admissions a year that each person's age, conditions, neighbourhood and frailty would bring."""
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    rate = np.array(P.EMERGENCY_BY_AGE)[people.band_on(everybody, middle)] * people.frailty
    for index, condition in enumerate(CONDITIONS):
        rate = np.where(people.onset[:, index] <= middle, rate * condition.admission_factor, rate)
    decile = block.geography.lsoa_decile[block.geography.postcode_lsoa[people.address_on(everybody, middle)]]
    return np.minimum(rate * (1.22 - 0.04 * decile), 6.0)


@dataclass(frozen=True)
class Plans:
    """By person: when a care plan was offered (NEVER: not offered), and the consent that was given."""

    offered: np.ndarray
    consent: np.ndarray  # position in CONSENTS

    @property
    def is_plan(self) -> np.ndarray:
        return (self.offered < NEVER) & (self.consent != CONSENTS.index("DECLINED"))


def draw_plans(block: Block, rates: np.ndarray) -> Plans:
    """The riskiest adults, as far as a practice can tell, are offered a plan once the programmes run."""
    rng = block.rng("plans")
    people, months = block.people, block.months
    seen = np.log(rates + 1e-6) + rng.normal(0, 0.7, len(people))
    everybody = np.arange(len(people))
    may_have = (people.long_term_count(everybody, months.last_day) >= 1) | (
        people.age_on(everybody, months.last_day) >= 65
    )
    may_have &= people.age_on(everybody, months.last_day) >= 18
    seen = np.where(may_have, seen, -99)
    wanted = min(int(round(len(people) * P.PLANNED_SHARE)), int(may_have.sum()))
    chosen = np.argsort(-seen, kind="stable")[:wanted]
    begin = np.maximum(people.first_day[chosen] + 30, block.programmes_first_day)
    end = people.last_day[chosen]
    day = (begin + np.floor(rng.random(wanted) * np.maximum(end - begin, 1))).astype(np.int32)
    offered = np.full(len(people), NEVER, dtype=np.int32)
    offered[chosen] = np.where(begin < end, day, NEVER)
    consent = choice(rng, list(P.PLAN_CONSENT.values()), len(people))
    return Plans(offered, consent)
