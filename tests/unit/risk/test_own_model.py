"""The model of the warehouse itself: its features by legal basis, its people from what is published."""

import csv
from datetime import date

import duckdb
import numpy as np
import pytest

from orchestration.refusal import Refusal
from orchestration.risk import current_model, design_of_marts, models_dir, published_people, read_reasons, train
from orchestration.risk import write_model as write
from orchestration.risk.features import LIST, OUTCOME
from orchestration.settings import RISK_FEATURE_GROUPS, load_settings


@pytest.fixture
def settings(tmp_path):
    return load_settings(warehouse=tmp_path)


def test_every_feature_has_a_basis_and_a_reason_in_words():
    with open(LIST, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["feature_group_code"] for row in rows} == set(RISK_FEATURE_GROUPS)
    assert read_reasons()["has_copd"] == "COPD" and all(read_reasons().values())


def test_a_group_without_a_basis_is_no_part_of_the_question(tmp_path):
    def names(groups):
        settings = load_settings(warehouse=tmp_path, risk_feature_groups=groups)
        return {feature.name for feature in design_of_marts(settings).features}

    assert "has_social_care_package" in names("DEMOGRAPHY,SOCIAL_CARE")
    assert names("DEMOGRAPHY") == {"age_years", "gender_code", "imd_decile", "registered_days"}


def publish(settings, count):
    """Features of this year and the last, as far as the question needs them."""
    settings.published_dir.mkdir()
    connection = duckdb.connect(str(settings.published_dir / "careweave.duckdb"))
    connection.execute("create schema marts")
    rng = np.random.default_rng(3)
    ages, admitted = rng.integers(0, 95, count), rng.random(count) < 0.2
    connection.register("people", {"age": ages, "admitted": admitted, "number": np.arange(count)})
    connection.execute(
        "create table marts.mart_risk__features as select md5(number::varchar)::uuid as person_id, index_code, "
        "day as reference_date, age::bigint as age_years, number % 10 as imd_decile, (1 + number % 2)::varchar as "
        "gender_code, (age // 20)::varchar as age_band, 'E1' as borough_code, null::varchar as ethnic_group_code, "
        "1 + number % 5 as imd_quintile, number % 4000 as registered_days from people, "
        "(values ('NOW', date '2025-04-10'), ('YEAR_AGO', date '2024-01-31')) as days (index_code, day)"
    )
    connection.execute(
        "create table marts.mart_risk__outcomes as select md5(number::varchar)::uuid as person_id, "
        f"admitted as {OUTCOME} from people"
    )
    connection.close()


def test_a_model_of_what_is_published_is_the_one_that_nights_score_with(tmp_path):
    settings = load_settings(warehouse=tmp_path, risk_feature_groups="DEMOGRAPHY")
    publish(settings, 2_000)
    people = published_people(settings)
    assert (len(people.table), people.index_date, people.as_of) == (2_000, date(2024, 2, 1), date(2025, 4, 10))
    assert current_model(settings) is None
    model = train(people.table, design_of_marts(settings, as_of=people.as_of, window=people.window))
    write(model, models_dir(settings))
    assert current_model(settings) == model and model.model_id.startswith("2025-04-10-")
    assert model.design.window["index_date"] == "2024-02-01"


def test_what_history_does_not_reach_back_to_is_left_out(tmp_path):
    settings = load_settings(warehouse=tmp_path, risk_feature_groups="DEMOGRAPHY")
    publish(settings, 2_000)
    assert published_people(settings).untold == ()
    connection = duckdb.connect(str(settings.published_dir / "careweave.duckdb"))
    connection.execute("update marts.mart_risk__features set registered_days = null")
    connection.close()
    people = published_people(settings)
    assert people.untold == ("registered_days",)
    model = train(people.table, design_of_marts(settings, leave_out=people.untold))
    assert {part.shape.name for part in model.parts} == {"age_years", "gender_code", "imd_decile"}


def test_nothing_published_and_nobody_published_are_told_of(settings):
    with pytest.raises(Refusal, match="careweave run"):
        published_people(settings)
    publish(settings, 0)
    with pytest.raises(Refusal, match="less than a year of history"):
        published_people(settings)
