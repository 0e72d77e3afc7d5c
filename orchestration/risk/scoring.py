"""Asking a model: each person's probability, and what it is made of.

Belongs here: scores and contributions, vectorised, the same to the last digit on every machine: sums are made term by
term, never by a library that shares them out among threads. Does not belong here: learning (training.py).
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from orchestration.risk.design import CATEGORY
from orchestration.risk.drift import SHIFTED, stability
from orchestration.risk.model import Bend, Model, Pair, Part, Term
from orchestration.risk.pairs import TOTAL, products
from orchestration.risk.refused import DataRefused, PopulationUnlike
from orchestration.risk.table import Column, categories, column_of, row_order

BATCH = 100_000
"""People at once: what is made on the way to their scores stays below a few hundred MB."""

DIGITS = 9
"""Decimals of a probability: finer than any of it means, and coarse enough to be the same everywhere."""

MOST_SHIFTED = 0.2
"""Share of features that may have moved beyond the limit: more, and the people are others, or the data are broken."""


def probability_of(linear: np.ndarray) -> np.ndarray:
    """Log odds as probability."""
    return 1.0 / (1.0 + np.exp(-linear))


def columns_of(parts: tuple[Part, ...], table: pa.Table) -> dict[str, Column]:
    """The columns that a model reads. Raises DataRefused for one that is missing or of another kind than trained."""
    missing = [part.shape.name for part in parts if part.shape.name not in table.column_names]
    if missing:
        raise DataRefused(f"The table lacks {', '.join(missing)}, which the model needs.")
    columns = {}
    for part in parts:
        column, is_category = column_of(table, part.shape.name), part.shape.kind == CATEGORY
        if not is_category and column.levels is not None and column.is_missing.all():
            column = Column(column.name, np.full(len(table), np.nan))  # a file does not tell the type of no value
        is_known = not is_category or column.levels is not None or _knows(part, categories(column))
        if not is_known or (not is_category and column.levels is not None):
            was, now = ("texts", "numbers") if is_category else ("numbers", "texts")
            raise DataRefused(f"Column {part.shape.name} holds {now}; the model was trained on {was} in it.")
        columns[part.shape.name] = categories(column) if is_category else column
    return columns


def _knows(part: Part, column: Column) -> bool:
    """Whether a level of a column, or none at all, is one that was trained on."""
    return not column.levels or bool({part.shape.commonest, *part.shape.levels} & set(column.levels))


def effects(model: Model, columns: dict[str, Column]) -> np.ndarray:
    """(features, people): what each feature adds to a person's log odds beside the average person's.

    Where a feature makes everything count more, each effect is told as so much larger. What two features add together
    is shared between them.
    """
    rows = len(next(iter(columns.values())).values)
    place = {part.shape.name: at for at, part in enumerate(model.parts)}
    in_pairs = {name for pair in model.pairs for name in (pair.first, pair.second)}
    found, counted = np.zeros((len(model.parts), rows)), {}
    for at, part in enumerate(model.parts):
        terms = part.shape.terms(columns[part.shape.name])
        for term, values in zip(part.terms, terms, strict=True):
            values -= term.mean
            found[at] += term.coefficient * values
        if part.shape.name in in_pairs:
            counted[part.shape.name] = terms
    steepness = np.ones(rows)
    for pair in model.pairs:
        if pair.first is TOTAL:
            steepness += _summed(_steeper(pair), counted[pair.second], rows)
    found *= steepness
    shapes = {part.shape.name: part.shape for part in model.parts}
    for pair in model.pairs:
        if pair.first is TOTAL:
            more = pair.terms[: len(pair.terms) // 2]
            level = sum(term.coefficient * term.mean for term in pair.terms)
            found[place[pair.second]] += _summed(more, counted[pair.second], rows) - level
        else:
            told = products(shapes[pair.first], shapes[pair.second], counted, found[0])
            half = (_summed(pair.terms, told, rows) - sum(term.coefficient * term.mean for term in pair.terms)) / 2
            found[place[pair.first]] += half
            found[place[pair.second]] += half
    return found


def _steeper(pair: Pair) -> tuple[Term, ...]:
    """Of a pair with the total the terms by which everything counts more; those before raise all alike."""
    return pair.terms[len(pair.terms) // 2 :]


def _summed(terms: tuple[Term, ...], values: list[np.ndarray], rows: int) -> np.ndarray:
    found = np.zeros(rows)
    for term, each in zip(terms, values, strict=True):
        found += term.coefficient * each
    return found


def linear_of(model: Model, found: np.ndarray) -> np.ndarray:
    """Log odds from effects."""
    linear = np.full(found.shape[1], model.intercept)
    for effect in found:
        linear += effect
    return bent(model.bend, linear)


def bent(bend: Bend, linear: np.ndarray) -> np.ndarray:
    """Log odds as the bend leaves them."""
    found = bend.intercept + bend.slope * linear
    for knot, steeper in zip(bend.knots, bend.steeper, strict=True):
        found += steeper * np.maximum(linear - knot, 0.0)
    return found


def batches(columns: dict[str, Column]) -> Iterator[dict[str, Column]]:
    """The same columns, so many people at a time."""
    rows = len(next(iter(columns.values())).values)
    for start in range(0, rows, BATCH):
        yield {name: column.taken(np.arange(start, min(start + BATCH, rows))) for name, column in columns.items()}


def probabilities(model: Model, columns: dict[str, Column]) -> np.ndarray:
    """The probability of each person of some columns."""
    found = [probability_of(linear_of(model, effects(model, batch))) for batch in batches(columns)]
    return np.round(np.concatenate(found), DIGITS) if found else np.array([])


def score(model: Model, table: pa.Table, *, is_like_required: bool = True) -> pa.Table:
    """Each person's probability: the id column(s) as they came, and `probability`; in the order of the ids.

    Raises DataRefused for no rows, a column that is missing, of another type, or an id twice; PopulationUnlike for
    people who look nothing like those of training, unless `is_like_required` is false (a list of patients of one
    kind).
    """
    if not len(table):
        raise DataRefused("The table has no row: there is nobody to score.")
    columns = columns_of(model.parts, table)
    order = row_order(table, model.design)
    found = probabilities(model, columns)
    if is_like_required:
        require_likeness(model, table, found)
    return _named(model, table, order).append_column("probability", pa.array(found[order], pa.float64()))


def require_likeness(model: Model, table: pa.Table, found: np.ndarray) -> None:
    """Refuse people whose scores, or many of whose features, are spread as in no population that was learnt from."""
    moved = stability(model, table).to_pylist()
    shifted = sorted((row for row in moved if row["psi"] > SHIFTED), key=lambda row: (-row["psi"], row["feature"]))
    scores = model.score_spread.index(Column("probability", found))
    if scores <= SHIFTED and len(shifted) <= MOST_SHIFTED * len(moved):
        return
    worst = ", ".join(f"{row['feature']} {row['psi']:.2f}" for row in shifted[:5]) or "no single feature"
    raise PopulationUnlike(
        f"The {len(table):,} people look nothing like the {model.score_spread.people:,} whom model {model.model_id} "
        f"learnt from (population stability index: scores {scores:.2f}; {worst}; limit {SHIFTED}). No scores are made. "
        "Look for a feed that is missing or a unit that has changed; train anew if the people really are others."
    )


def _named(model: Model, table: pa.Table, order: np.ndarray) -> pa.Table:
    keys = [name for name in (model.design.id, model.design.period) if name is not None]
    if keys:
        return table.select(keys).take(pa.array(order))
    return pa.table({"row_number": pa.array(np.arange(1, len(table) + 1), pa.int64())})


def contributions(model: Model, table: pa.Table, top: int = 5) -> pa.Table:
    """What raises each person's score most beside the average person's: id, place (1 first), feature, contribution.

    A contribution is in log odds, before the bend that tempers many at once: exp of it is by how much the odds are
    multiplied, about. Only what raises is told, so somebody may have fewer than `top` rows, or none.
    """
    columns = columns_of(model.parts, table)
    order = row_order(table, model.design)
    named = _named(model, table, order)
    names = pa.array([part.shape.name for part in model.parts])
    told, start = [], 0
    for batch in batches({name: column.taken(order) for name, column in columns.items()}):
        found = np.round(effects(model, batch), DIGITS)
        places = np.argsort(-found, axis=0, kind="stable")[:top]
        worth = np.take_along_axis(found, places, axis=0)
        person, place = np.nonzero(worth.T > 0)
        rows = named.slice(start, found.shape[1]).take(pa.array(person))
        rows = rows.append_column("place", pa.array(place + 1, pa.int64()))
        rows = rows.append_column("feature", names.take(pa.array(places.T[person, place])))
        told.append(rows.append_column("contribution", pa.array(worth.T[person, place], pa.float64())))
        start += found.shape[1]
    return pa.concat_tables(told) if told else _no_contributions(named)


def _no_contributions(named: pa.Table) -> pa.Table:
    rest = pa.schema([("place", pa.int64()), ("feature", pa.string()), ("contribution", pa.float64())])
    return pa.schema([*named.schema, *rest]).empty_table()
