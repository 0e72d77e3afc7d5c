"""Writes docs/synthetic_population.md: words, every parameter with its reason, and a generated population measured.

    python -m orchestration.synth.page --people 300000 --months 36 --seed 1

Belongs here: how the page is put together. Does not belong here: its words (page_text.py), or what is measured
(measures).
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from orchestration.settings import PROJECT_ROOT, load_settings
from orchestration.synth import choices, page_text, parameters
from orchestration.synth.boroughs import BOROUGHS, DEFAULT
from orchestration.synth.conditions import CONDITIONS
from orchestration.synth.extracts import write_extracts
from orchestration.synth.measures import Judged, judge, measure_population
from orchestration.synth.published import REGISTERS
from orchestration.synth.stated import Stated, stated

PAGE = PROJECT_ROOT / "docs" / "synthetic_population.md"
ERRORS = 3  # standard errors that are called chance
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
# Words of a measure's code that are not written small.
CAPITALS = {"ae": "A&E", "gp": "GP", "qof": "QOF", "nhs": "NHS", "auc": "AUC", "gbp": "GBP"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, measure, write the page; ends with 1 if a measure is outside by more than chance."""
    parser = argparse.ArgumentParser(description="Write docs/synthetic_population.md.")
    # So many, because the rarest register of the smallest borough counts but 20 people in a hundred thousand.
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--end", default="2025-03")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="population-") as place:
        folder = Path(place)
        write_extracts(asked.people, asked.months, asked.end, asked.seed, folder / "inbox", folder / "truth")
        settings = load_settings(warehouse=folder / "warehouse")
        judged = judge(measure_population(folder / "inbox", folder / "truth", settings))
    made_with = f"--people {asked.people} --months {asked.months} --end {asked.end} --seed {asked.seed}"
    PAGE.write_text(page(measured_part(made_with, judged)), encoding="utf-8")
    off = [one for one in judged if not one.is_inside_but_for_chance(ERRORS)]
    for one in off:
        print(f"{one.measured.measure_code} {one.measured.group_code} is outside its range.")
    return 1 if off else 0


def page(measured: str) -> str:
    """The whole page around what was measured."""
    parts = [page_text.HEAD, _boroughs(), _conditions()]
    parts += [
        "## Choices of a run\n\nWhat `careweave synth --set NAME=VALUE` changes.\n",
        _parameters(choices.__file__),
    ]
    parts += ["## Parameters\n\nThe same for every run.\n", _parameters(parameters.__file__)]
    parts += [page_text.ARRIVES, f"{BEGIN}\n{measured}{END}\n"]
    return "\n".join(parts)


def measured_part(made_with: str, judged: list[Judged]) -> str:
    """The table of measures, and what it was made with."""
    rows = [
        (
            _title(one.measured.measure_code),
            _group(one.measured.group_code),
            f"{_shown(one.yardstick.low)} to {_shown(one.yardstick.high)}",
            _shown(one.measured.value),
            _shown(one.measured.standard_error),
            one.yardstick.unit,
            "yes" if one.is_inside else "by chance" if one.is_inside_but_for_chance(ERRORS) else "**no**",
            one.yardstick.source,
        )
        for one in judged
    ]
    inside = sum(one.is_inside for one in judged)
    chance = sum(one.is_inside_but_for_chance(ERRORS) for one in judged) - inside
    head = ("Measure", "Of", "Real range", "Ours", "Error", "Unit", "Inside", "Source of the range")
    return (
        f"{page_text.MEASURED}\nMade with `careweave synth {made_with}`, in the default boroughs: "
        f"{len(judged)} measures, "
        f"{inside} inside, {chance} outside by chance, {len(judged) - inside - chance} outside.\n\n{_table(head, rows)}"
    )


def _boroughs() -> str:
    rows = [
        (
            borough.code,
            borough.name + (" (default)" if borough.code in DEFAULT else ""),
            f"{borough.population:,}",
            "inner" if borough.is_inner else "outer",
            f"{sum(borough.ages[:4]):.1f}",
            f"{sum(borough.ages[13:]):.1f}",
            ", ".join(str(areas) for areas in borough.imd_deciles),
            borough.ethnic,
        )
        for borough in BOROUGHS
    ]
    head = (
        "Code",
        "Borough",
        "People",
        "London",
        "% under 20",
        "% 65+",
        "Small areas by tenth",
        "% by ethnic category",
    )
    return f"{page_text.BOROUGHS}\n{_table(head, rows)}"


def _conditions() -> str:
    register_of = {register.condition: register.code for register in REGISTERS}
    rows = [
        (
            condition.code,
            register_of.get(condition.code, ""),
            f"{condition.top:g}",
            f"{condition.middle:g}",
            f"{condition.spread:g}",
            f"{condition.women_factor:g}",
            f"{condition.deprivation:g}",
            f"{condition.admission_factor:g}",
        )
        for condition in CONDITIONS
    ]
    head = ("Condition", "Register", "Top", "Middle", "Spread", "Women to men", "Deprivation", "Emergencies times")
    return f"{page_text.CONDITIONS}\n{_table(head, rows)}"


def _parameters(file: str | None) -> str:
    parts: list[str] = []
    rows: list[Stated] = stated(Path(str(file)))
    for section in dict.fromkeys(row.section for row in rows if row.section):
        told = [(f"`{row.name}`", f"`{row.value}`", row.reason) for row in rows if row.section == section]
        parts.append(f"### {section}\n\n{_table(('Name', 'Value', 'Reason or source'), told)}")
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', ',') for cell in line)} |\n" for line in lines)


def _title(code: str) -> str:
    words = [CAPITALS.get(word, word) for word in code.lower().split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _group(code: str) -> str:
    for borough in BOROUGHS:
        code = code.replace(borough.code, borough.name)
    return "all" if code == "ALL" else code


def _shown(value: float) -> str:
    """Three figures that mean something."""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


if __name__ == "__main__":
    raise SystemExit(main())
