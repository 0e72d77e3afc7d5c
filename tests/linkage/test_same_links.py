"""The same identities give the same links and the same model, to the last byte: whatever the order, threads or day."""

import random

import duckdb
import pytest

from orchestration.identity.learning import prepare_learning
from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import SHIPPED, read_model, written
from orchestration.identity.probabilistic.training import train
from tests.linkage.linkage_set import lay_out, made_elsewhere

ROWS = made_elsewhere(900, 900, 3).rows


def shuffled(seed: int) -> list[dict]:
    rows = list(ROWS)
    random.Random(seed).shuffle(rows)
    return rows


def links(rows: list[dict], threads: int) -> tuple:
    connection = duckdb.connect(config={"threads": threads})
    lay_out(connection, rows)
    find_people(connection, read_model(SHIPPED))
    found = connection.execute("select * from linked order by identity_id").fetchall()
    doubted = connection.execute("select * from for_review order by identity_id, candidate_rank").fetchall()
    connection.close()
    return found, doubted


def model(rows: list[dict], threads: int) -> str:
    connection = duckdb.connect(config={"threads": threads})
    lay_out(connection, rows)
    prepare_learning(connection)
    text = written(train(connection))
    connection.close()
    return text


@pytest.mark.parametrize("threads", [1, 2])
def test_links_do_not_depend_on_order_or_threads(threads):
    assert links(shuffled(threads), threads) == links(ROWS, 2)


def test_a_model_does_not_depend_on_order_or_threads():
    assert model(shuffled(7), 1) == model(ROWS, 2)


def test_what_else_arrived_does_not_change_who_is_linked():
    """A night links each identity by itself: those of another file change nothing of this one's."""
    register = [row for row in ROWS if row["is_registration"]]
    file = [row for row in ROWS if not row["is_registration"]]
    half, _ = links(register + file[:300], 2)
    whole, _ = links(ROWS, 2)
    of_half = {row["identity"] for row in file[:300]}
    assert [link for link in half if str(link[0]) in of_half] == [link for link in whole if str(link[0]) in of_half]
