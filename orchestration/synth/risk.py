"""The true risk of an emergency admission, and whom a practice would pick for a care plan.

Belongs here: intensities that several feeds lean on. Does not belong here: what happens because of them.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.block import Block
from orchestration.synth.conditions import CONDITIONS
from orchestration.synth.draws import choice
from orchestration.synth.months import DAYS_PER_YEAR, NEVER

CONSENTS = tuple(P.PLAN_CONSENT)


@dataclass(frozen=True)
class Risk:
    """Emergency admissions a year by person and index date: exactly what admissions are drawn from.

    A year's admissions of a person are as many as chance makes of the rate on the index date that begins the year; what
    follows from them (readmissions) and a last illness in hospital come on top, and the programmes take a little away.
    """

    index_days: np.ndarray  # the first day of the window and every twelfth month after it
    yearly: np.ndarray  # (people, index days)

    def on(self, day: int) -> np.ndarray:
        """Each person's rate in the year that holds a day; days before the window count as its first."""
        return self.yearly[:, max(0, int(np.searchsorted(self.index_days, day, side="right")) - 1)]

    @property
    def usual(self) -> np.ndarray:
        """Each person's mean rate over the window."""
        return self.yearly.mean(axis=1)


def true_risk(block: Block) -> Risk:
    """The rates that age, conditions that worsen, neighbourhood and frailty bring."""
    index_days = block.months.starts[: block.months.count : 12]
    return Risk(index_days, np.stack([_rates_on(block, int(day)) for day in index_days], axis=1))


def _rates_on(block: Block, index_day: int) -> np.ndarray:
    """As things stand in the middle of the year that begins with the day, or when somebody comes if that is later."""
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum(np.maximum(index_day + int(DAYS_PER_YEAR / 2), people.birth), people.enters)
    rate = np.array(P.EMERGENCY_BY_AGE)[people.band_on(everybody, middle)] * people.frailty
    for index, condition in enumerate(CONDITIONS):
        years = people.years_with(index, everybody, middle)
        adds = np.clip(P.NEW_CONDITION + P.WORSENS_A_YEAR * years, 0, P.WORST_CONDITION)
        rate = np.where(years >= 0, rate * (1 + (condition.admission_factor - 1) * adds), rate)
    decile = block.geography.lsoa_decile[block.geography.postcode_lsoa[people.address_on(everybody, middle)]]
    return np.minimum(rate * (1.22 - 0.04 * decile), P.MOST_EMERGENCIES)


@dataclass(frozen=True)
class Plans:
    """By person: when a care plan was offered (NEVER: not offered), and the consent that was given."""

    offered: np.ndarray
    consent: np.ndarray  # position in CONSENTS

    @property
    def is_plan(self) -> np.ndarray:
        return (self.offered < NEVER) & (self.consent != CONSENTS.index("DECLINED"))


def draw_plans(block: Block, risk: Risk) -> Plans:
    """The riskiest adults, as far as a practice can tell, are offered a plan once the programmes run."""
    rng = block.rng("plans")
    people, months = block.people, block.months
    seen = np.log(risk.on(block.programmes_first_day) + 1e-6) + rng.normal(0, 0.7, len(people))
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
