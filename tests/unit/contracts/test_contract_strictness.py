"""A contract that is wrong is one sentence that names the file and the key."""

import pytest

from orchestration.contracts import ContractError, load_contracts

CASES = [
    # instead of, put, the sentence
    ("load: period", "load: period\nlods: 1", "the key 'lods' is not known"),
    ("load: period\n", "", "the key 'load' is missing"),
    ("load: period", "load: weekly", "the key 'load' cannot be read: input should be 'period', 'snapshot' or 'keyed'"),
    (
        "load: period",
        "load: period\nload: keyed",
        "line 10 is not YAML that can be read: the key 'load' is given twice",
    ),
    ("load: period", "load: period\n[load]: keyed", "line 10 is not YAML that can be read: a key must be a word"),
    ("load: period", "load: [", "is not YAML that can be read"),
    ("feed: visits", "feed: visit", "feed says 'visit', but the file bears another name"),
    ("grain: One", "grain: A", "the key 'grain' cannot be read"),
    (
        "key: [visit_id]",
        "key: [visit]",
        "key names the column 'visit', which the contract does not have among its events",
    ),
    ("key: [visit_id]", "key: [nhs_number]", "key names the column 'nhs_number', which the contract does not have"),
    ("key: [visit_id]", "key: [visit_id, visit_id]", "key names a column twice"),
    (
        "dated_by: visit_date",
        "dated_by: status_code",
        "dated_by names the column 'status_code', which is neither a date",
    ),
    ("dated_by: visit_date", "dated_by: end_date", "dated_by names the column 'end_date', which is not required"),
    ("dated_by: visit_date\n", "", "dated_by is missing"),
    ("identity: true", "identity: false\nsender_column: visit_id", "belong to feeds of persons only"),
    (
        "identity: true",
        "identity: true\nidentity_block: []",
        "identity_block is filled in from expectations/identity.yml",
    ),
    (", expected_within_days: 20", "", "cadence needs expected_within_days"),
    ("name: end_date", "name: visit_date", "column 'visit_date' is described twice"),
    ("name: end_date", "name: nhs_number", "column 'nhs_number' is described twice"),
    ("name: end_date", "name: row_number", "column 'row_number' bears a name that the lake uses"),
    ("name: end_date", "name: End date", "the key 'name' cannot be read (in columns 'End date')"),
    (
        "name: end_date, type: date",
        "name: end_date, type: day",
        "the key 'type' cannot be read (in columns 'end_date')",
    ),
    ("requirement: O", "requirement: M", "the key 'requirement' cannot be read (in columns 'end_date')"),
    ("requirement: O", "requirement: O, size: 3", "the key 'size' is not known (in columns 'end_date')"),
    ("requirement: O", "requirement: O, completeness_floor: 0.5", "which only an expected (E) column may have"),
    ("type: code", "type: text", "column 'status_code' lists codes but is of type text, not code"),
    ("N: Missed", "n: Missed", "column 'status_code' lists the code 'n': write it in capitals"),
    ("codes: {", "known_codes: {A: B}, codes: {", "has both codes and known_codes"),
    ("- visit_date <= end_date", "- visit_date < end_date", "the rule 'visit_date < end_date' cannot be read"),
    ("visit_date <= end_date", "visit_date <= ended", "names the column 'ended', which the contract does not have"),
    ("identity: true", "identity: true\nsensitive: [{column: icd, code_system: ICD10, action: 'null'}]", "'icd'"),
]


@pytest.mark.parametrize(("instead_of", "put", "sentence"), CASES)
def test_what_is_wrong_is_said(project, instead_of: str, put: str, sentence: str) -> None:
    with pytest.raises(ContractError) as error:
        load_contracts(project(instead_of, put))
    assert str(error.value).startswith("expectations/feeds/visits.yml: ")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_codes_stay_as_written(project) -> None:
    # Read as YAML usually is, 01 would be a number and N a boolean.
    assert load_contracts(project())["visits"].column("status_code").codes == ("01", "N")


def test_a_contract_does_not_change(project) -> None:
    contract = load_contracts(project())["visits"]
    with pytest.raises(ValueError, match="frozen"):
        contract.title = "Other"


READING = [
    # a change to the contract, whether deliveries are read again
    ("title: Home visits", "title: Visits at home", False),
    ("owner: community_data", "owner: acute_data", False),
    ("expected_within_days: 20", "expected_within_days: 10", False),
    ("identity: true", "identity: true\nmax_quarantined_share: 0.5", False),
    ("key: [visit_id]", "key: [visit_id, visit_date]", True),
    ("visit_date <= end_date", "end_date <= extracted_at", True),
    ("requirement: O", "requirement: E", True),
    ("N: Missed", "M: Missed", True),
    ("type: text", "type: code", True),
]


@pytest.mark.parametrize(("instead_of", "put", "is_read_again"), READING)
def test_fingerprint_changes_with_what_decides_a_row(project, instead_of: str, put: str, is_read_again: bool) -> None:
    before = load_contracts(project())["visits"].fingerprint()
    after = load_contracts(project(instead_of, put))["visits"].fingerprint()
    assert (after != before) == is_read_again
