"""Whether what was measured lies within what is known of real populations.

Belongs here: the yardsticks (expectations/population/) and the comparison. Does not belong here: a measure.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.settings import PROJECT_ROOT
from orchestration.synth.boroughs import BOROUGHS
from orchestration.synth.measures.measure import Measured
from orchestration.synth.published import prevalence_pct

YARDSTICKS_FILE = PROJECT_ROOT / "expectations" / "population" / "yardsticks.csv"
# How far a borough's register may lie from the published one, relative to it.
QOF_TOLERANCE = 0.25
QOF_SOURCE = "QOF 2019/20, by borough (House of Commons Library), and a quarter either way"


@dataclass(frozen=True)
class Yardstick:
    """What is known of one measure in one group of real populations."""

    measure_code: str
    group_code: str
    low: float
    high: float
    unit: str
    source: str


@dataclass(frozen=True)
class Judged:
    """A measure beside its yardstick."""

    measured: Measured
    yardstick: Yardstick

    @property
    def is_inside(self) -> bool:
        return self.yardstick.low <= self.measured.value <= self.yardstick.high

    def is_inside_but_for_chance(self, errors: float) -> bool:
        """Inside its range, or outside by no more than so many standard errors of its own."""
        room = errors * self.measured.standard_error
        return self.yardstick.low - room <= self.measured.value <= self.yardstick.high + room


def yardsticks() -> dict[tuple[str, str], Yardstick]:
    """Every yardstick by measure and group."""
    with YARDSTICKS_FILE.open(encoding="utf-8", newline="") as file:
        rows = [
            Yardstick(r["measure_code"], r["group_code"], float(r["low"]), float(r["high"]), r["unit"], r["source"])
            for r in csv.DictReader(file)
        ]
    rows += [
        Yardstick(
            "QOF_PREVALENCE",
            f"{borough} {register}",
            round(published * (1 - QOF_TOLERANCE), 3),
            round(published * (1 + QOF_TOLERANCE), 3),
            "% of the list",
            QOF_SOURCE,
        )
        for (borough, register), published in prevalence_pct().items()
    ]
    rows += [turnover for borough in BOROUGHS if (turnover := _of_borough(rows, borough.code, borough.is_inner))]
    return {(row.measure_code, row.group_code): row for row in rows}


def _of_borough(rows: list[Yardstick], borough: str, is_inner: bool) -> Yardstick | None:
    """The turnover of a borough is judged as that of inner or outer boroughs."""
    kind = "INNER" if is_inner else "OUTER"
    for row in rows:
        if (row.measure_code, row.group_code) == ("TURNOVER", kind):
            return Yardstick(row.measure_code, borough, row.low, row.high, row.unit, row.source)
    return None


def judge(measured: Iterable[Measured]) -> list[Judged]:
    """Each measure that has a yardstick, in the order in which they were measured."""
    known = yardsticks()
    return [
        Judged(one, known[one.measure_code, one.group_code])
        for one in measured
        if (one.measure_code, one.group_code) in known
    ]
