"""A night's scores: from the first, which trains a model, to one whose gate is closed and keeps those of the night before."""

import math
import shutil
import subprocess
import sys
from datetime import date

import pytest

from orchestration.gates import run_gate
from orchestration.risk.features import current_model
from orchestration.risk.nightly import keep, propose, take
from orchestration.settings import Settings
from tests.unit.risk.nightly.conftest import PEOPLE

SCORES = "select person_id::varchar, emergency_admission_12m_prob, risk_rank, risk_band_code, is_target_population"


def published(settings: Settings) -> None:
    """The build becomes the warehouse that was published last."""
    shutil.copyfile(settings.build_warehouse_db, settings.warehouse_db)


def first_night(settings: Settings, make_build) -> None:
    make_build()
    propose(settings)
    take(settings)
    published(settings)


def test_the_first_night_trains_and_scores_everybody(settings, make_build, rows):
    make_build()
    proposed = propose(settings)
    assert proposed.people == PEOPLE, proposed.sentences
    assert "The first risk model was trained on 2,850 people from 2023-04-01 on, without " in proposed.sentences[0]
    assert "gender_code" in proposed.sentences[0] and "age_years" not in proposed.sentences[0]
    assert proposed.model_id == current_model(settings).model_id
    assert run_gate("RISK", settings, "run").is_green
    assert take(settings) == PEOPLE
    assert rows("select distinct as_of_date, model_id from risk.person_scores") == [
        (date(2024, 5, 31), proposed.model_id)
    ]


def test_bands_and_target_population_are_what_a_second_hand_works_out(settings, make_build, rows):
    make_build()
    propose(settings)
    take(settings)
    told = {
        person: (age, absent, ltc)
        for person, age, absent, ltc in rows(
            "select person_id::varchar, age_years, is_gp_data_absent, ltc_count from people"
        )
    }
    scores = rows(f"{SCORES} from risk.person_scores")
    by_hand = sorted(((-probability, person) for person, probability, *_ in scores))
    ends = {
        "VERY_HIGH": math.ceil(PEOPLE * 0.005),
        "HIGH": math.ceil(PEOPLE * 0.05),
        "MODERATE": math.ceil(PEOPLE * 0.2),
    }
    expected = {}
    for rank, (_, person) in enumerate(by_hand, start=1):
        band = next((band for band, end in ends.items() if rank <= end), "LOW")
        age, absent, ltc = told[person]
        expected[person] = (rank, band, band != "LOW" and (age >= 65 or (not absent and ltc >= 1)))
    assert {person: (rank, band, target) for person, _, rank, band, target in scores} == expected
    assert len({probability for _, probability, *_ in scores}) < PEOPLE, "some are alike, so that ties are met"


def test_who_objects_to_planning_is_ranked_and_does_not_judge_the_model(settings, make_build, rows):
    make_build()
    propose(settings)
    ((ranked,),) = rows(
        "select count(*) from risk.proposed_scores join people using (person_id) where is_national_opt_out"
    )
    ((judged,),) = rows(
        "select count(*) from risk.year_ago_scores join people using (person_id) where is_national_opt_out"
    )
    assert ranked == PEOPLE / 20 and judged == 0
    ((people,),) = rows(
        "select people_count from risk.performance where measure_code = 'AUC' and subgroup_code = 'ALL'"
    )
    assert people == PEOPLE * 19 / 20


def test_reasons_are_of_the_top_bands_and_raise_their_scores(settings, make_build, rows):
    make_build()
    propose(settings)
    take(settings)
    bands = rows(
        "select distinct risk_band_code, contribution > 0, place <= 5 from risk.reasons join risk.person_scores "
        "using (person_id) order by all"
    )
    assert bands == [("HIGH", True, True), ("MODERATE", True, True), ("VERY_HIGH", True, True)]


def test_a_night_whose_gate_is_closed_keeps_the_scores_of_the_night_before(settings, make_build, rows):
    """Twice as many were admitted as the model says: it is not asked to say anything of tonight."""
    first_night(settings, make_build)
    before = sorted(rows(f"{SCORES}, as_of_date, model_id from risk.person_scores"))
    make_build("2024-06-30", more=2.0)
    assert propose(settings).people == PEOPLE
    outcome = run_gate("RISK", settings, "run")
    assert not outcome.is_green
    assert "ALL ALL: Of last year's people in the group about as many were admitted" in outcome.sentence
    assert keep(settings) == date(2024, 5, 31)
    assert sorted(rows(f"{SCORES}, as_of_date, model_id from risk.person_scores")) == before
    assert rows("select month, count(*) from risk.band_history group by all") == [(date(2024, 5, 1), PEOPLE)]


def test_people_who_look_like_nobody_it_knows_close_the_gate(settings, make_build, rows):
    """A feed has stopped: all of a sudden nobody was ever admitted, and everybody is ill."""
    first_night(settings, make_build)
    make_build("2024-06-30")
    rows(
        "update intermediate.int_risk__features set emergency_admissions_91_365d_count = 9, ltc_count = 30 "
        "where index_code = 'NOW'"
    )
    propose(settings)
    outcome = run_gate("RISK", settings, "run")
    assert "ltc_count: The feature is spread over people about as it was" in outcome.sentence
    assert "SCORE: Scores are spread over people about as they were" in outcome.sentence


def test_months_are_carried_over_without_whom_nobody_knows_any_more(settings, make_build, rows):
    first_night(settings, make_build)
    make_build("2024-06-30", people=PEOPLE - 100)
    propose(settings)
    take(settings)
    published(settings)
    make_build("2024-06-30", people=PEOPLE - 100)
    propose(settings)
    take(settings)
    months = rows("select month, count(*) from risk.band_history group by all order by all")
    assert months == [(date(2024, 5, 1), PEOPLE - 100), (date(2024, 6, 1), PEOPLE - 100)]


def test_a_look_back_knows_nothing_of_later_nights(settings, make_build, rows):
    first_night(settings, make_build)
    make_build("2024-02-29")
    propose(settings)
    assert keep(settings) is None
    assert rows("select count(*) from risk.band_history") == [(0,)]


@pytest.mark.parametrize(("people", "told"), [(0, "No risk scores were made"), (300, "No risk scores were made")])
def test_too_few_people_are_a_sentence_and_no_scores(settings, make_build, rows, people, told):
    make_build(people=people)
    proposed = propose(settings)
    assert proposed.people == 0 and proposed.sentences[0].startswith(told)
    assert run_gate("RISK", settings, "run").is_green
    assert keep(settings) is None
    assert rows("select count(*) from risk.person_scores") == [(0,)]


def test_a_model_of_a_group_without_a_basis_is_not_asked(settings, make_build):
    first_night(settings, make_build)
    make_build()
    narrower = settings.model_copy(update={"risk_feature_groups": "DEMOGRAPHY,HOSPITAL"})
    (sentence,) = propose(narrower).sentences
    assert "uses GP, which CAREWEAVE_RISK_FEATURE_GROUPS does not name" in sentence


def test_a_night_that_scores_does_not_load_what_trains(settings, make_build):
    first_night(settings, make_build)
    make_build()
    script = (
        "import sys; from pathlib import Path; import orchestration.duck as duck; duck.load_extension = lambda *_: None; "
        "from orchestration.risk.nightly import propose; from orchestration.settings import Settings; "
        "assert propose(Settings(warehouse=Path(sys.argv[1]))).people; print('sklearn' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(settings.warehouse)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
