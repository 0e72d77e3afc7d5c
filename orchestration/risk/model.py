"""A model as it is kept: one JSON file that can be read, with all that scoring needs and a card of how good it is.

Belongs here: its parts, writing and reading. Does not belong here: how it is learnt (training.py) or asked
(scoring.py). It is no pickle: nothing is run when a model is read, and a person can see what it says.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from orchestration.durable import write_durably
from orchestration.refusal import made_in
from orchestration.risk.design import Design, Feature
from orchestration.risk.drift import Spread
from orchestration.risk.refused import ModelUnreadable
from orchestration.risk.shapes import Shape

FORMAT = 2
"""Raised by whoever changes what the file holds, so that no version scores with what it misreads."""

CURRENT = "current.json"


@dataclass(frozen=True)
class Term:
    """What one term of a feature is worth: log odds for each unit of it, and how it lay in training."""

    name: str
    coefficient: float
    mean: float
    deviation: float


@dataclass(frozen=True)
class Part:
    """One feature in the model: its shape, the worth of its terms, and how it was spread."""

    shape: Shape
    terms: tuple[Term, ...]
    spread: Spread


@dataclass(frozen=True)
class Pair:
    """Two features whose effects depend on one another: what the products of their terms are worth.

    Without a first it is the second feature and the total of all: for whom everything counts more, or less.
    """

    first: str | None
    second: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Bend:
    """What becomes of the log odds that effects add up to: a slope, and how much steeper it is above each knot.

    Many effects at once add up to less than their sum. Learnt on people left out, as a recalibration is.
    """

    intercept: float = 0.0
    slope: float = 1.0
    knots: tuple[float, ...] = ()
    steeper: tuple[float, ...] = ()


@dataclass(frozen=True)
class Model:
    """A penalised logistic regression of an outcome of people, ready to score."""

    model_id: str
    design: Design
    intercept: float
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    bend: Bend
    score_spread: Spread
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever uses the model ought to be told, in sentences."""
        return tuple(self.card.get("warnings", ()))


def model_id_of(design: Design, learnt: Any) -> str:
    """The day of the model, and a few digits of what it learnt."""
    digits = sha256(json.dumps(learnt, sort_keys=True).encode()).hexdigest()[:8]
    return f"{design.as_of:%Y-%m-%d}-{digits}" if design.as_of else digits


def written(model: Model) -> str:
    """The model as the text of its file: the same model, the same bytes."""
    said = asdict(model)
    said["design"]["as_of"] = model.design.as_of.isoformat() if model.design.as_of else None
    said = {"format": FORMAT, "what": "careweave risk model", **json.loads(json.dumps(said))}
    said["check"] = _check(said)
    return json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _check(said: dict) -> str:
    """A few digits of all the rest: a file that was cut or changed by hand does not bear its own."""
    return sha256(json.dumps(said, sort_keys=True, allow_nan=False).encode()).hexdigest()[:16]


def write_model(model: Model, folder: Path) -> Path:
    """Write a model into a folder, beside earlier ones, and make it the one that the folder stands for."""
    with made_in(folder, "--out"):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{model.model_id}.json"
        write_durably(path, written(model))
        write_durably(folder / CURRENT, json.dumps({"model_id": model.model_id}) + "\n")
    return path


def read_model(place: Path) -> Model:
    """The model of a folder, or of a file. Raises ModelUnreadable with a sentence."""
    path = place
    try:
        if place.is_dir():
            path = place / CURRENT
            path = place / f"{json.loads(path.read_text(encoding='utf-8'))['model_id']}.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        found = said["format"]
    except FileNotFoundError:
        raise ModelUnreadable(f"There is no risk model in {place}; train one with: careweave risk train.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelUnreadable(_damaged(path)) from None
    if found != FORMAT:
        raise ModelUnreadable(
            f"The risk model {path} is of format {found}; this version reads format {FORMAT}. Train it anew with: "
            "careweave risk train."
        )
    try:
        if said.pop("check") != _check(said):
            raise ValueError("changed")
        return _model(said)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelUnreadable(_damaged(path)) from None


def _damaged(path: Path) -> str:
    return (
        f"The risk model {path} is damaged, or was changed by hand: restore it from a backup, or train it anew with: "
        "careweave risk train."
    )


def _model(said: dict) -> Model:
    design = said["design"]
    return Model(
        model_id=said["model_id"],
        design=Design(
            **{
                **design,
                "as_of": date.fromisoformat(design["as_of"]) if design["as_of"] else None,
                "features": tuple(Feature(**feature) for feature in design["features"]),
                "subgroups": tuple(design["subgroups"]),
                "leave_out": tuple(design["leave_out"]),
            }
        ),
        intercept=said["intercept"],
        parts=tuple(
            Part(
                Shape(**{**part["shape"], **{name: tuple(part["shape"][name]) for name in ("knots", "levels")}}),
                tuple(Term(**term) for term in part["terms"]),
                Spread.read(part["spread"]),
            )
            for part in said["parts"]
        ),
        pairs=tuple(
            Pair(pair["first"], pair["second"], tuple(Term(**term) for term in pair["terms"])) for pair in said["pairs"]
        ),
        bend=Bend(**{**said["bend"], **{name: tuple(said["bend"][name]) for name in ("knots", "steeper")}}),
        score_spread=Spread.read(said["score_spread"]),
        card=said["card"],
    )
