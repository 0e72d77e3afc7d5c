"""The model: how often the rows of one person agree to each level (m), and those of two strangers (u).

Belongs here: reading and writing the one JSON file, and asking it. Does not belong here: how it is trained
(training.py) or what its levels are (comparisons.py)."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from orchestration.identity.probabilistic.comparisons import COMPARISONS, Comparison, Level
from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT, Settings

SHIPPED = PROJECT_ROOT / "expectations" / "linkage.json"
"""The model that the project comes with. One that was trained here outranks it."""


class ModelUnreadable(Refusal):
    """The model of linkage is not there, or is not of the comparisons that this version makes."""


@dataclass(frozen=True)
class Model:
    """Probabilities by comparison and level, the share of seen people who are in the index, and relatives' likeness."""

    version: str
    shares: dict[str, dict[str, tuple[float, float]]]
    """Comparison and level: m and u."""
    coverage: float
    relatives: dict[str, dict[str, float]]
    report: dict[str, Any] = field(default_factory=dict)

    def m(self, comparison: Comparison, level: Level) -> float:
        return self.shares[comparison.name][level.name][0]

    def u(self, comparison: Comparison, level: Level) -> float:
        return self.shares[comparison.name][level.name][1]


def version_of(model: Model) -> str:
    """What tells one model from another: a few digits of what it says."""
    return sha256(json.dumps([model.shares, model.coverage, model.relatives]).encode()).hexdigest()[:8]


def trained_path(settings: Settings) -> Path:
    """Where `careweave link train` puts a model of this warehouse's own."""
    return settings.warehouse / "models" / "linkage.json"


def load_model(settings: Settings) -> Model:
    """The model that was trained in this warehouse, else the one that the project comes with."""
    own = trained_path(settings)
    return read_model(own if own.is_file() else SHIPPED)


def read_model(path: Path) -> Model:
    """A model from its file. Raises ModelUnreadable with a sentence."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        shares = {
            comparison.name: {
                level.name: (float(known["m"]), float(known["u"]))
                for level in comparison.levels
                for known in [said["comparisons"][comparison.name][level.name]]
            }
            for comparison in COMPARISONS
        }
        return Model(said["version"], shares, float(said["coverage"]), said["relatives"], said["report"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelUnreadable(
            f"The model of linkage {path} is missing or is not of this version's comparisons. "
            "Train one with: careweave link train, or remove the file to use the one that Careweave comes with."
        ) from None


def written(model: Model) -> str:
    """The model as the text of its file: the same model, the same bytes."""
    said = {
        "version": model.version,
        "coverage": model.coverage,
        "comparisons": {
            comparison: {level: {"m": m, "u": u} for level, (m, u) in levels.items()}
            for comparison, levels in model.shares.items()
        },
        "relatives": model.relatives,
        "report": model.report,
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"
