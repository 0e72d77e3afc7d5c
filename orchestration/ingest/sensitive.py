"""Legally restricted and sensitive codes: how they are found in a column, and what of it is kept.

A gp_ row that carries one is refused; in any other feed the code alone is taken out and the row loads, so that
activity and cost still add up. Which columns are looked up is the contract's; the codes are one seed.
"""

from orchestration.contracts import Contract, SensitiveCode, SensitiveColumn


def _is_sensitive_sql(codes: tuple[SensitiveCode, ...], code_system: str, code: str) -> str:
    found = sorted(entry.code_prefix for entry in codes if entry.code_system == code_system)
    if not found:
        return "false"
    if code_system == "SNOMED":
        listed = ", ".join(f"'{concept}'" for concept in found)
        return f"coalesce({code} in ({listed}), false)"
    return f"coalesce(regexp_matches({code}, '^({'|'.join(found)})'), false)"


def _entry(contract: Contract, column_name: str) -> SensitiveColumn | None:
    return next((entry for entry in contract.sensitive if entry.column == column_name), None)


def refusing(contract: Contract) -> list[str]:
    """Columns whose sensitive code refuses the whole row."""
    return [entry.column for entry in contract.sensitive if entry.action == "quarantine"]


def blanking(contract: Contract) -> list[str]:
    """Columns whose sensitive code is taken out."""
    return [entry.column for entry in contract.sensitive if entry.action == "null"]


def carries_sql(contract: Contract, codes: tuple[SensitiveCode, ...], column_name: str, value: str) -> str:
    """SQL: whether the value of a column is, or lists, a sensitive code."""
    entry = _entry(contract, column_name)
    if entry.separator is None:
        return _is_sensitive_sql(codes, entry.code_system, value)
    found = _is_sensitive_sql(codes, entry.code_system, "replace(upper(trim(code)), '.', '')")
    return f"coalesce(len(list_filter(string_split({value}, '{entry.separator}'), lambda code: {found})) > 0, false)"


def kept_sql(contract: Contract, codes: tuple[SensitiveCode, ...], column_name: str, value: str) -> str:
    """SQL for what of the value reaches the lake."""
    entry = _entry(contract, column_name)
    if entry is None or entry.action == "quarantine":
        return value
    carries = carries_sql(contract, codes, column_name, value)
    if entry.separator is None:
        return f"case when not {carries} then {value} end"
    found = _is_sensitive_sql(codes, entry.code_system, "replace(upper(trim(code)), '.', '')")
    left = f"list_filter(string_split({value}, '{entry.separator}'), lambda code: not {found})"
    return f"case when {carries} then nullif(array_to_string({left}, '{entry.separator}'), '') else {value} end"
