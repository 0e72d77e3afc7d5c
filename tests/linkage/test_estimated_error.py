"""The night's estimate of linkage error holds the truth, on people and errors that it has never seen, and is the same
whatever the order, threads or day. On synthetic extracts: test_synthetic_truth.py."""

import random

import duckdb
import pytest

from orchestration.identity.error.evidence import expected_unmet
from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import SHIPPED, read_model
from tests.linkage.estimated import Held, estimate, held_elsewhere, lay_out_build
from tests.linkage.linkage_set import lay_out, made_elsewhere

REGISTER, FILE, SEED, LARGE_GROUP = 6_000, 5_000, 20_250_401, 2_000
WRONG = 20
MODEL = read_model(SHIPPED)


@pytest.fixture(scope="module")
def held() -> list[Held]:
    connection = duckdb.connect(config={"threads": 2})
    made = made_elsewhere(REGISTER, FILE, SEED, worse=1.5, unregistered=0.15)
    found = held_elsewhere(connection, made, MODEL)
    connection.close()
    return found


def test_the_bounds_hold_the_true_error_of_everything_and_of_every_large_group(held):
    assert held[0].group == "everything" and held[0].missed.true > 20
    assert [str(each) for each in held if (each.rows >= LARGE_GROUP or each is held[0]) and not each.is_held] == []


def test_small_groups_are_held_as_often_as_bounds_promise(held):
    assert sum(not each.is_held for each in held) <= 0.1 * len(held)


def test_the_bounds_say_something(held):
    """Bounds from nought to everything would hold any truth."""
    everything = held[0]
    assert everything.missed.low > 0 and everything.missed.high < 5 * everything.missed.mean
    assert everything.missed.high < 0.1 * everything.rows and everything.false.high < 0.01 * everything.rows


def errors(rows: list[dict], threads: int) -> list[tuple]:
    connection = duckdb.connect(config={"threads": threads})
    lay_out(connection, rows)
    find_people(connection, MODEL)
    lay_out_build(connection)
    estimate(connection, MODEL)
    found = [
        connection.execute(f"select * from warehouse.identity.{table} order by all").fetchall()
        for table in ("link_errors", "link_error_rates")
    ]
    connection.close()
    return found


def numbered(rows: list[dict]) -> list[dict]:
    """Half of the file's rows bear the number of the register, so that there is something to hide."""
    numbers = {row["person"]: row["nhs_number"] for row in rows if row["is_registration"]}
    return [
        row | {"nhs_number": numbers.get(row["person"])} if place % 2 and not row["is_registration"] else row
        for place, row in enumerate(rows)
    ]


def test_the_estimate_does_not_depend_on_order_or_threads():
    rows = numbered(made_elsewhere(700, 700, 5).rows)
    shuffled = list(rows)
    random.Random(3).shuffle(shuffled)
    _, rates = first = errors(rows, 2)
    assert errors(shuffled, 1) == first
    looked_at = {stratum: count for stratum, _, _, _, _, count, _ in rates}
    assert looked_at["NHS_NUMBER"] > 250 and looked_at["UNLINKED_NAMED"] > 50


def test_numbers_of_others_are_seen_though_the_birth_date_agrees():
    """Twenty rows bear the number and the birth date of somebody, and the name and address of somebody else."""
    rows = numbered(made_elsewhere(500, 600, 6).rows)
    register = [row for row in rows if row["is_registration"]]
    believed = [row for row in rows if row["nhs_number"] and not row["is_registration"] and row["birth_date"]]
    for row, other in zip(believed[:WRONG], register[100:], strict=False):
        row |= {"nhs_number": other["nhs_number"], "birth_date": other["birth_date"]}
    ((rate, sd, looked_at),) = [
        figures[2:4] + figures[5:6] for figures in errors(rows, 2)[1] if figures[0] == "NHS_NUMBER"
    ]
    assert abs(rate * looked_at - WRONG) < 2 * sd * looked_at
    assert sd * looked_at < WRONG / 2


def test_a_rate_that_nothing_tells_of_is_wide_and_stands_all_the_same():
    """A register and no other row; and nothing at all."""
    register = [row for row in made_elsewhere(50, 10, 4).rows if row["is_registration"]]
    for rows in (register, []):
        link_errors, rates = errors(rows, 1)
        assert link_errors == [] and len(rates) == 9
        assert all(rate >= 0 and sd >= 0 and at_once >= 1 for _, _, rate, sd, at_once, _, _ in rates)


def test_who_carries_less_meets_fewer():
    unmet = expected_unmet(MODEL)
    assert unmet["NBP"] < min(unmet["NB"], unmet["NP"], unmet["BP"]) < unmet["N"] == unmet[""] == pytest.approx(1)
