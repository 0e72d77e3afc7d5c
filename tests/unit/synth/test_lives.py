"""What befalls people: families and their names, conditions in company that worsen, days of the week, true risk."""

import numpy as np
import pyarrow.compute as pc
import pytest

from orchestration.synth import names
from orchestration.synth.block import Block
from orchestration.synth.care import write_events
from orchestration.synth.community import write_contacts
from orchestration.synth.conditions import CLUSTERS, index_of
from orchestration.synth.geography import build_geography
from orchestration.synth.hospital import EMERGENCY, Spells, draw_spells
from orchestration.synth.identities import misspelt
from orchestration.synth.months import NEVER, Months
from orchestration.synth.population import draw_people
from orchestration.synth.risk import draw_plans, true_risk
from orchestration.synth.scenario import Scenario
from orchestration.synth.schedule import windows

MONTHS = Months("2025-03", 36)


@pytest.fixture(scope="module")
def block() -> Block:
    scenario = Scenario(20_000, MONTHS, seed=6)
    geography = build_geography(scenario)
    return Block(0, 4, scenario, draw_people(0, 20_000, geography, scenario), geography)


@pytest.fixture(scope="module")
def spells(block: Block) -> Spells:
    risk = true_risk(block)
    return draw_spells(block, risk, draw_plans(block, risk))


def test_twins_share_all_but_their_given_names(block: Block) -> None:
    people = block.people
    born = np.flatnonzero(people.mother >= 0)
    mothers, first, count = np.unique(people.mother[born], return_index=True, return_counts=True)
    twice = mothers[count == 2]
    assert len(twice) >= 3
    for mother in twice.tolist():
        one, other = born[people.mother[born] == mother]
        assert people.birth[one] == people.birth[other] and people.family[one] == people.family[other]
        assert people.household[one] == people.household[other] and people.given[one] != people.given[other]


def test_names_come_from_all_over_the_world(block: Block) -> None:
    shares = np.bincount(block.people.heritage, minlength=len(names.HERITAGES)) / len(block.people)
    of = dict(zip(names.HERITAGES, shares, strict=True))
    for heritage in ("BRITISH", "INDIAN", "PAKISTANI", "BANGLADESHI", "AFRICAN", "CARIBBEAN", "EASTERN_EUROPEAN"):
        assert of[heritage] > 0.03, heritage


def test_married_women_have_an_earlier_name_now_and_then(block: Block) -> None:
    people = block.people
    married = people.maiden >= 0
    assert 0.02 < married.mean() < 0.25
    assert people.is_woman[married].all()


@pytest.mark.parametrize("name", [*names.FAMILY_NAMES])
def test_a_misspelt_name_is_another_one_and_close(name: str) -> None:
    wrong = misspelt(name)
    assert abs(len(wrong) - len(name)) <= 1 and wrong[0] == name[0]
    assert wrong != name or name[2] == name[3]


def test_conditions_of_a_cluster_keep_company(block: Block) -> None:
    """Among people of like age and frailty, whoever has one has the other oftener than chance would have it."""
    people = block.people
    everybody = np.arange(len(people))
    age = people.age_on(everybody, MONTHS.last_day)
    alike = (age > 55) & (age < 75)
    together, apart = [], []
    for cluster in CLUSTERS[:1]:
        for place, one in enumerate(cluster):
            for other in cluster[place + 1 :]:
                has = [people.has(index_of(code), everybody, MONTHS.last_day)[alike] for code in (one, other)]
                together.append((has[0] & has[1]).sum())
                apart.append(has[0].mean() * has[1].mean() * alike.sum())
    assert sum(together) > 1.3 * sum(apart)


def test_the_risk_of_the_ill_grows_from_year_to_year(block: Block) -> None:
    people = block.people
    risk = true_risk(block)
    assert risk.yearly.shape == (len(people), 3)
    stays = (people.enters < MONTHS.first_day) & (people.leaves == NEVER) & (people.death == NEVER)
    everybody = np.arange(len(people))
    ill = stays & (people.long_term_count(everybody, MONTHS.first_day) >= 2)
    growth = risk.yearly[ill, 2] / risk.yearly[ill, 0]
    assert np.median(growth) > 1.01
    well = stays & (people.long_term_count(everybody, MONTHS.last_day) == 0)
    same_band = people.band_on(everybody, MONTHS.first_day - 200) == people.band_on(everybody, MONTHS.last_day + 200)
    unmoved = (people.households.moves[people.household] == NEVER).all(axis=1)
    alcohol = people.onset[:, index_of("ALC")] == NEVER
    palliative = people.onset[:, index_of("PC")] == NEVER
    calm = well & same_band & unmoved & alcohol & palliative
    assert calm.sum() > 100 and np.allclose(risk.yearly[calm, 0], risk.yearly[calm, 2])


def test_emergencies_are_as_many_as_the_true_risk_says(block: Block, spells: Spells) -> None:
    """By tenth of the risk, people who were there all year: what comes on top are readmissions and last illnesses."""
    people, risk = block.people, true_risk(block)
    there = (people.first_day == MONTHS.first_day) & (people.last_day == MONTHS.last_day) & (risk.yearly[:, 1] < 1)
    first, last = risk.index_days[1], risk.index_days[2]
    during = (spells.kind == EMERGENCY) & (spells.admission >= first) & (spells.admission < last)
    admitted = np.bincount(spells.person[during & ~spells.is_transferred_in], minlength=len(people))
    order = np.argsort(risk.yearly[there, 1])
    for tenth in np.array_split(order, 10)[4:]:
        expected = risk.yearly[there, 1][tenth].sum()
        found = admitted[there][tenth].sum()
        assert 0.9 * expected - 4 * expected**0.5 < found < 1.25 * expected + 4 * expected**0.5


def test_beds_fill_on_working_days(spells: Spells) -> None:
    emergencies = spells.admission[(spells.kind == EMERGENCY) & ~spells.is_transferred_in]
    weekend = ((emergencies + 3) % 7 >= 5).mean()
    assert 0.22 < weekend < 0.28


def shares_followed(spells: Spells, person: np.ndarray, day: np.ndarray, offset: int) -> float:
    """Of old people's long emergencies, the share after which something happens to them within a fortnight of a day."""
    known: dict[int, list[int]] = {}
    for who, when in zip(person.tolist(), day.tolist(), strict=True):
        known.setdefault(who, []).append(when)
    ends = [
        any(end + offset - 3 <= when <= end + offset + 14 for when in known.get(who, ()))
        for who, end in zip(spells.person.tolist(), spells.discharge.tolist(), strict=True)
    ]
    return float(np.mean(ends))


def test_help_comes_after_hospital(block: Block, spells: Spells) -> None:
    age = block.people.age_on(spells.person, spells.admission)
    stay = spells.discharge - spells.admission
    inside = (spells.admission > MONTHS.first_day + 200) & (spells.discharge < MONTHS.last_day - 60) & ~spells.dies
    long = spells.taken(np.flatnonzero((spells.kind == EMERGENCY) & (age >= 65) & (stay >= 5) & inside))
    contacts = write_contacts(block, spells)
    care = write_events(block, spells, windows(MONTHS))
    asked = np.asarray(pc.equal(care.columns["event_type_code"].cast("string"), "REQUEST"))
    asked_on = np.asarray(care.columns["start_date"].cast("int32"))
    assert shares_followed(long, contacts.person, contacts.day, 0) > 1.3 * shares_followed(
        long, contacts.person, contacts.day, -90
    )
    assert shares_followed(long, care.person[asked], asked_on[asked], 0) > 2 * shares_followed(
        long, care.person[asked], asked_on[asked], -90
    )
