"""The model of this warehouse: its features, what each is called in plain words, and where it is kept.

Belongs here: the one place that knows the columns of mart_risk__features. Does not belong here: how a model is learnt;
that works for any table (training.py).
"""

import csv
from pathlib import Path

from orchestration.risk.design import Design, Feature
from orchestration.risk.model import CURRENT, Model, read_model
from orchestration.settings import PROJECT_ROOT, Settings

LIST = PROJECT_ROOT / "seeds" / "code_risk_features.csv"
OUTCOME = "is_emergency_admission_12m"
SUBGROUPS = ("borough_code", "age_band", "gender_code", "ethnic_group_code", "imd_quintile")


def _rows() -> list[dict[str, str]]:
    with open(LIST, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_reasons() -> dict[str, str]:
    """What a feature is called when it is a reason for somebody's score: a clinician's words by feature."""
    return {row["feature_name"]: row["reason_text"] for row in _rows()}


def design_of_marts(settings: Settings, **also: object) -> Design:
    """The question that this warehouse's model is asked: `also` are further parts of the design (as_of, leave_out).

    Features of groups that are switched off (CAREWEAVE_RISK_FEATURE_GROUPS) are no part of it.
    """
    groups = settings.risk_groups
    features = tuple(
        Feature(row["feature_name"], row["feature_group_code"])
        for row in _rows()
        if row["feature_group_code"] in groups
    )
    return Design(outcome=OUTCOME, id="person_id", features=features, subgroups=SUBGROUPS, **also)


def models_dir(settings: Settings) -> Path:
    """Where this warehouse keeps its risk models."""
    return settings.warehouse / "models" / "risk"


def current_model(settings: Settings) -> Model | None:
    """The model that nights score with, or None where none was trained yet. Raises ModelUnreadable."""
    folder = models_dir(settings)
    return read_model(folder) if (folder / CURRENT).is_file() else None
