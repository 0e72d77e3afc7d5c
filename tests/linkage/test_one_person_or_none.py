"""Whatever registers and files say: one person or none, two believed numbers never in one person, a tie to nobody."""

from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import SHIPPED, read_model
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT, REVIEW
from tests.linkage.linkage_set import lay_out

MODEL = read_model(SHIPPED)
NAMES = st.sampled_from(["Ann", "Anne", "Bob", "Robert", "Zoë", "Mo", "Muhammad", "", "Baby"])
FAMILIES = st.sampled_from(["Smith", "Smyth", "O'Neill", "Smith-Jones", "Jones", "Khan", ""])
BORN = st.sampled_from([None, date(1950, 2, 3), date(1950, 3, 2), date(1950, 2, 13), date(1980, 1, 1)])
POSTS = st.sampled_from([None, "E174AA", "E174AB", "N11AA"])
ROW = st.tuples(NAMES, FAMILIES, BORN, st.sampled_from(["1", "2", "9"]), POSTS, st.sampled_from([None, "7", "8"]))
NUMBER = st.sampled_from([None, "9000000009", "9000000017", "9000000025"])


def rows_of(register: list, file: list) -> list[dict]:
    rows = []
    for is_registration, said in ((True, register), (False, file)):
        for (name, family, born, gender, post, local), number in said:
            rows.append(
                {
                    "identity": f"00000000-0000-0000-0000-{len(rows):012d}",
                    "sender_code": "EMIS" if is_registration else "R1H",
                    "local_id_scope": "EMIS|F84001" if is_registration else "R1H", "local_patient_id": local,
                    "nhs_number": number, "given_name": name or None, "family_name": family or None,
                    "birth_date": born, "gender_code": gender, "postcode": post,
                    "is_registration": is_registration, "person": len(rows),
                }
            )  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def connection():
    opened = duckdb.connect(config={"threads": 1})
    yield opened
    opened.close()


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(ROW, NUMBER), min_size=1, max_size=5), st.lists(st.tuples(ROW, NUMBER), min_size=1, max_size=8)
)
def test_one_person_or_none(connection, register, file):
    lay_out(connection, rows_of(register, file))
    find_people(connection, MODEL)
    ask = lambda sql: connection.execute(sql).fetchall()[0][0]  # noqa: E731
    # Every identity has one link, and what is in doubt is linked to nobody.
    assert ask("select count(*) from sighted") == ask("select count(distinct identity_id) from linked")
    assert ask("select count(*) from linked") == ask("select count(distinct identity_id) from linked")
    assert (
        ask("select count(*) from for_review join linked using (identity_id) where link_method_code <> 'UNLINKED'") == 0
    )
    # A link by probability is as sure as the threshold asks, and is to somebody of the index.
    assert ask(
        "select count(*) from linked where link_method_code = 'PROBABILISTIC' and (not link_prob between "
        f"{AUTO_ACCEPT} and 1 or message not in (select linked.message from linked join sighted using (identity_id) "
        "where is_registration))"
    ) == 0  # fmt: skip
    # No identity whose number was believed is of a person of another number.
    assert ask(
        "select count(*) from linked join numbered using (identity_id) where message <> number "
        "and identity_id not in (select identity_id from conflicting)"
    ) == 0  # fmt: skip
    assert ask("select count(*) from linked where (link_prob is null) <> (link_method_code = 'UNLINKED')") == 0


def test_two_who_explain_a_row_equally_well_are_a_matter_for_a_reviewer(connection):
    twin = ("Ann", "Smith", date(1950, 2, 3), "2", "E174AA", None)
    seen = ("", "Smith", date(1950, 2, 3), "2", "E174AA", None)
    register = [(twin, "9000000009"), (("Bea", *twin[1:]), "9000000017")]
    lay_out(connection, rows_of(register, [(seen, None)]))
    find_people(connection, MODEL)
    ((probability,), (second,)) = connection.execute(
        "select link_prob from for_review order by candidate_rank"
    ).fetchall()
    assert probability == pytest.approx(second) and probability + second >= REVIEW
