"""What a night proposes: the model's scores of everybody registered, and how it did on last year's people.

Belongs here: which model is asked, also on the very first night, and filling the tables of what is proposed. Does not
belong here: taking it (keeping.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from orchestration.duck import open_briefly, open_database
from orchestration.refusal import Refusal
from orchestration.risk.drift import stability
from orchestration.risk.features import OUTCOME, SUBGROUPS, current_model, design_of_marts, models_dir
from orchestration.risk.measures import evaluate
from orchestration.risk.model import Model, write_model
from orchestration.risk.nightly.ranking import LOWEST_BAND, proposed_sql, year_ago_sql
from orchestration.risk.nightly.tables import make_empty
from orchestration.risk.refused import DataRefused
from orchestration.risk.scoring import contributions, score
from orchestration.risk.table import column_of, constant_features
from orchestration.settings import RISK_FEATURE_GROUPS, Settings

AT_ONCE = 250_000
"""People whose features are in memory at a time: some 100 MB."""
REASONS = 5
"""As many reasons as somebody reads before a list is put down."""
LOOKED_AT = 200_000
"""People by whom a shift of features is told: ids are tokens by chance, so the first of them are a fair sample."""
LEARNT_FROM = 500_000
"""People whom the first model learns from at most: more would need more memory than a night has, and a coefficient of
so many is known to a hundredth. They too are the first by token, and so a fair sample."""
SHIFT = "STABILITY_INDEX"


@dataclass(frozen=True)
class Proposed:
    """What came of it: the model that was asked, how many people it scored, and what there is to tell."""

    model_id: str | None
    people: int
    sentences: tuple[str, ...] = ()


def write_feature_groups(settings: Settings) -> None:
    """Tell the build which groups of features there is a legal basis for: models read no other."""
    connection = open_briefly(settings.build_warehouse_db, settings)
    try:
        connection.execute(
            "create or replace table ops.risk_feature_groups (feature_group_code varchar, is_used boolean)"
        )
        connection.executemany(
            "insert into ops.risk_feature_groups values (?, ?)",
            [(group, group in settings.risk_groups) for group in RISK_FEATURE_GROUPS],
        )
    finally:
        connection.close()


def propose(settings: Settings) -> Proposed:
    """Score the build's people, now and a year ago, with the current model; the first night trains one.

    Whatever keeps it from that is a sentence and no scores: the night goes on.
    """
    connection = open_database(settings.build_warehouse_db, settings)
    try:
        make_empty(connection)
        try:
            model, sentences = _model(connection, settings)
            people = _score_now(connection, model)
            _score_year_ago(connection, model)
            _look_for_shifts(connection, model)
        except Refusal as refusal:
            make_empty(connection)
            return Proposed(None, 0, (f"No risk scores were made: {refusal}",))
        return Proposed(model.model_id, people, sentences)
    finally:
        connection.close()


def _model(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Model, tuple[str, ...]]:
    model = current_model(settings)
    if model is None:
        return _first_model(connection, settings)
    groups = {feature.name: feature.group for feature in model.design.features}
    barred = {groups.get(part.shape.name) for part in model.parts} - {*settings.risk_groups, None}
    if barred:
        raise DataRefused(
            f"the model {model.model_id} uses {', '.join(sorted(barred))}, which CAREWEAVE_RISK_FEATURE_GROUPS does "
            "not name; train one without: careweave risk train."
        )
    return model, model.warnings


def _first_model(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[Model, tuple[str, ...]]:
    """The first night's model, of last year's people and what came; features that tell nothing are left out."""
    from orchestration.risk.training import FEWEST_PEOPLE, train  # scikit-learn, which no later night needs

    ((as_of_date, index_date),) = connection.execute(
        "select as_of_date, (select index_date from intermediate.int_risk__index_dates where index_code = 'YEAR_AGO') "
        "from ops.reporting_date"
    ).fetchall()
    window = {
        "index_date": str(index_date),
        "follow_up": "12 months from the index date on",
        "death_and_leaving": "Who dies or leaves without an emergency admission is counted as not admitted.",
    }
    design = design_of_marts(settings, as_of=as_of_date, window=window)
    names = [feature.name for feature in design.features]
    table = _table(
        connection,
        f"select features.person_id::varchar as person_id, {', '.join(f'features.{n}' for n in _distinct(names))}, "
        f"outcomes.{OUTCOME} from intermediate.int_risk__features as features "
        "join intermediate.int_risk__outcomes as outcomes on outcomes.person_id = features.person_id "
        "where features.index_code = 'YEAR_AGO' and not features.is_national_opt_out order by features.person_id "
        f"limit {LEARNT_FROM}",
    )
    # Of too few people nothing is left out: that they are too few is what there is to say.
    left_out = constant_features(table, design) if len(table) >= FEWEST_PEOPLE else ()
    model = train(table, design_of_marts(settings, as_of=as_of_date, window=window, leave_out=left_out))
    write_model(model, models_dir(settings))
    told = f", without {', '.join(left_out)}, which are the same for everybody" if left_out else ""
    sentence = (
        f"The first risk model was trained on {len(table):,} people from {index_date} on{told}: {model.model_id}. "
        "Train the next with: careweave risk train."
    )
    return model, (sentence, *model.warnings)


def _distinct(names: list[str]) -> list[str]:
    return list(dict.fromkeys([*names, *SUBGROUPS]))


def _table(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    return connection.execute(sql).fetch_arrow_table()


def _feature_tables(connection: duckdb.DuckDBPyConnection, model: Model, of_whom: str) -> Iterator[pa.Table]:
    """The model's features of some people, so many at a time."""
    names = ", ".join(f"features.{part.shape.name}" for part in model.parts)
    reader = (
        connection.cursor()
        .execute(
            f"select features.person_id::varchar as person_id, {names} "
            f"from intermediate.int_risk__features as features {of_whom}"
        )
        .fetch_record_batch(AT_ONCE)
    )
    for batch in reader:
        yield pa.Table.from_batches([batch])


def _scored(connection: duckdb.DuckDBPyConnection, model: Model, of_whom: str) -> int:
    """`scored`: person_id and probability of some people; how many there are."""
    connection.execute("create or replace temp table scored (person_id uuid, probability double)")
    for table in _feature_tables(connection, model, of_whom):
        _insert(connection, "scored", score(model, table, is_like_required=False))
    return connection.execute("select count(*) from scored").fetchall()[0][0]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("arrived", rows)
    connection.execute(f"insert into {table} select * from arrived")
    connection.unregister("arrived")


def _score_now(connection: duckdb.DuckDBPyConnection, model: Model) -> int:
    people = _scored(connection, model, "where features.index_code = 'NOW'")
    connection.execute(proposed_sql("scored"), {"model_id": model.model_id})
    # Reasons are of those whom a list may name.
    listed = (
        "join risk.proposed_scores as scores on scores.person_id = features.person_id "
        f"where features.index_code = 'NOW' and scores.risk_band_code <> '{LOWEST_BAND}'"
    )
    for table in _feature_tables(connection, model, listed):
        _insert(connection, "risk.proposed_reasons", contributions(model, table, REASONS))
    return people


def _score_year_ago(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Last year's people, and what came: planning's question, so without those who object to it."""
    if not _scored(connection, model, "where features.index_code = 'YEAR_AGO' and not features.is_national_opt_out"):
        return
    connection.execute(year_ago_sql("scored"), {"model_id": model.model_id})
    table = _table(
        connection,
        f"select scores.emergency_admission_12m_prob as probability, outcomes.{OUTCOME}::double as outcome, "
        f"scores.risk_band_code, {', '.join(f'people.{name}' for name in SUBGROUPS)} "
        "from risk.year_ago_scores as scores "
        "join intermediate.int_risk__outcomes as outcomes on outcomes.person_id = scores.person_id "
        "join intermediate.int_risk__population as people on people.person_id = scores.person_id "
        "and people.index_code = 'YEAR_AGO' order by scores.person_id",
    )
    found = evaluate(_numbers(table, "probability"), _numbers(table, "outcome"), table.drop(["probability", "outcome"]))
    _insert(connection, "risk.performance", found.add_column(0, "model_id", pa.array([model.model_id] * len(found))))


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).to_numpy()


def _look_for_shifts(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """How far features and scores have moved since training, as measures of the model."""
    for table in _feature_tables(
        connection, model, f"where features.index_code = 'NOW' order by features.person_id limit {LOOKED_AT}"
    ):
        _insert(connection, "risk.performance", _shifts(model, table))
        return


def _shifts(model: Model, table: pa.Table) -> pa.Table:
    moved: list[dict[str, Any]] = stability(model, table).to_pylist()
    scores = score(model, table, is_like_required=False)

    moved.append({"feature": "SCORE", "psi": model.score_spread.index(column_of(scores, "probability"))})
    rows = len(moved)
    return pa.table(
        {
            "model_id": pa.array([model.model_id] * rows),
            "measure_code": pa.array([SHIFT] * rows),
            "subgroup_code": pa.array(["FEATURE"] * rows),
            "subgroup_value": pa.array([row["feature"] for row in moved]),
            "value": pa.array([row["psi"] for row in moved], pa.float64()),
            "ci_low": pa.nulls(rows, pa.float64()),
            "ci_high": pa.nulls(rows, pa.float64()),
            "people_count": pa.array([len(table)] * rows, pa.int64()),
            "events_count": pa.nulls(rows, pa.int64()),
        }
    )
