"""The contracts that are there: every feed, and what must hold across them."""

from pathlib import Path

import pytest

from orchestration.contracts import ContractError, load_contracts, load_overlays, load_sensitive_codes
from orchestration.settings import PROJECT_ROOT

CONTRACTS = load_contracts()
PERSONS = [  # in the order of the interface
    "registrations",
    "gp_events",
    "gp_medications",
    "gp_appointments",
    "apc",
    "op",
    "ecds",
    "csds",
    "mh_contacts",
    "mh_stays",
    "social_care",
    "referrals",
    "care_plans",
    "case_conferences",
    "enrolments",
    "risk_reviews",
    "rapid_response",
    "voluntary_support",
    "deaths",
    "opt_outs",
]
REFERENCE = [
    "ref_postcodes",
    "ref_deprivation",
    "ref_practices",
    "ref_prices",
    "ref_market_forces",
    "ref_programmes",
    "ref_providers",
]


def test_every_feed_has_its_contract() -> None:
    assert [feed for feed in CONTRACTS if feed in PERSONS + REFERENCE] == PERSONS + REFERENCE
    assert all(CONTRACTS[feed].identity for feed in PERSONS)
    assert not any(CONTRACTS[feed].identity for feed in REFERENCE)


@pytest.mark.parametrize("feed", CONTRACTS)
def test_staging_reads_exactly_its_columns(feed: str) -> None:
    contract = CONTRACTS[feed]
    sql = (PROJECT_ROOT / "models" / "staging" / feed / f"{contract.staging_model}.sql").read_text(encoding="utf-8")
    selected = [line.strip().rstrip(",") for line in sql.splitlines() if line.startswith("    ")]
    carried = ["delivery_id", "sender_code", "period", "extracted_at", "row_number"]
    carried += ["identity_id"] if contract.identity else []
    assert selected == [*carried, *(column.name for column in contract.event_columns)]


def test_the_same_name_has_the_same_type_everywhere() -> None:
    types: dict[str, set[str]] = {}
    for contract in CONTRACTS.values():
        for column in contract.event_columns:
            types.setdefault(column.name, set()).add(column.type)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_no_identifier_is_among_the_events() -> None:
    identifying = {column.name for column in CONTRACTS["apc"].identity_columns} | {"superseded_by_nhs_number"}
    for feed in PERSONS:
        assert not identifying & {column.name for column in CONTRACTS[feed].event_columns}
        assert {"nhs_number", "birth_date"} <= {column.identity_role for column in CONTRACTS[feed].identity_columns}


@pytest.mark.parametrize("feed", CONTRACTS)
def test_a_gp_row_with_a_sensitive_code_is_quarantined_and_any_other_loads(feed: str) -> None:
    expected = "quarantine" if feed.startswith("gp_") else "null"
    assert {sensitive.action for sensitive in CONTRACTS[feed].sensitive} <= {expected}


def test_every_coded_column_is_looked_up() -> None:
    for contract in CONTRACTS.values():
        coded = {column.name for column in contract.columns if column.type in ("icd10", "opcs4", "snomed")}
        assert coded <= {column.column for column in contract.sensitive}


def test_sensitive_codes_can_be_compared_as_they_stand() -> None:
    codes = load_sensitive_codes(PROJECT_ROOT)
    assert len({(code.code_system, code.code_prefix) for code in codes}) == len(codes)
    assert {code.category for code in codes} == {
        "HIV",
        "STI",
        "ASSISTED_CONCEPTION",
        "TERMINATION",
        "GENDER_RECOGNITION",
    }
    assert all(code.code_prefix.isdigit() == (code.code_system in ("BNF", "SNOMED")) for code in codes)


@pytest.mark.parametrize("text", [None, "code_system,code_prefix\n", "code_system,code_prefix\nICD10,B2.0\n"])
def test_without_the_list_of_sensitive_codes_nothing_is_read(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "seeds").mkdir()
        (tmp_path / "seeds" / "code_sensitive_codes.csv").write_text(text)
    with pytest.raises(ContractError, match=r"^seeds/code_sensitive_codes\.csv: "):
        load_sensitive_codes(tmp_path)


def test_a_new_sensitive_code_is_looked_for_in_what_was_read_before() -> None:
    codes = load_sensitive_codes(PROJECT_ROOT)
    without = tuple(code for code in codes if code.code_prefix != "B20")
    assert CONTRACTS["apc"].fingerprint(None, codes) != CONTRACTS["apc"].fingerprint(None, without)
    assert CONTRACTS["ecds"].fingerprint(None, codes) == CONTRACTS["ecds"].fingerprint(None, without)


def test_the_worked_overlay_is_the_documented_one() -> None:
    overlay = load_overlays()["op", "NX9"]
    page = (PROJECT_ROOT / "docs" / "overlays.md").read_text(encoding="utf-8")
    assert overlay.file_name in page
    assert overlay.read_file_name("OPCLINIC_202405_20240612020000.csv.gz") is not None
