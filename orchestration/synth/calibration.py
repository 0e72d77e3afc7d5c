"""How much commoner each condition is in a borough than its age, ethnic groups and deprivation alone would make it.

Belongs here: one factor per borough and condition, worked out so that registers come near the published prevalence; a
factor is no parameter that somebody could forget to change. Does not belong here: who is struck (population.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth.boroughs import Borough
from orchestration.synth.conditions import BY_HERITAGE, CODES, CONDITIONS, MEDICINES
from orchestration.synth.names import HERITAGES_OF
from orchestration.synth.published import REGISTERS, Register, prevalence_pct

# Whoever has a condition dies sooner: by so many times the hazard of the age, and registers lose them by the last day.
# Chosen so that registers of the old come out as published.
ILL_DIE_MORE = 1.3
WOMEN_FROM_80 = (0.497, 0.6)  # share of women below and above that age (households.py)
OLD_AND_BRITISH = (60, 0.25)  # above this age, this share is White British whatever the borough is (households.py)


def condition_factors(borough: Borough, end_year: float, years_older: float) -> np.ndarray:
    """By condition: what its `top` is multiplied by; 1 where nothing is published.

    Ages are drawn for the first day of the window; its people are so many years older when registers are counted.
    """
    factors = np.ones(len(CONDITIONS))
    for register in REGISTERS:
        expected = _expected_pct(borough, register, end_year, years_older)
        factors[CODES.index(register.condition)] = prevalence_pct()[borough.code, register.code] / expected
    return factors


def _expected_pct(borough: Borough, register: Register, end_year: float, years_older: float) -> float:
    """The register's prevalence if the condition were as common here as everywhere."""
    condition = CONDITIONS[CODES.index(register.condition)]
    age = np.arange(0, 98, 0.5) + 0.25
    band = np.minimum((age / 5).astype(int), 18)
    people = np.array(borough.ages)[band] / np.where(band == 18, 16, 10)
    age = age + years_older
    years_counted = end_year - (register.diagnosed_since + 0.25)
    share = _reached(condition.middle, condition.spread, age)
    share = share - np.where(
        age > years_counted, _reached(condition.middle, condition.spread, age - years_counted), 0.0
    )
    deciles = np.array(borough.imd_deciles)
    deprivation = np.average(1 + condition.deprivation * (5.5 - np.arange(1, 11)) / 9, weights=deciles)
    shares = {group[0]: float(group[1:]) for group in borough.ethnic.split()}
    by_group = {
        group: sum(weight * _heritage_factor(condition.code, name) for name, weight in HERITAGES_OF[group].items())
        for group in shares
    }
    usual = sum(by_group[group] * part for group, part in shares.items()) / sum(shares.values())
    older, british = OLD_AND_BRITISH
    heritage = np.where(age > older, (1 - british) * usual + british * by_group["A"], usual)
    women = np.where(age > 80, WOMEN_FROM_80[1], WOMEN_FROM_80[0])
    by_gender = 2 * (women * condition.women_factor + (1 - women)) / (1 + condition.women_factor)
    untreated = np.prod([1 - part for part in MEDICINES.get(condition.code, {}).values()])
    treated = 1 - untreated if register.medicine_within_months else 1.0
    level, growth = P.GOMPERTZ
    survive = np.exp(-ILL_DIE_MORE * years_older * np.exp(level + growth * (age - years_older / 2)))
    counted = age >= register.youngest
    struck = np.minimum(condition.top * heritage * by_gender * deprivation, 0.97) * share * treated * survive
    return float(100 * np.average(struck[counted], weights=people[counted]))


def _reached(middle: float, spread: float, age: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(age - middle) / spread))


def _heritage_factor(condition: str, heritage: str) -> float:
    factor = 1.0
    for groups, value in BY_HERITAGE.get(condition, ()):
        factor = value if heritage in groups else factor
    return factor
