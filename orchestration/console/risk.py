"""`careweave risk` as it looks: how good a model is, as tables.

Does not belong here: learning, scoring or judging (risk).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from orchestration.console.spoken import say
from orchestration.risk import (
    Design,
    Model,
    design_of_marts,
    judge,
    models_dir,
    published_people,
    read_features,
    read_model,
    read_table,
    score,
    train,
    write_model,
    write_table,
)
from orchestration.risk.design import HELD_OUT
from orchestration.settings import Settings

MEASURES = {
    "AUC": "Whoever has the event is ranked above who has not (AUC)",
    "AVERAGE_PRECISION": "Average precision",
    "BRIER": "Brier score",
    "CALIBRATION_SLOPE": "Calibration slope (1 is right)",
    "CALIBRATION_INTERCEPT": "Calibration intercept (0 is right)",
    "CALIBRATION_ERROR": "Calibration error, 20 bins",
    "OBSERVED_MEAN": "Share with the event",
    "EXPECTED_MEAN": "Share expected",
} | {
    f"{code}_TOP_{name}_PCT": f"{said} the riskiest {name.replace('_', '.')}%"
    for name in ("0_5", "1", "5", "20")
    for code, said in (("SENSITIVITY", "Events among"), ("PPV", "Share with the event of"))
}
OF_GROUPS = ("OBSERVED_MEAN", "EXPECTED_MEAN", "AUC", "CALIBRATION_SLOPE", "CALIBRATION_ERROR")
EFFECTS_SHOWN = 15


@dataclass(frozen=True)
class Asked:
    """What `careweave risk train` was given."""

    features: Path | None
    outcome: str | None
    id_column: str | None
    period: str | None
    held_out: str | None
    subgroups: str | None
    leave_out: str | None
    groups: Path | None
    out: Path | None


def show_risk_training(console: Console, settings: Settings, asked: Asked) -> None:
    """Train on a file, or on the published marts, and lay the model's card out."""
    if asked.features is None:
        model, folder = _own(settings, asked)
    else:
        model, folder = _of_file(asked, asked.features)
    path = write_model(model, folder)
    card = model.card
    say(
        f"Model {model.model_id} of {model.design.outcome}, learnt from {card['people_learnt_from']:,} people with "
        f"{card['events_learnt_from']:,} events. What follows is of {card['people_held_out']:,} others with "
        f"{card['events_held_out']:,} events, whom it has not seen."
    )
    _show_measures(console, card["held_out"], card.get("yardstick", {}))
    _show_effects(console, card["effects"])
    for warning in model.warnings:
        say(warning)
    say(f"The model stands in {path}." + ("" if asked.features else " Nights score with it from the next run on."))


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip()) if text else ()


def _own(settings: Settings, asked: Asked) -> tuple[Model, Path]:
    if any((asked.outcome, asked.id_column, asked.period, asked.subgroups, asked.groups)):
        raise typer.BadParameter(
            "The columns of the published marts are known; name a table of your own by --features."
        )
    people = published_people(settings)
    design = design_of_marts(
        settings,
        as_of=people.as_of,
        window=people.window,
        leave_out=(*_listed(asked.leave_out), *people.untold),
        held_out=_held_out(asked.held_out),
    )
    return train(people.table, design), asked.out or models_dir(settings)


def _of_file(asked: Asked, features: Path) -> tuple[Model, Path]:
    if asked.outcome is None or asked.out is None:
        raise typer.BadParameter("With --features, name the outcome's column (--outcome) and a folder (--out) as well.")
    design = Design(
        outcome=asked.outcome,
        id=asked.id_column,
        period=asked.period,
        features=read_features(asked.groups) if asked.groups else (),
        subgroups=_listed(asked.subgroups),
        leave_out=_listed(asked.leave_out),
        held_out=_held_out(asked.held_out),
        as_of=datetime.now(UTC).date(),
        window={"file": features.name},
    )
    return train(read_table(features), design), asked.out


def _held_out(text: str | None) -> float | str:
    try:
        return HELD_OUT if text is None else float(text)
    except ValueError:
        return text or HELD_OUT


def show_risk_scores(features: Path, model: Path, out: Path, *, is_like_required: bool) -> None:
    """Score a file's people into another file."""
    known = read_model(model)
    scored = score(known, read_table(features), is_like_required=is_like_required)
    write_table(scored, out)
    say(f"{len(scored):,} scores by model {known.model_id} stand in {out}.")


def show_risk_evaluation(
    console: Console, features: Path, model: Path, outcome: str | None, subgroups: str | None, out: Path | None
) -> None:
    """Judge a model on a file's people; write the measures, and lay them out."""
    known = read_model(model)
    found = judge(known, read_table(features), outcome, _listed(subgroups))
    out = out or (model if model.is_dir() else model.parent) / f"{known.model_id}_on_{features.stem}.csv"
    write_table(found, out)
    rows = found.to_pylist()
    say(
        f"Model {known.model_id} on {rows[0]['people_count']:,} people of {features.name} with "
        f"{rows[0]['events_count']:,} events."
    )
    _show_measures(console, rows, {})
    say(f"The measures stand in {out}.")


def _show_measures(console: Console, rows: list[dict[str, Any]], yardstick: dict[str, float]) -> None:
    whole = {row["measure_code"]: row for row in rows if row["subgroup_code"] == "ALL"}
    table = Table("Measure", "Value", "95% interval", box=None, pad_edge=False)
    if yardstick:
        table.add_column("Gradient boosting")
    for code, said in MEASURES.items():
        if code in whole:
            row = whole[code]
            between = "" if row["ci_low"] is None else f"{row['ci_low']:.3f} to {row['ci_high']:.3f}"
            beside = [f"{yardstick[code]:.4f}" if code in yardstick else ""] if yardstick else []
            table.add_row(said, f"{row['value']:.4f}", between, *beside)
    console.print(table)
    groups = {(row["subgroup_code"], row["subgroup_value"]): row for row in rows if row["subgroup_code"] != "ALL"}
    if groups:
        _show_groups(console, groups, {_key(row): row["value"] for row in rows})


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["subgroup_code"], row["subgroup_value"], row["measure_code"]


def _show_groups(console: Console, groups: dict, values: dict[tuple[str, str, str], float]) -> None:
    head = ("People", "Events", "Observed", "Expected", "AUC", "Slope", "Error")
    table = Table("Group", "", *head, box=None, pad_edge=False)
    for (code, value), row in groups.items():
        told: Iterable[float | None] = (values.get((code, value, measure)) for measure in OF_GROUPS)
        cells = ["" if found is None else f"{found:.3f}" for found in told]
        table.add_row(code, value, f"{row['people_count']:,}", f"{row['events_count']:,}", *cells)
    console.print(table)


def _show_effects(console: Console, effects: dict[str, float]) -> None:
    table = Table("What tells people apart most", "Log odds (deviation)", box=None, pad_edge=False)
    for name, worth in list(effects.items())[:EFFECTS_SHOWN]:
        table.add_row(name, f"{worth:.3f}")
    console.print(table)
