"""A model held against people and against the truth of their maker: the figures of the page and of the proof.

Does not belong here: words (page_text.py), or where the people come from (two_nights.py).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.risk import Model, evaluate, score, train
from orchestration.risk.features import OUTCOME, SUBGROUPS, design_of_marts
from orchestration.risk.held_out import held_out_of
from orchestration.risk.measures import auc
from orchestration.risk.table import constant_features, outcome_of
from orchestration.settings import Settings
from tests.risk.two_nights import Year

MOST_ERROR, SLOPES, LARGE_GROUP, LEAST_OF_TRUTH = 0.005, (0.9, 1.1), 1_000, 0.97
"""What the model is to keep to: calibration error, slope in groups of so many events, share of the AUC that the risk
attains which the maker drew admissions from."""


@dataclass(frozen=True)
class Held:
    """Probabilities of some people, what came of them, and what their maker knew."""

    probability: np.ndarray
    outcome: np.ndarray
    true_probability: np.ndarray
    measures: pa.Table

    def value(self, measure: str, group: str = "ALL", value: str = "ALL") -> float | None:
        """One measure; None where it was not to be had."""
        found = [
            row["value"]
            for row in self.measures.to_pylist()
            if (row["measure_code"], row["subgroup_code"], row["subgroup_value"]) == (measure, group, value)
        ]
        return found[0] if found else None

    @property
    def auc_of_truth(self) -> float:
        """The AUC of the probabilities that outcomes were drawn from, and of nothing that anybody can observe."""
        known = ~np.isnan(self.true_probability)
        return auc(self.true_probability[known], self.outcome[known])


def trained(settings: Settings, year: Year) -> Model:
    """A model of a year's people, with all groups of features that the settings allow."""
    design = design_of_marts(settings, as_of=year.people.as_of, window=year.people.window)
    return train(
        year.people.table,
        design_of_marts(
            settings,
            as_of=year.people.as_of,
            window=year.people.window,
            leave_out=constant_features(year.people.table, design),
        ),
    )


def held(model: Model, year: Year, *, only_held_out: bool) -> Held:
    """The model on a year's people: those held out of its training, or everybody."""
    table = year.people.table
    order = np.argsort(np.array(table["person_id"].to_pylist()), kind="stable")
    table, truth = table.take(pa.array(order)), year.true_probability[order]
    probability = score(model, table, is_like_required=False)["probability"].to_numpy()
    rows = held_out_of(table, model.design) if only_held_out else np.ones(len(table), dtype=bool)
    outcome = outcome_of(table, OUTCOME)[rows]
    groups = table.select(list(SUBGROUPS)).filter(pa.array(rows))
    return Held(probability[rows], outcome, truth[rows], evaluate(probability[rows], outcome, groups))
