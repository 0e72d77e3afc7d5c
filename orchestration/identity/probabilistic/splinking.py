"""Splink, kept quiet and inside our own connection: its settings from our comparisons, keys and model.

Belongs here: the one place that knows Splink. Does not belong here: what is compared (comparisons.py) or decided
(deciding.py). All its tables are tables of the private connection, whose spill is encrypted; it logs nothing, and what
it says when it fails is not passed on, since SQL may quote a value.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import duckdb
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from orchestration.identity.probabilistic.blocking import KEYS
from orchestration.identity.probabilistic.compared import FIELDS
from orchestration.identity.probabilistic.comparisons import COMPARISONS, Comparison
from orchestration.identity.probabilistic.frequencies import COUNTRY
from orchestration.identity.probabilistic.model import Model
from orchestration.refusal import Refusal

Result = TypeVar("Result")


class LinkageFailed(Refusal):
    """Splink could not do what it was asked."""


def quietly(act: Callable[[], Result]) -> Result:
    """Do it without a word in any log; an error becomes a sentence without what it was about."""
    splink_log = logging.getLogger("splink")
    splink_log.disabled = True
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith("splink"):
            logging.getLogger(name).disabled = True
    try:
        return act()
    except (duckdb.OutOfMemoryException, MemoryError):
        raise LinkageFailed(
            "Linking by probability needs more memory than it may use; raise CAREWEAVE_MEMORY_LIMIT and run again."
        ) from None
    except Exception as error:
        raise LinkageFailed(f"Linking by probability failed ({type(error).__name__}).") from None


def gamma(comparison: Comparison, level: str) -> int:
    """Splink's number of a level: the closest has the highest, the last of them 0."""
    names = [each.name for each in comparison.levels]
    return len(names) - 1 - names.index(level)


def _comparison(comparison: Comparison, model: Model | None) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": comparison.nothing_to_compare,
            "label_for_charts": "nothing to compare",
            "is_null_level": True,
        }
    ]
    for level in comparison.levels:
        described: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
        if level.frequency_of is not None:
            described["tf_adjustment_column"] = level.frequency_of
            # The yardstick is the chance of plain agreement on the field, where another level is that; else the level's
            # own. Said outright of that level too: Splink would take every condition before it apart to find it.
            plain = f"{level.frequency_of}_l = {level.frequency_of}_r"
            if level.sql == plain or not any(each.sql == plain for each in comparison.levels):
                described["disable_tf_exact_match_detection"] = True
        if model is None:
            described |= {"m_probability": level.expected}
            if level.fixed_chance is not None:
                described |= {"u_probability": level.fixed_chance, "fix_u_probability": True}
        else:
            described |= {"m_probability": model.m(comparison, level), "u_probability": model.u(comparison, level)}
        levels.append(described)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def splink_settings(model: Model | None, prior: float) -> dict[str, Any]:
    """Splink's settings: our comparisons with the model's probabilities, and our keys as blocking rules."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "row_id",
        "probability_two_random_records_match": prior,
        "comparisons": [_comparison(comparison, model) for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.key_{key.name} = r.key_{key.name}", "sql_dialect": "duckdb"} for key in KEYS
        ],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def open_linker(connection: duckdb.DuckDBPyConnection, model: Model | None, prior: float) -> Linker:
    """A linker over `index_rows` and `seen_rows`, with the frequencies of the index."""

    def opened() -> Linker:
        api = DuckDBAPI(connection=connection)
        keys = [f"key_{key.name}" for key in KEYS]
        sides = []
        for place, side in enumerate(("index", "seen")):
            names = ", ".join(("row_id", *FIELDS, *keys))
            connection.execute(f"create or replace temp view side_{place}_{side} as select {names} from {side}_rows")
            sides.append(api.register(f"side_{place}_{side}", table_name=f"compared_{place}_{side}"))
        linker = Linker(sides, splink_settings(model, prior), log_level=None, validate_settings=False)
        for field in COUNTRY:
            table = api.register(f"frequency_{field}", table_name=f"counted_{field}")
            linker.table_management.register_term_frequency_lookup(table, field)
        return linker

    return quietly(opened)
