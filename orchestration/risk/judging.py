"""Holding a model against what came of people whom it scores.

Does not belong here: the measures themselves (measures.py), or people held out of training (training.py).
"""

import pyarrow as pa

from orchestration.risk.measures import evaluate
from orchestration.risk.model import Model
from orchestration.risk.refused import DataRefused
from orchestration.risk.scoring import score
from orchestration.risk.table import outcome_of, row_order


def judge(model: Model, table: pa.Table, outcome: str | None = None, subgroups: tuple[str, ...] = ()) -> pa.Table:
    """The measures of a model on a table that holds features and outcome, as `evaluate` gives them.

    The outcome is the model's own unless another is named. People need not be like those of training: that is what is
    being asked. Raises DataRefused.
    """
    missing = [name for name in subgroups if name not in table.column_names]
    if missing:
        raise DataRefused(f"The table has no column {', '.join(missing)} to split the measures by.")
    known = outcome_of(table, outcome or model.design.outcome)
    scored = score(model, table, is_like_required=False)
    order = row_order(table, model.design)
    groups = table.select(list(subgroups)).take(pa.array(order)) if subgroups else None
    return evaluate(scored["probability"].to_numpy(), known[order], groups)
