"""Who follows whom: identities that one sender sends under one local id, of which the model has linked one.

Each row is an identity: its birth date, what became of it by itself (linked to somebody, or likeliest somebody's, with
which probability), and whose it is when local ids have been followed.
"""

import duckdb
import pytest

from orchestration.identity.probabilistic.linking import follow_local_ids
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT

BORN, OTHER = "1951-08-17", "1951-08-11"

CASES = {
    # name: identities sent under one id: birth date, likeliest, probability, whose in the end
    "the same birth date": [(BORN, "ann", 0.99, "ann"), (BORN, None, None, "ann")],
    "the same birth date, and in doubt": [(BORN, "ann", 0.99, "ann"), (BORN, "ann", 0.4, "ann")],
    "likelier her twin's": [(BORN, "ann", 0.99, "ann"), (BORN, "bea", 0.7, None)],
    "no birth date, but likely hers": [(BORN, "ann", 0.99, "ann"), (None, "ann", 0.7, "ann")],
    "another birth date, but likely hers": [(BORN, "ann", 0.99, "ann"), (OTHER, "ann", 0.7, "ann")],
    "another birth date, hardly hers": [(BORN, "ann", 0.99, "ann"), (OTHER, "ann", 0.2, None)],
    "another birth date, and nobody's": [(BORN, "ann", 0.99, "ann"), (OTHER, None, None, None)],
    "an id of two people": [(BORN, "ann", 0.99, "ann"), (BORN, "bea", 0.99, "bea"), (BORN, None, None, None)],
    "an id that went over": [(BORN, "ann", 0.99, "ann"), (OTHER, "bea", 0.99, "bea"), (BORN, None, None, "ann"),
                             (None, "ann", 0.7, None)],
    "nobody is linked": [(BORN, "ann", 0.7, None), (BORN, "ann", 0.6, None)],
}  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    opened = duckdb.connect()
    yield opened
    opened.close()


def followed(connection: duckdb.DuckDBPyConnection, sent: list[tuple], rejected: tuple = ()) -> list[str | None]:
    """Whose each identity is, by its place."""
    for name, columns in (
        ("seen_rows", "row_id integer, identity_id integer, local_key varchar, birth_date date"),
        ("decided", "seen_row integer, message varchar, link_prob double"),
        ("linked", "identity_id integer, message varchar, link_method_code varchar, link_prob double"),
        ("rejected", "identity_id integer, message varchar"),
    ):
        connection.execute(f"create or replace temp table {name} ({columns})")
    for place, (born, likeliest, probability, _) in enumerate(sent):
        connection.execute("insert into seen_rows values (?, ?, 'AGEUK|7', ?)", [place, place, born])
        if likeliest:
            connection.execute("insert into decided values (?, ?, ?)", [place, likeliest, probability])
            if probability >= AUTO_ACCEPT:
                connection.execute(
                    "insert into linked values (?, ?, 'PROBABILISTIC', ?)", [place, likeliest, probability]
                )
    for place, whose in rejected:
        connection.execute("insert into rejected values (?, ?)", [place, whose])
    follow_local_ids(connection)
    found = connection.execute("select identity_id, message from linked").fetchall()
    assert len(found) == len(dict(found)), "one identity, one person"
    return [dict(found).get(place) for place in range(len(sent))]


@pytest.mark.parametrize("name", CASES)
def test_who_follows(connection, name):
    sent = CASES[name]
    assert followed(connection, sent) == [whose for *_, whose in sent]


def test_nobody_follows_against_a_reviewer(connection):
    sent = CASES["the same birth date"]
    assert followed(connection, sent, rejected=((1, "ann"),)) == ["ann", None]
