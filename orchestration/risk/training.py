"""Learning a model: a penalised logistic regression on the terms of the features, judged on people it has not seen.

Belongs here: the order of the steps, and what is refused on the way. Does not belong here: the terms themselves
(shapes.py), the fit (regression.py), or the measures (measures.py).
"""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.risk import measures
from orchestration.risk.design import Design, Feature
from orchestration.risk.drift import spread_of
from orchestration.risk.held_out import held_out_of, person_hash
from orchestration.risk.joining import People, join
from orchestration.risk.model import Bend, Model, Pair, Part, Term, model_id_of
from orchestration.risk.refused import DataRefused
from orchestration.risk.regression import FOLDS, Fit, fit, kept, one_thread, unpenalised
from orchestration.risk.scoring import effects, probabilities
from orchestration.risk.shapes import Shape, shape_of
from orchestration.risk.table import Column, feature_column, features_of, is_constant, kind_of, outcome_of, row_order
from orchestration.risk.yardstick import yardstick

FEWEST_PEOPLE = 500
"""Below it no share of people can be held out and still tell anything."""

FEWEST_EVENTS = 100
"""Events, and people without one: the least that any prediction model is to be judged by (Vergouwe and others, Journal
of Clinical Epidemiology 2005); with fewer there is less to learn from still."""

FEWEST_IN_PART = 0.1
"""Share of these that must be on either side where people are held out."""

IMPLAUSIBLE_AUC = 0.95
"""Published models of emergency admission reach 0.63 to 0.83 (Wallace and others, Medical Care 2014). Beyond 0.95 a
feature knows the outcome: it was taken after the index date, or is made of it."""

HIGH_AUC = 0.85
"""From here the card asks to look for a leak."""

BENDS = ((0.2, 0.5, 0.8, 0.95), (0.5, 0.9), ())
"""Shares of people below the knots of the bend; the next where the order of people would be turned round. On made-up
people whose risks add up, rather than multiply, four knots took the distance from the true risk from 0.006 to 0.002
beside two; where they multiply they changed nothing, and more knots were luck."""

MOST_LOOKED_AT = 100_000  # people of whom the card says how features tell them apart
DIGITS = 6  # of a figure in the card

FEWEST_TO_BEND = 1_500
"""Events below which recalibration is a slope alone: the knots would be luck."""


def train(table: pa.Table, design: Design) -> Model:
    """Learn a model from a table of people, or of person-years, and judge it on people held out.

    The same table gives the same model to the last byte, in whatever order its rows stand (given an id).
    Raises DataRefused, with what is wrong and what to do, and makes no model, where there are too few people or
    events, a feature is the same for everybody, or a column is not what it should be.
    """
    table = table.take(pa.array(row_order(table, design)))
    outcome = outcome_of(table, design.outcome)
    features = features_of(table, design)
    columns = {feature.name: feature_column(table, feature) for feature in features}
    _require_enough(outcome)
    _require_variety(features, columns)
    held_out = held_out_of(table, design)
    learnt, judged = np.nonzero(~held_out)[0], np.nonzero(held_out)[0]
    _require_enough(outcome[learnt], " among those learnt from", FEWEST_IN_PART)
    _require_enough(outcome[judged], " among those held out", FEWEST_IN_PART)
    shapes = tuple(
        shape_of(f.name, f.group, kind_of(f, columns[f.name]), columns[f.name].taken(learnt)) for f in features
    )
    inside = {name: column.taken(learnt) for name, column in columns.items()}
    fold = (person_hash(table, design, "fold")[learnt] * FOLDS).astype(np.int64)
    with one_thread(), ThreadPoolExecutor(1) as beside:
        compared = beside.submit(yardstick, columns, outcome, learnt, judged) if design.is_yardstick else None
        known = learn(shapes, inside, outcome[learnt], fold)
        bend, unjudged = bend_of(known.fitted, outcome[learnt]), known.parts[0].spread
        model = Model("", design, kept(known.fitted.intercept), known.parts, known.pairs, bend, unjudged)
        return _judged(model, table, columns, outcome, learnt, judged, known.fitted, compared)


@dataclass(frozen=True)
class Learnt:
    """What was made of the people of training."""

    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    fitted: Fit


def learn(shapes: tuple[Shape, ...], columns: dict[str, Column], outcome: np.ndarray, fold: np.ndarray) -> Learnt:
    """Single features first; then the pairs that are worth it, if people left out are predicted better so."""
    told = {shape.name: shape.terms(columns[shape.name]) for shape in shapes}
    every = [values for of_one in told.values() for values in of_one]
    mean = np.array([values.mean() for values in every])
    deviation = np.array([values.std() for values in every])
    scale = np.where(deviation > 0, deviation, 1.0)
    fitted = fit(np.stack([(v - m) / s for v, m, s in zip(every, mean, scale, strict=True)], axis=1), outcome, fold)
    worth = np.where(deviation > 0, fitted.coefficients / scale, 0.0)
    numbers = iter(zip(worth, mean, deviation, strict=True))
    parts, spread = [], {}
    for shape in shapes:
        terms = tuple(Term(name, *map(kept, next(numbers))) for name in shape.term_names)
        parts.append(Part(shape, terms, spread_of(columns[shape.name])))
        for term, values in zip(terms, told[shape.name], strict=True):
            values -= term.mean
        effect = sum(term.coefficient * values for term, values in zip(terms, told[shape.name], strict=True))
        spread[shape.name] = round(float(effect.std()), DIGITS)
    people = People({shape.name: shape for shape in shapes}, told, fitted.left_out - fitted.intercept, outcome)
    pairs, fitted = join(people, spread, fitted, fold)
    return Learnt(tuple(parts), pairs, fitted)


def bend_of(fitted: Fit, outcome: np.ndarray) -> Bend:
    """The recalibration that people left out ask for: a slope, and knots where there are events enough."""
    for shares in BENDS if outcome.sum() >= FEWEST_TO_BEND else ((),):
        knots = [kept(knot) for knot in np.quantile(fitted.left_out, shares)] if shares else []
        given = np.stack([fitted.left_out, *(np.maximum(fitted.left_out - knot, 0.0) for knot in knots)], axis=1)
        intercept, slopes = unpenalised(given, outcome)
        if (np.cumsum(slopes) > 0).all():
            return Bend(kept(intercept), kept(slopes[0]), tuple(knots), tuple(kept(slope) for slope in slopes[1:]))
    return Bend()  # it would turn the order of people round: then nothing was learnt that could be bent


def _require_enough(outcome: np.ndarray, where: str = "", share: float = 1.0) -> None:
    """Refuse too few people, or too few with or without the event; of a part of them a share is enough."""
    people, events = len(outcome), int(outcome.sum())
    fewest_people, fewest_events = round(FEWEST_PEOPLE * share), round(FEWEST_EVENTS * share)
    if people < fewest_people or min(events, people - events) < fewest_events:
        raise DataRefused(
            f"{people:,} people with {events:,} events{where} are too few to train on: a model is learnt from at least "
            f"{fewest_people:,} people, {fewest_events:,} of them with the event and as many without."
        )


def _require_variety(features: tuple[Feature, ...], columns: dict[str, Column]) -> None:
    same = [feature.name for feature in features if is_constant(columns[feature.name])]
    if same:
        raise DataRefused(
            f"{', '.join(same)}: the same for everybody, which tells nothing and is more often a feed that is missing. "
            f"Leave out what is meant to be so with --leave-out {','.join(same)}."
        )


def _judged(
    model: Model,
    table: pa.Table,
    columns: dict[str, Column],
    outcome: np.ndarray,
    learnt: np.ndarray,
    judged: np.ndarray,
    fitted: Fit,
    compared: Future[dict[str, float]] | None,
) -> Model:
    """The model with its card and its name."""
    probability = probabilities(model, columns)
    subgroups = table.select(list(model.design.subgroups)) if model.design.subgroups else None
    held = measures.evaluate(
        probability[judged], outcome[judged], subgroups.take(pa.array(judged)) if subgroups is not None else None
    )
    card: dict[str, Any] = {
        "people_learnt_from": len(learnt),
        "events_learnt_from": int(outcome[learnt].sum()),
        "people_held_out": len(judged),
        "events_held_out": int(outcome[judged].sum()),
        "outcome": model.design.outcome,
        "penalty": fitted.penalty,
        "log_loss_by_penalty": fitted.losses,
        "held_out": _rounded(held.to_pylist()),
        "calibration": _rounded(measures.calibration(probability[judged], outcome[judged]).to_pylist()),
    }
    if compared is not None:
        card["yardstick"] = compared.result()
    card["effects"] = effects_of(model, columns, learnt)
    card["warnings"] = warnings_of(card["held_out"])
    model = replace(model, card=card, score_spread=spread_of(Column("probability", probability[learnt])))
    learnt_is = [
        model.intercept,
        [asdict(part) for part in model.parts],
        [asdict(pair) for pair in model.pairs],
        asdict(model.bend),
    ]
    return replace(model, model_id=model_id_of(model.design, json.loads(json.dumps(learnt_is))))


def effects_of(model: Model, columns: dict[str, Column], learnt: np.ndarray) -> dict[str, float]:
    """By how much each feature tells people apart: the deviation of what it adds to their log odds, largest first."""
    inside = {name: column.taken(learnt[:MOST_LOOKED_AT]) for name, column in columns.items()}
    spread = {
        part.shape.name: round(float(found.std()), DIGITS)
        for part, found in zip(model.parts, effects(model, inside), strict=True)
    }
    return dict(sorted(spread.items(), key=lambda each: (-each[1], each[0])))


def warnings_of(held: list[dict[str, Any]]) -> list[str]:
    """What the measures on people held out ought to make somebody look at, in sentences."""
    whole = {row["measure_code"]: row["value"] for row in held if row["subgroup_code"] == measures.WHOLE}
    auc = whole.get("AUC", 0.0)
    if auc > IMPLAUSIBLE_AUC:
        return [
            f"An AUC of {auc:.3f} is implausibly high (published models of emergency admission reach 0.63 to 0.83): a "
            "feature probably knows the outcome, because it was taken after the index date or is made of it. Do not "
            "use the model before the features with the largest effects have been looked at."
        ]
    if auc > HIGH_AUC:
        return [
            f"An AUC of {auc:.3f} is higher than published models of emergency admission reach (0.63 to 0.83): look "
            "whether a feature was taken after the index date."
        ]
    return []


def _rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]
