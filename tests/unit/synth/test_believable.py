"""A population of a fixed seed beside the yardsticks of real ones: every measure lies within its range.

Twenty thousand people are few for what is rare. A measure may lie outside its range by three of its standard errors,
which the measures work out from the spread between people; a range is never widened by hand.
"""

from dataclasses import replace

import pytest

from orchestration.settings import load_settings
from orchestration.synth import write_extracts
from orchestration.synth.boroughs import DEFAULT
from orchestration.synth.measures import Judged, Measured, judge, measure_population
from orchestration.synth.measures.judge import yardsticks
from orchestration.synth.published import REGISTERS

ERRORS = 3


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Judged]:
    folder = tmp_path_factory.mktemp("believable")
    write_extracts(20_000, 36, "2025-03", 5, folder / "inbox", folder / "truth")
    settings = load_settings(warehouse=folder / "warehouse", threads=2, memory_limit="2GB")
    found = judge(measure_population(folder / "inbox", folder / "truth", settings))
    return {(one.measured.measure_code, one.measured.group_code): one for one in found}


def of_other_boroughs(group: str) -> bool:
    return group.startswith("E09") and not group.startswith(DEFAULT)


def expected() -> list[tuple[str, str]]:
    """Every yardstick but those of boroughs that are not made, and of kinds of borough."""
    return sorted(key for key in yardsticks() if not of_other_boroughs(key[1]) and key[1] not in ("INNER", "OUTER"))


@pytest.mark.parametrize(("measure", "group"), expected())
def test_a_measure_is_within_its_range(judged: dict[tuple[str, str], Judged], measure: str, group: str) -> None:
    one = judged[measure, group]
    assert one.is_inside_but_for_chance(ERRORS), (
        f"{one.measured.value:.4f} (error {one.measured.standard_error:.4f}) "
        f"is not within {one.yardstick.low:g} to {one.yardstick.high:g}"
    )


def test_chance_explains_little(judged: dict[tuple[str, str], Judged]) -> None:
    """Nearly all are inside without any room for chance, and those that are not are of the rare things."""
    outside = [key for key, one in judged.items() if not one.is_inside]
    assert len(outside) < len(judged) / 8
    assert {measure for measure, _ in outside} <= {"QOF_PREVALENCE", "MISSING_NHS_NUMBER", "DEATHS", "DEATHS_BY_PLACE"}


def test_what_people_have_is_measured_in_each_borough_and_register() -> None:
    registers = {group for measure, group in expected() if measure == "QOF_PREVALENCE"}
    assert registers == {f"{borough} {register.code}" for borough in DEFAULT for register in REGISTERS}


def test_a_measure_that_is_far_off_would_be_seen(judged: dict[tuple[str, str], Judged]) -> None:
    for one in judged.values():
        width = one.yardstick.high - one.yardstick.low + ERRORS * one.measured.standard_error
        off = replace(one, measured=Measured("X", "Y", one.yardstick.high + 2 * width, one.measured.standard_error))
        assert not off.is_inside_but_for_chance(ERRORS)


def test_every_yardstick_says_where_it_comes_from() -> None:
    for key, yardstick in yardsticks().items():
        assert yardstick.low < yardstick.high and yardstick.unit and yardstick.source, key
