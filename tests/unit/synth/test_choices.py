"""What a run may choose: boroughs and settings, taken or told to be wrong, and written down beside the truth."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from orchestration.synth import SynthError, choices_from, write_extracts
from orchestration.synth.block import Block
from orchestration.synth.boroughs import BOROUGHS, DEFAULT, UnknownBorough, boroughs_named
from orchestration.synth.choices import LIMITS, Choices, WrongChoice
from orchestration.synth.geography import build_geography, most_people
from orchestration.synth.hospital import EMERGENCY, draw_spells
from orchestration.synth.months import Months
from orchestration.synth.population import People, draw_people
from orchestration.synth.published import REGISTERS, prevalence_pct
from orchestration.synth.risk import draw_plans, true_risk
from orchestration.synth.scenario import Scenario
from tests.unit.synth.conftest import END, Made

MONTHS = Months(END, 24)


def drawn(**chosen: object) -> People:
    scenario = Scenario(4_000, MONTHS, seed=2, **chosen)
    return draw_people(0, 4_000, build_geography(scenario), scenario)


def test_the_last_word_on_a_setting_counts_and_the_others_keep_their_defaults() -> None:
    chosen = choices_from(["PROGRAMME_EFFECT=0.3", "turnover_inner = 0.3", "PROGRAMME_EFFECT=0.1"])
    assert (chosen.PROGRAMME_EFFECT, chosen.TURNOVER_INNER) == (0.1, 0.3)
    assert chosen.TURNOVER_OUTER == Choices().TURNOVER_OUTER
    assert choices_from([]) == Choices()


@pytest.mark.parametrize(
    "text",
    ["FATE=1", "", "=1", "PROGRAMME_EFFECT", "PROGRAMME_EFFECT=", "PROGRAMME_EFFECT=much", "PROGRAMME_EFFECT=2"]
    + ["PROGRAMME_EFFECT=-0.1", "PROGRAMME_EFFECT=nan", "TURNOVER_INNER=0.9"],
)
def test_a_setting_that_cannot_be_taken_is_told(text: str) -> None:
    with pytest.raises(WrongChoice, match=r"--set") as told:
        choices_from([text])
    assert told.value.exit_code == 2 and "\n" not in str(told.value)


def test_limits_are_of_settings() -> None:
    assert set(LIMITS) <= set(Choices.__dataclass_fields__)


def test_boroughs_go_by_name_or_code_in_one_order() -> None:
    by_code = boroughs_named(("E09000025", "e09000005"))
    assert boroughs_named((" brent", "NEWHAM", "Brent")) == by_code
    assert [borough.name for borough in by_code] == ["Newham", "Brent"]
    assert [borough.code for borough in boroughs_named(DEFAULT)] == list(DEFAULT)


@pytest.mark.parametrize("names", [("Camden",), ("",), (), ("Brent", "Atlantis")])
def test_a_borough_that_is_not_known_is_told(names: tuple[str, ...]) -> None:
    with pytest.raises(UnknownBorough, match=r"--boroughs.*Westminster") as told:
        boroughs_named(names)
    assert told.value.exit_code == 2


def test_every_borough_is_whole() -> None:
    for borough in BOROUGHS:
        assert len(borough.ages) == 19 and sum(borough.ages) == pytest.approx(100, abs=0.6), borough.name
        assert len(borough.imd_deciles) == 10 and len(borough.ethnic.split()) == 16
        assert sum(float(group[1:]) for group in borough.ethnic.split()) == pytest.approx(100, abs=0.6)
        assert all((borough.code, register.code) in prevalence_pct() for register in REGISTERS)
    assert len({borough.practice_prefix for borough in BOROUGHS}) == len(BOROUGHS)
    outcodes = [outcode for borough in BOROUGHS for outcode in borough.outcodes]
    assert len(set(outcodes)) == len(outcodes)


def test_more_turnover_brings_and_takes_more_people() -> None:
    calm = drawn(choices=choices_from(["TURNOVER_INNER=0.05", "TURNOVER_OUTER=0.05"]))
    busy = drawn(choices=choices_from(["TURNOVER_INNER=0.3", "TURNOVER_OUTER=0.3"]))
    for moves in (lambda people: people.enters > MONTHS.first_day, lambda people: people.leaves <= MONTHS.last_day):
        assert moves(busy).sum() > 3 * moves(calm).sum()


def test_one_run_leaves_nothing_to_the_next() -> None:
    before = drawn()
    drawn(choices=choices_from(["TURNOVER_INNER=0.4", "SUPERSEDED_SHARE=1"]))
    after = drawn()
    assert (before.nhs_number == after.nhs_number).all() and (before.leaves == after.leaves).all()


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two other boroughs, every programme a full success, and a number missing from every episode."""
    folder = tmp_path_factory.mktemp("west")
    chosen = choices_from(["PROGRAMME_EFFECT=1", "MISSING_NHS_NUMBER_APC=1", "DUPLICATE_KEY=0"])
    written = write_extracts(
        1_500, 12, END, 4, folder / "inbox", folder / "truth", boroughs=("Hounslow", "Harrow"), choices=chosen
    )
    return Made(folder / "inbox", folder / "truth", written)


def test_the_truth_says_what_it_was_made_from(west: Made) -> None:
    said = json.loads((west.truth / "settings.json").read_text(encoding="utf-8"))
    assert said["boroughs"] == ["E09000015", "E09000018"]
    assert (said["people"], said["months"], said["end"], said["seed"]) == (1_500, 12, END, 4)
    assert said["settings"]["PROGRAMME_EFFECT"] == 1 and set(said["settings"]) == set(Choices.__dataclass_fields__)
    assert said["version"] >= 2


def test_only_the_boroughs_that_were_asked_for_are_there(west: Made) -> None:
    postcodes = duckdb.sql(
        f"select distinct borough_name from '{west.inbox}/ref_postcodes_*.csv' order by 1"
    ).fetchall()
    assert postcodes == [("Harrow",), ("Hounslow",)]
    councils = {path.name.split("_")[2] for path in west.inbox.glob("social_care_*")}
    assert councils == {"E09000015", "E09000018"}
    owners = duckdb.sql(f"select borough_code from '{west.inbox}/ref_programmes_*.csv' where borough_code <> ''")
    assert owners.fetchall() == []


def test_a_rate_of_faults_that_was_set_is_the_one_that_is_met(west: Made) -> None:
    rows = duckdb.sql(
        f"select count(*), count(nhs_number) from read_csv('{west.inbox}/apc_R*.csv', union_by_name=true)"
    )
    number_of, with_number = rows.fetchone()
    assert number_of > 100 and with_number == 0
    faults = duckdb.sql(f"select count(*) from '{west.truth}/row_faults/*.parquet' where fault_code = 'DUPLICATE_KEY'")
    assert faults.fetchone() == (0,)


@pytest.mark.parametrize(("effect", "low", "high"), [("0", 0.8, 1.25), ("0.5", 0.35, 0.75), ("1", 0.0, 0.25)])
def test_the_programmes_have_the_effect_that_was_set(effect: str, low: float, high: float) -> None:
    """Emergencies of people with a plan, after it, beside what their true rates would bring."""
    scenario = Scenario(4_000, MONTHS, seed=2, choices=choices_from([f"PROGRAMME_EFFECT={effect}"]))
    geography = build_geography(scenario)
    block = Block(0, 1, scenario, draw_people(0, 4_000, geography, scenario), geography)
    risk = true_risk(block)
    plans = draw_plans(block, risk)
    spells = draw_spells(block, risk, plans)
    is_counted = (spells.kind == EMERGENCY) & ~spells.dies & ~spells.is_transferred_in
    had = is_counted & plans.is_plan[spells.person] & (spells.admission > plans.offered[spells.person])
    years = np.clip(block.people.last_day - plans.offered, 0, None) / 365.25
    rates = risk.on(MONTHS.last_day)
    expected = (rates * years)[plans.is_plan].sum()
    assert low <= had.sum() / expected < high


def test_too_many_people_for_the_postcodes_of_a_borough_are_refused(tmp_path: Path) -> None:
    room = most_people(Scenario(1, MONTHS, 1, boroughs_named(("Westminster",))))
    assert room < 1_200_000
    with pytest.raises(SynthError, match="postcodes for"):
        write_extracts(room + 1, 1, END, 1, tmp_path / "inbox", boroughs=("Westminster",))
