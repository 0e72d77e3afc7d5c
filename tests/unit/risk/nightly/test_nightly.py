"""A night's scores: from the first, which trains a model, to one whose gate is closed and keeps those of before."""

import math
import shutil
import subprocess
import sys
from datetime import date

import pytest

from orchestration.gates import run_gate
from orchestration.risk.features import current_model, models_dir
from orchestration.risk.model import FORMAT
from orchestration.risk.nightly import keep, propose, take
from tests.unit.risk.nightly.conftest import PEOPLE

SHARES = {"VERY_HIGH": 0.005, "HIGH": 0.05, "MODERATE": 0.2}
SCORES = "select person_id::varchar, emergency_admission_12m_prob, risk_rank, risk_band_code, is_target_population"


def test_the_first_night_trains_and_scores_everybody(first, rows):
    assert first.proposed.people == PEOPLE
    sentence = first.proposed.sentences[0]
    assert "The first risk model was trained on 2,850 people from 2023-04-01 on, without " in sentence
    assert "gender_code" in sentence and "age_years" not in sentence
    assert first.proposed.model_id == current_model(first.settings).model_id
    assert first.is_gate_open
    assert rows("select distinct as_of_date, model_id from risk.person_scores", first.settings) == [
        (date(2024, 5, 31), first.proposed.model_id)
    ]


def test_bands_and_target_population_are_what_a_second_hand_works_out(first, rows):
    known = "select person_id::varchar, age_years, is_gp_data_absent, ltc_count from people"
    told = {person: said for person, *said in rows(known, first.settings)}
    scores = rows(f"{SCORES} from risk.person_scores", first.settings)
    by_hand = sorted((-probability, person) for person, probability, *_ in scores)
    ends = {band: math.ceil(PEOPLE * share) for band, share in SHARES.items()}
    expected = {}
    for rank, (_, person) in enumerate(by_hand, start=1):
        band = next((band for band, end in ends.items() if rank <= end), "LOW")
        age, absent, ltc = told[person]
        expected[person] = (rank, band, band != "LOW" and (age >= 65 or (not absent and ltc >= 1)))
    assert {person: (rank, band, target) for person, _, rank, band, target in scores} == expected
    assert len({probability for _, probability, *_ in scores}) < PEOPLE, "some are alike, so that ties are met"


def test_who_objects_to_planning_is_ranked_and_does_not_judge_the_model(first, rows):
    objecting = "select count(*) from risk.{} join people using (person_id) where is_national_opt_out"
    assert rows(objecting.format("person_scores"), first.settings) == [(PEOPLE / 20,)]
    assert rows(objecting.format("year_ago_scores"), first.settings) == [(0,)]
    judged = "select people_count from risk.performance where measure_code = 'AUC' and subgroup_code = 'ALL'"
    assert rows(judged, first.settings) == [(PEOPLE * 19 / 20,)]


def test_reasons_are_of_the_top_bands_and_raise_their_scores(first, rows):
    bands = rows(
        "select distinct risk_band_code, contribution > 0, place <= 5 from risk.reasons join risk.person_scores "
        "using (person_id) order by all",
        first.settings,
    )
    assert bands == [("HIGH", True, True), ("MODERATE", True, True), ("VERY_HIGH", True, True)]


def test_a_night_whose_gate_is_closed_keeps_the_scores_of_the_night_before(first, after_first, make_build, rows):
    """Twice as many were admitted as the model says: it is not asked to say anything of tonight."""
    make_build("2024-06-30", more=2.0)
    assert propose(after_first).people == PEOPLE
    outcome = run_gate("RISK", after_first, "run")
    assert not outcome.is_green
    assert "ALL ALL: Of last year's people in the group about as many were admitted" in outcome.sentence
    assert keep(after_first) == date(2024, 5, 31)
    scores = f"{SCORES}, as_of_date, model_id from risk.person_scores order by all"
    assert rows(scores) == rows(scores, first.settings)
    assert rows("select month, count(*) from risk.band_history group by all") == [(date(2024, 5, 1), PEOPLE)]


def test_people_who_look_like_nobody_it_knows_close_the_gate(after_first, make_build, rows):
    """All of a sudden everybody was in hospital, and everybody is ill: a unit has changed."""
    make_build("2024-06-30")
    rows(
        "update intermediate.int_risk__features set emergency_admissions_91_365d_count = 9, ltc_count = 30 "
        "where index_code = 'NOW'"
    )
    propose(after_first)
    outcome = run_gate("RISK", after_first, "run")
    assert "ltc_count: The feature is spread over people about as it was" in outcome.sentence
    assert "SCORE: Scores are spread over people about as they were" in outcome.sentence


def test_months_are_carried_over_without_whom_nobody_knows_any_more(after_first, make_build, rows):
    for _ in range(2):  # the second night of a month takes the place of the first
        make_build("2024-06-30", people=PEOPLE - 100)
        propose(after_first)
        take(after_first)
        shutil.copyfile(after_first.build_warehouse_db, after_first.warehouse_db)
    months = rows("select month, count(*) from risk.band_history group by all order by all")
    assert months == [(date(2024, 5, 1), PEOPLE - 100), (date(2024, 6, 1), PEOPLE - 100)]


def test_a_look_back_knows_nothing_of_later_nights(after_first, make_build, rows):
    make_build("2024-02-29")
    propose(after_first)
    assert keep(after_first) is None
    assert rows("select count(*) from risk.band_history") == [(0,)]


@pytest.mark.parametrize("people", [0, 300])
def test_too_few_people_are_a_sentence_and_no_scores(settings, make_build, rows, people):
    make_build(people=people)
    proposed = propose(settings)
    assert proposed.people == 0
    assert proposed.sentences[0].startswith(f"No risk scores were made: {people * 19 // 20:,} people with ")
    assert run_gate("RISK", settings, "run").is_green
    assert keep(settings) is None
    assert rows("select count(*) from risk.person_scores") == [(0,)]


def test_a_model_of_a_group_without_a_basis_is_not_asked(after_first, make_build):
    make_build()
    narrower = after_first.model_copy(update={"risk_feature_groups": "DEMOGRAPHY,HOSPITAL"})
    (sentence,) = propose(narrower).sentences
    assert "uses GP, which CAREWEAVE_RISK_FEATURE_GROUPS does not name" in sentence


def test_a_model_that_cannot_be_read_is_a_sentence_and_the_old_scores_stay(after_first, make_build):
    make_build("2024-06-30")
    for path in models_dir(after_first).iterdir():
        said = path.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 99')
        path.write_text(said, encoding="utf-8")
    (sentence,) = propose(after_first).sentences
    assert sentence.startswith("No risk scores were made: The risk model ") and "of format 99" in sentence
    assert keep(after_first) == date(2024, 5, 31)


def test_a_night_that_scores_does_not_load_what_trains(after_first, make_build):
    make_build()
    script = (
        "import sys; from pathlib import Path; import orchestration.duck as duck; "
        "duck.load_extension = lambda *_: None; "
        "from orchestration.risk.nightly import propose; from orchestration.settings import Settings; "
        "assert propose(Settings(warehouse=Path(sys.argv[1]))).people; print('sklearn' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(after_first.warehouse)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
