"""The judge: Great Expectations over a counted profile, one verdict per subject and expectation.

Belongs here: everything that knows Great Expectations. It is imported once, on first use, because that takes seconds;
it is given a row number and measures, no names; its results are read for row numbers and thrown away, never stored.
"""

import os
from functools import cache
from typing import Any

import pandas as pd

from orchestration.gates.profile import Frame
from orchestration.gates.suite import Expectation, GateError, Profile
from orchestration.loading import to_stay

_ROW = "row_number"
# Which rows were unexpected. It repeats their values too: here these are counts, and nobody keeps them.
_WHICH_ROWS = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [_ROW],
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
_ABOUT_NULLS = {"expect_column_values_to_be_null", "expect_column_values_to_not_be_null"}


@cache
def _engine() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while it is imported
    with to_stay():
        import great_expectations

    return great_expectations


@cache
def _asset() -> Any:
    """One context in memory for the life of the process: it writes no file and draws no progress bar."""
    engine = _engine()  # before anything of it is imported
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # Without this it keeps a folder for pages of its own, which link to other people's servers.
    in_memory = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False), analytics_enabled=False
    )
    context = engine.get_context(mode="ephemeral", project_config=in_memory)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("careweave").add_dataframe_asset("profile")
    return asset.add_batch_definition_whole_dataframe("profile")


def judge(profile: Profile, frame: Frame) -> list[tuple[bool, ...]]:
    """For each expectation of the profile, in order: is it met, subject by subject?"""
    rows = range(len(frame.subjects))
    batch = _asset().get_batch({"dataframe": _as_pandas(frame)})
    asked = [_built(profile, number, expectation) for number, expectation in enumerate(profile.expectations)]
    asked += [
        # A count that is unknown was not checked. Great Expectations would let it pass.
        _engine().expectations.ExpectColumnValuesToNotBeNull(column=column, meta={"about": column})
        for column in _columns_with_nulls(profile, frame)
    ]
    unmet = [
        result.expectation_config.meta["about"]
        for result in _results(batch, asked, "BOOLEAN_ONLY")
        if not result.success
    ]
    asked = [expectation for expectation in asked if expectation.meta["about"] in unmet]
    unexpected = {
        result.expectation_config.meta["about"]: _unexpected_rows(result, rows)
        for result in (_results(batch, asked, _WHICH_ROWS) if asked else ())
    }
    return [
        tuple(
            row not in unexpected.get(number, ()) and row not in unexpected.get(expectation.column, ()) for row in rows
        )
        for number, expectation in enumerate(profile.expectations)
    ]


def _results(batch: Any, asked: list[Any], result_format: str | dict[str, Any]) -> list[Any]:
    suite = _engine().ExpectationSuite(name="profile", expectations=asked)
    return batch.validate(suite, result_format=result_format).results


def _columns_with_nulls(profile: Profile, frame: Frame) -> list[str]:
    columns = {each.column for each in profile.expectations if each.type not in _ABOUT_NULLS}
    return sorted(column for column in columns if None in frame.measures[column])


def _built(profile: Profile, number: int, expectation: Expectation) -> Any:
    name = "".join(part.capitalize() for part in expectation.type.split("_"))
    kind = getattr(_engine().expectations, name, None)
    if kind is None:
        raise GateError(
            f"The profile {profile.name} asks for {expectation.type}, which Great Expectations does not know."
        )
    severity = "critical" if expectation.is_blocking else "warning"
    try:
        return kind(column=expectation.column, meta={"about": number}, severity=severity, **expectation.arguments)
    except (ValueError, TypeError):
        raise GateError(
            f"The profile {profile.name} gives {expectation.type} arguments that it does not take."
        ) from None


def _as_pandas(frame: Frame) -> pd.DataFrame:
    columns = {name: _series(values) for name, values in frame.measures.items()}
    return pd.DataFrame({_ROW: range(len(frame.subjects)), **columns})


def _series(values: tuple) -> pd.Series:
    if any(isinstance(value, bool) for value in values):
        return pd.Series(values, dtype=object)
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")


def _unexpected_rows(result: Any, rows: range) -> frozenset[int]:
    if result.success:
        return frozenset()
    found = (result.result or {}).get("unexpected_index_list")
    # No list means that it could not be evaluated: nothing was checked, so nothing is met.
    return frozenset(rows) if found is None else frozenset(int(place[_ROW]) for place in found)
