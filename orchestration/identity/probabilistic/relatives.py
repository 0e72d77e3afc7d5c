"""The other explanation of a close agreement: not the person but somebody of the same household who is in no index.

Belongs here: how often two members of a household agree, and what that makes of a pair. Relatives share a family name
and an address, twins a birth date too, fathers and sons a name: fields that strangers share by chance only, so that
without this the model would take one for the other. Learnt from the index itself, where people who share a family name
and a postcode under different NHS numbers are known to be two.
"""

from orchestration.identity.probabilistic.comparisons import (
    BIRTH_DATE,
    GENDER,
    GIVEN_NAME,
    NAME,
    Comparison,
)  # fmt: skip
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.splinking import gamma

LIKENESS = {
    "given_name": {"SAME": 0.01, "FORM": 0.002, "CLOSE": 0.015, "PART": 0.005, "OTHER": 0.968},
    "birth_date": {"equal": 0.006, "close": 0.012, "another": 0.982},
    "gender": {"equal": 0.45, "another": 0.55},
}
"""How two members of a household are thought to agree before any is counted. Of births 1.6% are of twins (ONS), so
that 3% of people have one; a quarter of all still live at home, with 1.2 others: 0.6% of pairs. Few children bear a
parent's name; most pairs are couples."""

DIFFERING = {"given_name": "OTHER", "birth_date": "another", "gender": "another"}
"""The kind of each field in which two members of a household mostly stand apart."""

BIRTH_KINDS = {level.name: "close" for level in BIRTH_DATE.levels} | {"equal": "equal", "another": "another"}
"""Two of a household who are no twins agree in parts of a birth date by chance."""


def kinds(comparison: Comparison) -> dict[str, str]:
    """What each level of a comparison says of the fields in which relatives differ."""
    if comparison is BIRTH_DATE:
        return BIRTH_KINDS
    if comparison is GENDER:
        return {level.name: level.name for level in comparison.levels}
    return {level.name: level.given_name for level in comparison.levels if level.given_name is not None}


def _field(comparison: Comparison) -> str:
    return "given_name" if comparison is NAME else comparison.name


def likeness_sql(model: Model) -> str:
    """SQL over a pair's gammas: how many times likelier they are for a relative than for the person."""
    factors = []
    for comparison in (NAME, GIVEN_NAME, BIRTH_DATE, GENDER):
        of_level = kinds(comparison)
        of_person: dict[str, float] = {}
        for level in comparison.levels:
            if level.name in of_level:
                kind = of_level[level.name]
                of_person[kind] = of_person.get(kind, 0.0) + model.m(comparison, level)
        total = sum(of_person.values())
        likeness = model.relatives[_field(comparison)]
        whens = " ".join(
            f"when {gamma(comparison, level)} then {likeness[kind] / (of_person[kind] / total)!r}::double"
            for level, kind in of_level.items()
        )
        factors.append(f"(case gamma_{comparison.name} {whens} else 1.0::double end)")
    return " * ".join(factors)
