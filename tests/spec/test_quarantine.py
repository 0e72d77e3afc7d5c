"""What happens to a row: the first rule that it breaks, in the contract's order, or what it loads with a warning.

Each case changes one field of a good A&E attendance or social care event.
"""

import pytest

GOOD = {
    "ecds": {
        "nhs_number": "9434765919", "local_patient_id": "L1", "birth_date": "1950-02-03", "gender_code": "2",
        "postcode": "E17 4AA", "provider_code": "R1H", "attendance_id": "A1", "department_type_code": "01",
        "arrival_at": "2024-05-06T10:00:00", "attendance_category_code": "1", "disposal_code": "03",
        "departure_at": "2024-05-06T12:00:00",
    },
    "social_care": {
        "nhs_number": "9434765919", "local_patient_id": "L1", "birth_date": "1950-02-03", "gender_code": "2",
        "postcode": "E17 4AA", "provider_code": "E09000031", "event_id": "S1", "event_type_code": "SERVICE",
        "service_type_code": "HOME_SUPPORT", "start_date": "2024-05-06", "weekly_cost_gbp": "200",
    },
    "gp_events": {
        "nhs_number": "9434765919", "local_patient_id": "L1", "birth_date": "1950-02-03", "gender_code": "2",
        "postcode": "E17 4AA", "practice_code": "F84001", "event_id": "G1", "snomed_code": "195967001",
        "event_date": "2024-05-06",
    },
    "apc": {
        "nhs_number": "9434765919", "local_patient_id": "L1", "birth_date": "1950-02-03", "gender_code": "2",
        "postcode": "E17 4AA", "provider_code": "R1H", "spell_number": "P1", "episode_number": "1",
        "admission_date": "2024-05-06", "admission_method_code": "21", "patient_classification_code": "1",
        "episode_start_date": "2024-05-06", "episode_end_date": "2024-05-08", "discharge_date": "2024-05-08",
        "primary_diagnosis": "I10", "secondary_diagnoses": "E11.9|I10",
    },
}  # fmt: skip

SENSITIVE = "SENSITIVE_CODE"

QUARANTINED = [
    # feed          the change to a good row                              rule                column to blame
    ("ecds", {"attendance_id": " "}, "MISSING_REQUIRED", "attendance_id"),
    ("ecds", {"arrival_at": "yesterday"}, "UNREADABLE_VALUE", "arrival_at"),
    ("ecds", {"arrival_at": "1900-01-01T00:00:00"}, "MISSING_REQUIRED", "arrival_at"),
    ("ecds", {"department_type_code": "1"}, "NOT_IN_CODE_LIST", "department_type_code"),
    ("ecds", {"departure_at": "2024-05-06T09:59:59"}, "DATE_ORDER", "departure_at"),
    # Two rules broken: the one that stands first in the contract is named.
    (
        "ecds",
        {"department_type_code": "9", "departure_at": "2024-05-06T09:00:00"},
        "NOT_IN_CODE_LIST",
        "department_type_code",
    ),
    ("social_care", {"weekly_cost_gbp": ""}, "REQUIRED_WHEN", "weekly_cost_gbp"),
    ("social_care", {"weekly_cost_gbp": "-1"}, "OUT_OF_RANGE", "weekly_cost_gbp"),
    ("social_care", {"end_date": "2024-05-05"}, "DATE_ORDER", "end_date"),
    ("gp_events", {"event_date": "2024-06-13"}, "AFTER_EXTRACT", "event_date"),
    ("gp_events", {"snomed_code": "86406008"}, "SENSITIVE_CODE", "snomed_code"),
    ("gp_events", {"snomed_code": "8.6406E7"}, "UNREADABLE_VALUE", "snomed_code"),
    ("apc", {"episode_number": "100"}, "OUT_OF_RANGE", "episode_number"),
    ("apc", {"discharge_date": "2024-05-05"}, "DATE_ORDER", "discharge_date"),
]

LOADED = [
    # feed          the change to a good row                        column in the lake      its value   warned about as
    ("ecds", {"departure_at": "soon"}, "departure_at", None, ("UNREADABLE_VALUE", "departure_at")),
    ("ecds", {"arrival_mode_code": "7"}, "arrival_mode_code", "7", ("NOT_IN_CODE_LIST", "arrival_mode_code")),
    ("ecds", {"nhs_number": "9434765918"}, "attendance_id", "A1", ("NHS_NUMBER_INVALID", "nhs_number")),
    ("ecds", {"nhs_number": "9999999999"}, "attendance_id", "A1", None),
    ("ecds", {"birth_date": "1900-01-01"}, "attendance_id", "A1", None),
    ("ecds", {"provider_code": "RYJ"}, "provider_code", "RYJ", ("ROW_OF_ANOTHER_PROVIDER", "provider_code")),
    ("ecds", {"arrival_at": "2024-04-06", "departure_at": ""}, "seen_at", None, ("ROW_OUTSIDE_MONTH", "arrival_at")),
    ("social_care", {"event_type_code": "REVIEW", "weekly_cost_gbp": ""}, "weekly_cost_gbp", None, None),
    ("apc", {"primary_diagnosis": "B20.1"}, "primary_diagnosis", None, ("SENSITIVE_CODE", "primary_diagnosis")),
    ("apc", {"secondary_diagnoses": "E11.9|B20"}, "secondary_diagnoses", "E11.9", (SENSITIVE, "secondary_diagnoses")),
    ("apc", {"secondary_diagnoses": "B24X"}, "secondary_diagnoses", None, (SENSITIVE, "secondary_diagnoses")),
    # Outside the month counts for the episode's end, not for the admission.
    ("apc", {"admission_date": "2024-03-06", "episode_start_date": "2024-03-06"}, "spell_number", "P1", None),
]  # fmt: skip

PROVIDERS = {"ecds": "R1H", "apc": "R1H", "social_care": "E09000031", "gp_events": "EMIS"}


@pytest.mark.parametrize(("feed", "change", "rule_code", "column_name"), QUARANTINED)
def test_a_row_that_breaks_a_rule_is_quarantined_under_it(warehouse, feed, change, rule_code, column_name):
    others = [GOOD[feed] | {warehouse.contracts[feed].key[-1]: str(number)} for number in range(50, 60)]
    warehouse.deliver(feed, [*others, GOOD[feed] | change], provider=PROVIDERS[feed])
    build = warehouse.build()
    assert [(v.rows_received_count, v.rows_loaded_count, v.rows_quarantined_count) for v in build.verdicts] == [
        (11, 10, 1)
    ]
    assert warehouse.rows("select row_number, rule_code, column_name from lake.quarantine") == [
        (11, rule_code, column_name)
    ]


def test_a_delivery_is_written_down_with_how_many_rows_broke_which_rule(warehouse):
    good = [GOOD["ecds"] | {"attendance_id": str(number)} for number in range(20)]
    bad = [{"arrival_at": "soon"}, {"arrival_at": "late"}, {"arrival_at": " "}, {"attendance_id": "19"}]
    path = warehouse.deliver("ecds", [*good, *(GOOD["ecds"] | change for change in bad)])
    path.write_bytes(path.read_bytes() + b"too,few\n")
    (manifest,) = warehouse.read_inbox()
    assert [(each.rule_code, each.column_name, each.rows_count) for each in manifest.broken] == [
        ("UNREADABLE_VALUE", "arrival_at", 2),
        ("DUPLICATE_KEY", None, 1),
        ("MALFORMED_ROW", None, 1),
        ("MISSING_REQUIRED", "arrival_at", 1),
    ]
    assert (manifest.rows_received, manifest.rows_loaded, manifest.rows_quarantined) == (25, 20, 5)


@pytest.mark.parametrize(("feed", "change", "column", "value", "warning"), LOADED)
def test_a_doubtful_row_loads_and_is_counted(warehouse, feed, change, column, value, warning):
    warehouse.deliver(feed, [GOOD[feed] | change], provider=PROVIDERS[feed])
    warehouse.build()
    assert warehouse.rows(f"select {column} from lake.{feed}") == [(value,)]
    warned = warehouse.rows("select rule_code, column_name from lake.delivery_warnings")
    assert warned == ([warning] if warning else [])


def test_of_a_key_sent_twice_the_last_good_row_stands(warehouse):
    good, broken = GOOD["ecds"], GOOD["ecds"] | {"department_type_code": "XX"}
    rows = [good | {"acuity_code": "1"}, good | {"acuity_code": "2"}, broken]
    warehouse.deliver("ecds", rows + [good | {"attendance_id": str(number)} for number in range(10)])
    warehouse.build()
    assert warehouse.rows("select acuity_code from lake.ecds where attendance_id = 'A1'") == [("2",)]
    assert warehouse.rows("select row_number, rule_code from lake.quarantine order by 1") == [
        (1, "DUPLICATE_KEY"),
        (3, "NOT_IN_CODE_LIST"),
    ]


def test_nothing_that_identifies_reaches_the_lake(warehouse):
    for feed, row in GOOD.items():
        warehouse.deliver(
            feed, [row | {"given_name": "Canaria", "family_name": "Featherstone"}], provider=PROVIDERS[feed]
        )
    warehouse.build()
    planted = ("Canaria", "Featherstone", "9434765919", "E174AA", "E17 4AA", "1950-02-03")
    for feed in GOOD:
        text = str(warehouse.rows(f"select * from lake.{feed}"))
        assert not [word for word in planted if word in text]
    lake = b"".join(path.read_bytes() for path in warehouse.settings.lake_dir.rglob("*") if path.is_file())
    vault = b"".join(path.read_bytes() for path in warehouse.settings.vault_dir.rglob("*") if path.is_file())
    assert not [word for word in planted if word.encode() in lake + vault]
