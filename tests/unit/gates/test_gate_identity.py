"""The gate after identity closes when a row is nobody's, when somebody is everybody, or when an objector is left in."""

import pytest


def test_open_when_everybody_is_somebody(ask) -> None:
    outcome = ask("IDENTITY")
    assert outcome.is_green, outcome.sentence
    assert [(result.column_name, result.observed_value) for result in outcome.warnings] == [("unlinked_rows_pct", "20")]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("delete from identity.person_map", "Somebody is in person_map."),
        ("insert into identity.person_map select * from identity.person_map", "An identity belongs to one person."),
        ("update identity.person_map set person_id = null", "Every identity has a person."),
        (
            "update identity.person_map set link_method_code = 'GUESSED' where link_method_code = 'UNLINKED'",
            "Every link says by which pass it was made.",
        ),
        (
            "update identity.person_map set link_prob = 1.5 where link_method_code = 'NHS_NUMBER'",
            "Every link has a probability between 0 and 1.",
        ),
        (
            "update identity.person_map set link_prob = null where link_method_code = 'NHS_NUMBER'",
            "Every link has a probability between 0 and 1.",
        ),
        (
            "update identity.person_map set birth_month = date '1950-02-14'",
            "Of a birth date the month is kept and no day.",
        ),
        (
            "insert into identity.person_map "
            "select identity_id, identity_id, 'LOCAL_ID', 1, false, null, null, null, null from lake.opt_outs",
            "Nobody who objects to any linked record is in person_map.",
        ),
        (
            "delete from identity.person_map where link_method_code = 'UNLINKED'",
            "Every identity in force is in person_map, but for those of people who object to any linked record.",
        ),
        (
            "update lake.identities set rows_count = 20000 where feed = 'opt_outs'",
            "No identity has more than 1% of all rows, as one would that stands for many people.",
        ),
        (
            "update identity.identity_history set person_id_after = identity_id",
            "The history says of every identity whose it is, as the map does.",
        ),
        (
            "update identity.identity_history set cause_code = 'UNEXPLAINED'",
            "Nobody has another person_id than the night before without a cause.",
        ),
        (
            "delete from identity.link_error_rates where stratum_code = 'stratum 3'",
            "Of every way of linking it is said how often it errs.",
        ),
        (
            "update identity.link_errors set error_prob = null",
            "Every rate of error is at least 0, and every probability of one between 0 and 1.",
        ),
        (
            "alter table identity.person_map add column family_name varchar",
            "No column that identifies a person leaves the vault, but for gender.",
        ),
    ],
)
def test_closes(ask, change, statement: str, sentence: str) -> None:
    change(statement)
    outcome = ask("IDENTITY")
    assert not outcome.is_green
    assert sentence in {result.sentence for result in outcome.unmet}


def test_somebody_who_withdrew_an_objection_is_back(ask, change) -> None:
    change(
        "update lake.opt_outs set withdrawn_on = date '2024-05-31' where opt_out_code = 'LOCAL'",
        "insert into identity.person_map select identity_id, identity_id, 'LOCAL_ID', 1, false, null, null, null, null "
        "from lake.opt_outs where opt_out_code = 'LOCAL'",
        "insert into identity.identity_history select 1, 'run-1', identity_id, person_id, 'FIRST_SIGHT', 'ARRIVED' "
        "from identity.person_map where identity_id not in (select identity_id from identity.identity_history)",
        "update identity.summary set measure_count = 0",
    )
    outcome = ask("IDENTITY")
    assert outcome.is_green, outcome.sentence
