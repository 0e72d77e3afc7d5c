"""Writes docs/risk_model.md and its plots from a run: two nights of made-up people, a model of each, and how they fare.

    python -m tests.risk.page [--people 100000] [--warehouse DIR]     DIR: made-up people, or where to make them

Belongs here: what is run, and how figures stand on the page. Does not belong here: its words (page_text.py), its lines
(plots.py).
"""

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from orchestration.risk import Model, read_reasons
from orchestration.risk.design import CATEGORY, COUNT, FLAG
from orchestration.risk.measures import LIST_SHARES
from orchestration.risk.model import Part
from orchestration.risk.table import Column
from orchestration.settings import PROJECT_ROOT, RISK_FEATURE_GROUPS, load_settings
from tests.risk import page_text, plots
from tests.risk.held import Held, held, trained
from tests.risk.two_nights import END, MONTHS, SEED, earlier_year, made, this_year

PAGE = PROJECT_ROOT / "docs" / "risk_model.md"
FOLDER = PROJECT_ROOT / "docs" / "risk_model"
PEOPLE = 100_000
EFFECTS, SHOWN_EVENTS = 20, 100
BANDS = (("VERY_HIGH", 0.005), ("HIGH", 0.05), ("MODERATE", 0.20), ("LOW", 1.0))
WHOLE = {
    "AUC": "AUC", "AVERAGE_PRECISION": "Average precision", "BRIER": "Brier score",
    "CALIBRATION_SLOPE": "Calibration slope", "CALIBRATION_INTERCEPT": "Calibration intercept",
    "CALIBRATION_ERROR": "Calibration error, 20 bins", "OBSERVED_MEAN": "Observed", "EXPECTED_MEAN": "Expected",
}  # fmt: skip


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def number(value: float | None, places: int = 3) -> str:
    return "" if value is None else f"{value:.{places}f}"


def told_measures(model: Model, sets: dict[str, Held]) -> str:
    """The measures of every set of people, with the yardstick beside those held out."""
    rows = [
        [said, *(number(each.value(code), 4) for each in sets.values()), number(model.card["yardstick"].get(code), 4)]
        for code, said in WHOLE.items()
    ]
    rows.append(["AUC of the maker's own risk", *(number(each.auc_of_truth, 4) for each in sets.values()), ""])
    for name in LIST_SHARES:
        for code, said in (("SENSITIVITY", "Admitted who are among"), ("PPV", "Admitted of")):
            told = f"{said} the riskiest {name.replace('_', '.')}%"
            rows.append([told, *(number(each.value(f"{code}_TOP_{name}_PCT")) for each in sets.values()), ""])
    people = ["People", *(f"{len(each.outcome):,}" for each in sets.values()), ""]
    events = ["With an emergency admission", *(f"{int(each.outcome.sum()):,}" for each in sets.values()), ""]
    return table(("Measure", *sets, "Gradient boosting, held out"), [people, events, *rows])


def told_groups(found: Held) -> str:
    """Every group with events enough to be judged by."""
    rows, seen = [], set()
    for row in found.measures.to_pylist():
        key = (row["subgroup_code"], row["subgroup_value"])
        if key in seen or key[0] == "ALL" or row["events_count"] < SHOWN_EVENTS:
            continue
        seen.add(key)
        told = ("OBSERVED_MEAN", "EXPECTED_MEAN", "AUC", "CALIBRATION_SLOPE", "PPV_TOP_5_PCT")
        values = (number(found.value(code, *key)) for code in told)
        rows.append([*key, f"{row['people_count']:,}", f"{row['events_count']:,}", *values])
    head = ("Group", "", "People", "Events", "Observed", "Expected", "AUC", "Slope", "PPV of the riskiest 5% of all")
    return table(head, rows)


def bands(found: Held) -> list[tuple[str, np.ndarray]]:
    """Who is in each band, by rank of all."""
    order = np.argsort(-found.probability, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    told, begin = [], 0
    for name, share in BANDS:
        end = int(np.ceil(share * len(order)))
        told.append((name, (rank >= begin) & (rank < end)))
        begin = end
    return told


def told_bands(found: Held) -> str:
    rows = []
    for name, inside in bands(found):
        probability, events = found.probability[inside], found.outcome[inside]
        rows.append(
            [name, f"{inside.sum():,}", f"{probability.min():.3f} to {probability.max():.3f}",
             number(float(probability.mean())), number(float(events.mean())),
             f"{100 * events.sum() / found.outcome.sum():.1f}%"]
        )  # fmt: skip
    return table(("Band", "People", "Probability", "Expected", "Observed", "Of all who were admitted"), rows)


def examples_of(part: Part) -> tuple[Column, list[str]]:
    """Some values of a feature, and how they are written."""
    shape = part.shape
    if shape.kind == CATEGORY:
        levels = (shape.commonest, *shape.levels)
        return Column(shape.name, np.arange(len(levels)), levels), list(levels)
    values = {FLAG: (0.0, 1.0), COUNT: (0.0, 1.0, 2.0, 5.0)}.get(shape.kind, (shape.low, *shape.knots[::2], shape.high))
    inside = [value for value in values if shape.low <= value <= shape.high]
    said = ["no", "yes"] if shape.kind == FLAG else [f"{value:g}" for value in inside]
    return Column(shape.name, np.array(inside)), said


def told_effects(model: Model) -> str:
    """What the features that tell people apart most do to the odds, beside the average person's."""
    reasons, parts = read_reasons(), {part.shape.name: part for part in model.parts}
    rows = []
    for name, worth in list(model.card["effects"].items())[:EFFECTS]:
        part = parts[name]
        column, said = examples_of(part)
        effect = np.zeros(len(said))
        for term, values in zip(part.terms, part.shape.terms(column), strict=True):
            effect += term.coefficient * (values - term.mean)
        told = ", ".join(f"{value}: {np.exp(each):.2f}" for value, each in zip(said, effect, strict=True))
        rows.append([f"`{name}`", reasons.get(name, ""), part.shape.group, number(worth), told])
    head = ("Feature", "As a reason", "Group", "Deviation of log odds", "Odds beside the average person's, by value")
    return table(head, rows)


def told_pairs(model: Model) -> str:
    """The features whose effects depend on one another, with what each product of their terms is worth."""
    if not model.pairs:
        return "In this run no effect depends on another feature surely enough to stand in the model.\n"
    rows = [
        [f"`{pair.second}`", f"`{pair.first}`" if pair.first else "the total of all effects",
         "; ".join(f"{term.name}: {term.coefficient:+.3g}" for term in pair.terms)]
        for pair in model.pairs
    ]  # fmt: skip
    return "Effects that depend on one another, in log odds:\n\n" + table(("Feature", "Beside", "Worth"), rows)


def told_basis(model: Model) -> str:
    used = {part.shape.group for part in model.parts}
    rows = [
        [f"`{group}`", "on" if group in used else "off",
         ", ".join(f"`{part.shape.name}`" for part in model.parts if part.shape.group == group)]
        for group in RISK_FEATURE_GROUPS
    ]  # fmt: skip
    return table(("Group", "In this model", "Features"), rows)


def told_run(model: Model, people: int) -> str:
    card, window = model.card, model.design.window
    return (
        f"## This run\n\n{people:,} made-up people over {MONTHS} months to {END} (seed {SEED}), through two whole "
        f"nights. Model `{model.model_id}`, index date {window['index_date']}: learnt from "
        f"{card['people_learnt_from']:,} people, {card['events_learnt_from']:,} of them admitted; penalty "
        f"{card['penalty']:g}. Held out: others of the same year. A year later: everybody a year after, out of time, "
        "by the same model; most of them are the same people, a year older, which is how it is used.\n"
    )


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description="Write docs/risk_model.md.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--warehouse", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="risk-") as place:
        folder = asked.warehouse or Path(place) / "warehouse"
        settings = (
            load_settings(warehouse=folder, allow_test_numbers=True, threads=2)
            if (folder / "truth").is_dir()
            else made(folder, asked.people)
        )
        earlier = earlier_year(settings)
        model = trained(settings, earlier)
        inside = held(model, earlier, only_held_out=True)
        later = held(model, this_year(settings), only_held_out=False)
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in plots.drawn(later, model, [(name, rows) for name, rows in bands(later)]).items():
        (FOLDER / f"{name}.svg").write_text(drawn, "utf-8")
    PAGE.write_text(written(model, {"Held out": inside, "A year later": later}, asked.people), "utf-8")
    print(f"{PAGE} is written.")


def written(model: Model, sets: dict[str, Held], people: int) -> str:
    """The page."""
    later = sets["A year later"]
    sections = [
        "# The risk of an emergency admission\n", page_text.INTRODUCTION, page_text.READ_FIRST, page_text.LEARNT,
        told_run(model, people), "## How good it is\n", told_measures(model, sets), page_text_of_truth(sets, model),
        "![ROC](risk_model/roc.svg)\n\n![Precision and recall](risk_model/precision_recall.svg)\n",
        "## Calibration\n\nA year later, by twentieths of the people:\n",
        "![Calibration](risk_model/calibration.svg)\n",
        "## Bands\n\nBy rank of all, a year later:\n", told_bands(later), "![Scores by band](risk_model/bands.svg)\n",
        f"## By group\n\nA year later, groups with {SHOWN_EVENTS} events or more; a slope is uncertain, either way, by "
        "two divided by the root of the events.\n", told_groups(later),
        "## What features do\n", told_effects(model), told_pairs(model),
        "![Effects](risk_model/effects.svg)\n",
        page_text.BASES, told_basis(model), page_text.PUBLISHED, page_text.OWN_TABLE,
    ]  # fmt: skip
    return "\n".join(sections)


def page_text_of_truth(sets: dict[str, Held], model: Model) -> str:
    shares = {name: 100 * (found.value("AUC") or 0) / found.auc_of_truth for name, found in sets.items()}
    told = ", ".join(f"{share:.1f}% {name.lower()}" for name, share in shares.items())
    return (
        f"Of the AUC of the risk that the maker drew admissions from the model attains: {told}. That risk "
        "holds a frailty which no feed tells of but by what it brings about (visits to the practice, entries in the "
        "record, admissions), so that nothing learnt from the feeds attains it quite: the gradient boosting, which is "
        f"free to find any shape, has {model.card['yardstick']['AUC']:.3f} on the people held out. What readability "
        "costs is the difference of these two, not of the first.\n"
    )


if __name__ == "__main__":
    main()
