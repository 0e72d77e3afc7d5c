"""The gate after the feeds closes when what arrived does not add up, lacks what is required, or tells too much."""

import pytest


def test_open_on_what_adds_up(ask) -> None:
    outcome = ask("FEEDS")
    assert outcome.is_green, outcome.sentence
    assert {result.subject for result in outcome.by_asset["apc"]} >= {"apc_R1H_1", "apc_R1H_2", "apc_R1H_3", "apc"}
    assert [(result.subject, result.observed_value) for result in outcome.warnings] == [("apc_R1H_2", "25")]


@pytest.mark.parametrize(
    ("statement", "subject", "sentence"),
    [
        (
            "update lake.deliveries set rows_loaded_count = 2 where delivery_id = 'registrations_GP_1'",
            "registrations_GP_1",
            "Every row received is loaded or quarantined, and a file that was refused loads none.",
        ),
        (
            "update lake.deliveries set rows_received_count = null where delivery_id = 'apc_R1H_2'",
            "apc_R1H_2",
            "Every row received is loaded or quarantined, and a file that was refused loads none.",
        ),
        (
            "update lake.deliveries set rows_loaded_count = 5 where status_code = 'REJECTED'",
            "apc_R1H_3",
            "Every row received is loaded or quarantined, and a file that was refused loads none.",
        ),
        (
            "delete from lake.quarantine",
            "apc_R1H_2",
            "Every quarantined row is listed with its rule and row number, once.",
        ),
        (
            "insert into lake.quarantine select * from lake.quarantine",
            "apc_R1H_2",
            "Every quarantined row is listed with its rule and row number, once.",
        ),
        (
            "update lake.deliveries set is_in_force = true where status_code = 'SUPERSEDED'",
            "apc_R1H_1",
            "A delivery is in force if it is accepted, and only then.",
        ),
        (
            "update lake.deliveries set status_code = 'MISLAID' where delivery_id = 'apc_R1H_3'",
            "apc_R1H_3",
            "Every delivery is accepted, superseded, rejected or a duplicate.",
        ),
        (
            "delete from lake.apc where row_number = 1",
            "apc",
            "The lake shows every row loaded by the deliveries in use, but for keys that a newer file replaced.",
        ),
        (
            "update lake.feeds set is_required = true where feed = 'apc'; "
            "update lake.deliveries set is_in_force = false, is_used = false, status_code = 'SUPERSEDED' "
            "where feed = 'apc' and is_in_force",
            "apc",
            "At least one delivery of a required feed is in force, has rows, and may be used.",
        ),
        (
            "update lake.permitted_uses set is_covered = false where feed = 'apc' and purpose_code <> 'OPEN'",
            "apc",
            "A delivery is used if it is in force and its rows may be used for direct care or planning, and only then.",
        ),
        (
            "alter table lake.apc add column nhs_number varchar",
            "apc",
            "No column that identifies a person reaches the lake.",
        ),
        (
            "update lake.apc set primary_diagnosis = 'B20' where row_number = 1",
            "apc.primary_diagnosis",
            "No legally restricted or sensitive code reaches the lake.",
        ),
        (
            "update lake.apc set secondary_diagnoses = 'I10|a51.3' where row_number = 1",
            "apc.secondary_diagnoses",
            "No legally restricted or sensitive code reaches the lake.",
        ),
    ],
)
def test_closes(ask, change, statement: str, subject: str, sentence: str) -> None:
    change(statement)
    outcome = ask("FEEDS")
    assert not outcome.is_green
    assert (subject, sentence) in {(result.subject, result.sentence) for result in outcome.unmet}
    assert sentence.removesuffix(".") in outcome.sentence


def test_a_feed_without_its_view_closes(ask, change) -> None:
    change("insert into lake.feeds values ('op', false, 'period', true)")
    outcome = ask("FEEDS")
    assert not outcome.is_green
    assert "Every feed has its view in the lake, also where nothing arrived." in {r.sentence for r in outcome.unmet}


def test_a_warning_leaves_the_gate_open(ask, change) -> None:
    change(
        "insert into lake.deliveries select 'apc_R1H_m' || i, 'apc', 'R1H', '2023-0' || i, extracted_at, file_name, "
        "'e', 'ACCEPTED', 0, 0, 0, null, true, true from lake.deliveries, range(1, 6) as t(i) "
        "where delivery_id = 'apc_R1H_2'",
        "insert into lake.delivery_completeness select 'apc_R1H_m' || i, 'apc', 'site_code', "
        "case when i = 5 then 10 else 90 end, 100 from range(1, 6) as t(i)",
    )
    outcome = ask("FEEDS")
    assert outcome.is_green, outcome.sentence
    assert ("apc_R1H_m5", "fallen_columns_count") in {(r.subject, r.column_name) for r in outcome.warnings}
