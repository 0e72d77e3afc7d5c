"""Who is linked by probability, who is shown to a reviewer, and who stays alone: a table of people and of rows.

The register holds these people among three thousand others; every row comes from one charity, without an NHS number.
"""

from datetime import date

import duckdb
import pytest

from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import SHIPPED, read_model
from tests.linkage.linkage_set import lay_out, made_elsewhere

LINKED, REVIEW, ALONE = "LINKED", "REVIEW", "ALONE"
OTHERS, SEED = 3_000, 5

# name: given, family, born, gender, postcode
REGISTER = {
    "margaret": ("Margaret", "Attwater", "1941-03-07", "2", "E17 4QA"),
    "siobhan": ("Siobhán", "O'Meara-Quill", "1972-11-05", "2", "N16 7BB"),
    "tariq": ("Muhammad Tariq", "Chughtai", "1985-06-12", "1", "UB1 3CC"),
    "wei": ("Wei", "Ouyang", "1990-09-30", "1", "E14 9DD"),
    "george": ("George", "Pemberley", "1950-05-20", "1", "HA3 5EE"),
    "young george": ("George", "Pemberley", "1979-08-14", "1", "HA3 5EE"),
    "ada": ("Ada", "Quillfeather", "2014-02-02", "2", "TW7 2FF"),
    "ida": ("Ida", "Quillfeather", "2014-02-02", "2", "TW7 2FF"),
    "lone twin": ("Horatio", "Brackenbury", "2001-12-19", "1", "IG1 8GG"),
    "hodan": ("Hodan", "Warfa", "1968-01-01", "2", "SE5 4HH"),
    "yewande": ("Yewande", "Falodun", "1951-08-17", "2", "CR0 6JJ"),
}

CASES = [
    # what is sent: given, family, born, gender, postcode                what becomes of it    of whom
    (("Margaret", "Attwater", "1941-03-07", "2", "SE9 1ZZ"), LINKED, "margaret"),  # moved
    (("Peggy", "Attwater", "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # a short form
    (("Margaret", "Atwater", "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # misspelt
    (("Attwater", "Margaret", "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # exchanged
    (("Margaret", "Attwater", "1941-07-03", "2", "E17 4QA"), LINKED, "margaret"),  # day and month exchanged
    (("Margaret", "Attwater", "1941-03-01", "2", "E17 4QA"), LINKED, "margaret"),  # one digit
    (("Margaret", "Attwater", None, "2", "E17 4QA"), LINKED, "margaret"),  # no birth date, and nobody else there
    (("M", "Attwater", "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # an initial
    (("Margaret", "Attwater", None, None, None), ALONE, None),  # a name is not a person
    ((None, None, "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # sex, birth date and address are: HESID's last
    (("SIOBHAN", "OMEARA QUILL", "1972-11-05", "2", "E5 0AA"), LINKED, "siobhan"),  # no marks, no apostrophe, moved
    (("Siobhan", "Quill", "1972-11-05", "2", "N16 7BB"), LINKED, "siobhan"),  # one barrel of two
    (("Mohammed", "Chughtai", "1985-06-12", "1", "UB1 3CC"), LINKED, "tariq"),  # another spelling, the first of two
    (("Ouyang", "Wei", "1990-09-30", "1", "N4 1AA"), LINKED, "wei"),  # family name first, and moved
    (("George", "Pemberley", "1950-05-20", "1", "HA3 5EE"), LINKED, "george"),  # by rule: the father
    (("Geo", "Pemberley", "1979-08-14", "1", "HA3 5EE"), LINKED, "young george"),  # the son
    (("George", "Pemberley", None, "1", "HA3 5EE"), REVIEW, None),  # either
    (("A", "Quillfeather", "2014-02-02", "2", "TW7 2FF"), LINKED, "ada"),  # one of the twins
    ((None, "Quillfeather", "2014-02-02", "2", "TW7 2FF"), REVIEW, None),  # either of them
    (("Lysander", "Brackenbury", "2001-12-19", "1", "IG1 8GG"), REVIEW, "lone twin"),  # or a twin in no register
    (("Horatio", "Brackenbury", "1970-02-11", "1", "IG1 8GG"), REVIEW, "lone twin"),  # or a father of his name
    (("Hodan", "Warfa", "1968-01-01", "2", "N1 1AA"), LINKED, "hodan"),  # a birth date that many have
    (("Yewande", "Falodun", "1948-01-01", "2", "CR0 6JJ"), LINKED, "yewande"),  # about so old, nobody knows the day
    (("Yewande", "Falodun", "1951-08-17", "2", "CR0"), LINKED, "yewande"),  # no more of the postcode than the district
    (("Mrs Yewande", "Falodun Jnr", "1951-08-17", "2", "SE9 1ZZ"), LINKED, "yewande"),  # words that are no names
    (("Attwater", "Peggy", "1941-03-07", "2", "E17 4QA"), LINKED, "margaret"),  # exchanged, and a short form
    (("Ada", "Quilfether", "2014-02-02", "2", "TW7 2FF"), LINKED, "ada"),  # a twin, misspelt
    (("Lysander", "Brackenbery", "2001-12-19", "1", "IG1 8GG"), REVIEW, "lone twin"),  # another name, misspelt besides
    ((None, None, "1968-01-01", "2", None), ALONE, None),  # by itself says nothing
    (("Unknown", "Unknown", "1968-01-01", "2", "ZZ99 3VZ"), ALONE, None),  # nor do words for nobody
    (("Test", "Patient", None, None, "SE5 4HH"), ALONE, None),
    (("Xanthippe", "Zwingli", "1933-03-03", "2", "E17 4QA"), ALONE, None),  # a stranger at her address
]


def row(number: int, said: tuple, **more: object) -> dict:
    given, family, born, gender, postcode = said
    bare = (postcode or "").replace(" ", "")
    return {
        "identity": f"00000000-0000-0000-0000-{number:012d}", "sender_code": "AGEUK", "local_id_scope": "AGEUK",
        "local_patient_id": None, "nhs_number": None, "given_name": given, "family_name": family,
        "birth_date": date.fromisoformat(born) if born else None, "gender_code": gender,
        "postcode": None if not bare or bare.startswith("ZZ99") else bare, "is_registration": False, "person": -1,
    } | more  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[int, tuple]:
    """Per case what became of it, and the NHS number of whom it was linked to or thought to be."""
    rows = made_elsewhere(OTHERS, 1, SEED).rows
    for place, said in enumerate(REGISTER.values()):
        rows.append(row(900_000 + place, said, nhs_number=f"8{place:09d}", is_registration=True, sender_code="EMIS"))
    rows += [row(910_000 + place, said) for place, (said, _, _) in enumerate(CASES)]
    connection = duckdb.connect(config={"threads": 2})
    lay_out(connection, rows)
    find_people(connection, read_model(SHIPPED))
    answers = connection.execute(
        "select linked.identity_id, case when link_method_code <> 'UNLINKED' then 'LINKED' "
        "when review.identity_id is not null then 'REVIEW' else 'ALONE' end, "
        "case when link_method_code <> 'UNLINKED' then linked.message else review.message end, "
        "coalesce(linked.link_prob, review.link_prob) "
        "from linked left join for_review as review on review.identity_id = linked.identity_id and candidate_rank = 1"
    ).fetchall()
    connection.close()
    said = {str(identity): tuple(rest) for identity, *rest in answers}
    return {place: said[row(910_000 + place, case[0])["identity"]] for place, case in enumerate(CASES)}


@pytest.mark.parametrize("place", range(len(CASES)), ids=lambda place: " ".join(str(word) for word in CASES[place][0]))
def test_what_becomes_of_a_row(found, place):
    _, expected, whose = CASES[place]
    outcome, message, probability = found[place]
    assert outcome == expected, probability
    if whose is not None:
        assert message == f"8{list(REGISTER).index(whose):09d}"
