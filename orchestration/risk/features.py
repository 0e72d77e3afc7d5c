"""The model of this warehouse: its features, what each is called in plain words, and where it is kept.

Belongs here: the one place that knows the columns of mart_risk__features. Does not belong here: how a model is learnt;
that works for any table (training.py).
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration import duck
from orchestration.risk.design import Design, Feature
from orchestration.risk.model import CURRENT, Model, read_model
from orchestration.risk.refused import DataRefused
from orchestration.settings import PROJECT_ROOT, Settings

LIST = PROJECT_ROOT / "seeds" / "code_risk_features.csv"
OUTCOME = "is_emergency_admission_12m"
PUBLISHED = "careweave"
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


@dataclass(frozen=True)
class People:
    """Last year's people with what came of them, the first day on which it could, and the day of the publication."""

    table: pa.Table
    index_date: date
    as_of: date

    @property
    def untold(self) -> tuple[str, ...]:
        """Features that are told of nobody, because history does not reach back to them: no model can learn them."""
        said = (row["feature_name"] for row in _rows())
        names = (name for name in said if name in self.table.column_names)
        return tuple(name for name in names if len(self.table) and self.table[name].null_count == len(self.table))

    @property
    def window(self) -> dict[str, str]:
        """What a model's card says of them."""
        return {
            "index_date": self.index_date.isoformat(),
            "follow_up": "12 months from it on",
            "death": "who died without an emergency admission counts as not admitted; likewise who left",
        }


def published_people(settings: Settings) -> People:
    """The people of a year ago from the published marts. Raises DataRefused where nothing is published, or nobody."""
    path = settings.published_dir / f"{PUBLISHED}.duckdb"
    if not path.is_file():
        raise DataRefused(f"Nothing is published in {settings.published_dir} yet: begin with careweave run.")
    connection = duck.open_database(path.resolve(), settings, read_only=True)
    try:
        connection.execute("set schema = 'marts'")
        table = connection.execute(
            "select features.* exclude (index_code) replace (features.person_id::varchar as person_id), "
            f"outcomes.{OUTCOME} from mart_risk__features as features "
            "join mart_risk__outcomes as outcomes using (person_id) where features.index_code = 'YEAR_AGO'"
        ).to_arrow_table()
        days = connection.execute(
            "select max(reference_date) filter (where index_code = 'YEAR_AGO') + 1, max(reference_date) "
            "from mart_risk__features"
        ).fetchall()
    except duckdb.CatalogException:
        raise DataRefused(
            f"What is published in {settings.published_dir} is without features: run careweave run."
        ) from None
    finally:
        connection.close()
    if not len(table):
        raise DataRefused(
            "No features of a year ago are published: there is less than a year of history to learn from."
        )
    return People(table, *days[0])


def models_dir(settings: Settings) -> Path:
    """Where this warehouse keeps its risk models."""
    return settings.warehouse / "models" / "risk"


def current_model(settings: Settings) -> Model | None:
    """The model that nights score with, or None where none was trained yet. Raises ModelUnreadable."""
    folder = models_dir(settings)
    return read_model(folder) if (folder / CURRENT).is_file() else None
