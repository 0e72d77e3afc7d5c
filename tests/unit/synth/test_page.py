"""The page about the population: all but its measurements follows from the source, and is what stands in docs."""

from pathlib import Path

import pytest

from orchestration.synth import choices, page, parameters
from orchestration.synth.stated import stated


def without_measurements(text: str) -> str:
    before, rest = text.split(page.BEGIN)
    return before + rest.split(page.END)[1]


def measurements(text: str) -> str:
    return text.split(page.BEGIN)[1].split(page.END)[0]


def test_what_the_page_states_is_what_the_source_states() -> None:
    said = page.PAGE.read_text(encoding="utf-8")
    assert without_measurements(said) == without_measurements(page.page("")), "run `make population`"


def test_the_measurements_say_what_they_were_made_with_and_that_none_is_off() -> None:
    said = measurements(page.PAGE.read_text(encoding="utf-8"))
    assert "Made with `careweave synth --people " in said
    assert "**no**" not in said


@pytest.mark.parametrize("module", [parameters, choices], ids=["parameters", "choices"])
def test_every_parameter_has_a_section_and_a_reason(module) -> None:
    rows = [row for row in stated(Path(module.__file__)) if row.name != "LIMITS"]
    assert rows and [row.name for row in rows if not row.section or not row.reason] == []


def test_a_comment_belongs_to_what_it_stands_at(tmp_path: Path) -> None:
    source = tmp_path / "numbers.py"
    source.write_text(
        "# === One ===\n\n# why\n# indeed\nA = 1\nB = (\n    2,\n)  # beside\nC = 3\n# === Two ===\nD = 4\n"
    )
    assert [(row.section, row.name, row.value, row.reason) for row in stated(source)] == [
        ("One", "A", "1", "why indeed"),
        ("One", "B", "(2)", "beside"),
        ("One", "C", "3", "beside"),
        ("Two", "D", "4", ""),
    ]
