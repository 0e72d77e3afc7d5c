"""Legally restricted and sensitive codes: every listed prefix, in every column that its system is looked up in.

What is planted is gone from the lake; what only looks like it stays as it was sent.
"""

from string import digits

import pytest

from orchestration.contracts import Contract, SensitiveColumn, load_contracts, load_sensitive_codes
from orchestration.settings import PROJECT_ROOT
from tests.pipeline.hand_made import Person, event, identity, sender

CODES = load_sensitive_codes(PROJECT_ROOT)
COLUMNS = [(feed, column) for feed, contract in load_contracts().items() for column in contract.sensitive]
# The types whose values are codes of a system; the one list and the one plain code beside them by their names.
SYSTEMS = {"icd10": "ICD10", "opcs4": "OPCS4", "snomed": "SNOMED"}
NAMED = {"secondary_diagnoses": "ICD10", "bnf_code": "BNF"}


def listed(system: str) -> list[str]:
    return [code.code_prefix for code in CODES if code.code_system == system]


def is_listed(system: str, code: str) -> bool:
    return code in listed(system) if system == "SNOMED" else code.startswith(tuple(listed(system)))


def spellings(system: str, prefix: str) -> list[str]:
    """How a listed code may be sent: longer, with its dot, in small letters."""
    if system == "SNOMED":
        return [prefix]
    dotted = f"{prefix[:3]}.{prefix[3:] or '1'}"
    return [prefix, prefix + "1", prefix.lower(), *([dotted, dotted.lower()] if system != "BNF" else [])]


def near_misses(system: str) -> list[str]:
    """Codes beside the listed ones, and listed ones that another code only contains."""
    if system == "SNOMED":
        return [code[:-1] for code in listed(system)] + [code + "0" for code in listed(system)]
    beside = {prefix[:-1] + sign for prefix in listed(system) for sign in digits}
    shorter = {prefix[:3] for prefix in listed(system) if len(prefix) > 3} if system != "BNF" else set()
    within = {"Z9" + prefix[:1] for prefix in listed(system)} if system == "OPCS4" else set()
    return sorted(code for code in beside | shorter | within if not is_listed(system, code))


def test_every_column_of_codes_is_looked_up():
    """A column whose values are codes of a system with a list, in any feed, is not forgotten."""
    coded = {
        (feed, column.name, NAMED.get(column.name) or SYSTEMS[column.type])
        for feed, contract in load_contracts().items()
        for column in contract.event_columns
        if column.name in NAMED or column.type in SYSTEMS
    }
    assert coded == {(feed, column.column, column.code_system) for feed, column in COLUMNS}
    assert {code.code_system for code in CODES} == {system for _, _, system in coded}


def rows_with(contract: Contract, column: SensitiveColumn, values: list[str], begin: int) -> list[dict[str, str]]:
    """A good row for each value, with that value in the column."""
    return [
        identity(Person(begin + place)) | event(contract, Person(begin + place)) | {column.column: value}
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(("feed", "column"), COLUMNS, ids=[f"{feed}.{column.column}" for feed, column in COLUMNS])
def test_a_listed_code_is_gone_and_what_only_looks_like_it_stays(warehouse, feed, column):
    contract, system = warehouse.contracts[feed], column.code_system
    planted = [spelling for prefix in listed(system) for spelling in spellings(system, prefix)]
    kept = near_misses(system)
    # A file of which more than a fifth is refused would be refused whole.
    kept = kept * (1 + 5 * len(planted) // len(kept))
    in_list = (
        [f"{keeps}|{code}|{keeps}" for code, keeps in zip(planted, kept, strict=False)] if column.separator else []
    )
    rows = rows_with(contract, column, [*planted, *in_list, *kept], 1)
    warehouse.deliver(feed, rows, provider=sender(feed))
    warehouse.build()
    values = [value for (value,) in warehouse.rows(f'select "{column.column}" from lake.{feed}') if value is not None]
    told = [code for value in values for code in value.split(column.separator or "\n")]
    assert kept and planted and told
    assert not [code for code in told if is_listed(system, code.upper().replace(".", ""))]
    # Of a code what is typed strips is no matter here: as many come out as went in.
    assert len(told) == len(kept) + 2 * len(in_list)
    counted = warehouse.rows(
        "select count(*) from lake.quarantine where rule_code = 'SENSITIVE_CODE'"
        if column.action == "quarantine"
        else "select sum(rows_count)::bigint from lake.delivery_warnings where rule_code = 'SENSITIVE_CODE'"
    )
    assert counted == [(len(planted) + len(in_list),)]
