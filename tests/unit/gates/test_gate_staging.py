"""The gate after staging closes when a row was lost, doubled, or has a key that is in force twice."""

import pytest


def test_open_when_every_row_came_through(ask) -> None:
    outcome = ask("STAGING")
    assert outcome.is_green, outcome.sentence
    assert {"stg_registrations__registrations", "stg_apc__episodes"} <= set(outcome.by_asset)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "create or replace view staging.stg_apc__episodes as select * from lake.apc where row_number > 1",
            "A staging model has exactly the rows of its feed that are in force.",
        ),
        (
            "create or replace view staging.stg_apc__episodes as "
            "select * from lake.apc union all select * from lake.apc",
            "A staging model has exactly the rows of its feed that are in force.",
        ),
        ("insert into lake.apc select * from lake.apc limit 1", "A key of a sender is in force once."),
    ],
)
def test_closes(ask, change, statement: str, sentence: str) -> None:
    change(statement)
    outcome = ask("STAGING")
    assert not outcome.is_green
    assert ("stg_apc__episodes", sentence) in {(result.belongs_to, result.sentence) for result in outcome.unmet}


@pytest.mark.parametrize(
    ("statement", "table", "sentence"),
    [
        (
            "insert into intermediate.int_admission__spells select * from intermediate.int_admission__spells",
            "int_admission__spells",
            "A spell is put together once.",
        ),
        (
            "update intermediate.int_admission__spells set episode_count = 0",
            "int_admission__spells",
            "A spell has at least one episode.",
        ),
        (
            "update intermediate.int_registration__periods set valid_to = null",
            "int_registration__periods",
            "One registration of a person is in force on a day.",
        ),
        (
            "update intermediate.int_registration__periods set valid_to = valid_from - 1",
            "int_registration__periods",
            "A registration in force ends on or after the day it began.",
        ),
        (
            "delete from intermediate.int_registration__periods",
            "int_registration__periods",
            "Somebody is registered somewhere.",
        ),
    ],
)
def test_what_is_put_together_wrongly_closes(ask, change, statement: str, table: str, sentence: str) -> None:
    change(statement)
    outcome = ask("STAGING")
    assert not outcome.is_green
    assert (table, sentence) in {(result.belongs_to, result.sentence) for result in outcome.unmet}


def test_a_spell_that_ends_before_it_began_is_a_warning(ask, change) -> None:
    change("update intermediate.int_admission__spells set discharge_date = admission_date - 1")
    outcome = ask("STAGING")
    assert outcome.is_green
    assert "No spell ends before it began." in {result.sentence for result in outcome.warnings}


def test_the_same_key_of_another_sender_is_another_row(ask, change) -> None:
    change("insert into lake.apc select * replace ('RAL' as sender_code) from lake.apc")
    assert ask("STAGING").is_green


def test_a_model_that_was_not_built_closes(ask, change) -> None:
    change("drop view staging.stg_apc__episodes")
    outcome = ask("STAGING")
    assert not outcome.is_green
    assert "stg_apc__episodes is not there" in outcome.sentence
