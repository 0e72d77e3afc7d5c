"""The risk of what may come: a table of features in, a model that can be read, scores out.

Belongs here: training, scoring, judging and keeping a model of any yes-or-no outcome of people. Does not belong here:
making features (models/), when a model is trained or asked (assets), or what is done for those it names.

    model = train(table, Design(outcome="admitted", id="person"))
    write_model(model, folder)
    scores = score(read_model(folder), table)          # id, probability
"""

from orchestration.risk.design import CATEGORY, COUNT, FLAG, NUMBER, Design, Feature
from orchestration.risk.drift import stability
from orchestration.risk.features import current_model, design_of_marts, models_dir, published_people, read_reasons
from orchestration.risk.files import read_features, read_table, write_table
from orchestration.risk.judging import judge
from orchestration.risk.measures import calibration, evaluate
from orchestration.risk.model import Model, read_model, write_model
from orchestration.risk.refused import DataRefused, ModelUnreadable, PopulationUnlike
from orchestration.risk.scoring import contributions, score
from orchestration.risk.table import constant_features
from orchestration.risk.training import train

__all__ = [
    "CATEGORY",
    "COUNT",
    "FLAG",
    "NUMBER",
    "DataRefused",
    "Design",
    "Feature",
    "Model",
    "ModelUnreadable",
    "PopulationUnlike",
    "calibration",
    "constant_features",
    "contributions",
    "current_model",
    "design_of_marts",
    "evaluate",
    "judge",
    "models_dir",
    "published_people",
    "read_model",
    "read_features",
    "read_reasons",
    "read_table",
    "score",
    "stability",
    "train",
    "write_model",
    "write_table",
]
