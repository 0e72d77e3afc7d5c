"""Legally restricted and sensitive codes: which columns are looked up, and the list that they are looked up in.

Belongs here: the reader of seeds/code_sensitive_codes.csv. Does not belong here: taking a code out of a row (ingest).
"""

import csv
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from orchestration.contracts.column import Name, Strict
from orchestration.contracts.error import ContractError

CodeSystem = Literal["BNF", "ICD10", "OPCS4", "SNOMED"]
SEED = Path("seeds") / "code_sensitive_codes.csv"


class SensitiveColumn(Strict):
    """A column whose codes are looked up; `quarantine` the row, or make the code itself `null` and load the row.

    With a separator the column is a list, and only the offending code is taken out of it.
    """

    column: Name
    code_system: CodeSystem
    action: Literal["quarantine", "null"]
    separator: str | None = None


class SensitiveCode(Strict):
    """One row of the seed. A code without dots; a prefix of it (BNF, ICD10, OPCS4), or the exact concept (SNOMED)."""

    code_system: CodeSystem
    code_prefix: Annotated[str, Field(pattern=r"^[A-Z0-9]{3,18}$")]
    category: Literal["HIV", "STI", "ASSISTED_CONCEPTION", "TERMINATION", "GENDER_RECOGNITION"]
    source: str
    licence: str
    version: str


def load_sensitive_codes(root: Path) -> tuple[SensitiveCode, ...]:
    """The rows of the seed, in its order. Raises ContractError when it is not there or a row cannot be read."""
    try:
        with open(root / SEED, newline="", encoding="utf-8") as seed:
            rows = list(csv.DictReader(seed))
    except (OSError, UnicodeDecodeError):
        # Without the list, codes that the law protects would pass unnoticed: nothing may be read then.
        raise ContractError(f"{SEED}: the list of sensitive codes cannot be read; put it back and run again.") from None
    codes = []
    for number, row in enumerate(rows, start=2):
        try:
            codes.append(SensitiveCode.model_validate(row))
        except ValidationError as error:
            key = error.errors()[0]["loc"][0]
            raise ContractError(f"{SEED}: line {number} cannot be read: look at '{key}'.") from None
    if not codes:
        raise ContractError(f"{SEED}: the list of sensitive codes holds no row; put it back and run again.")
    return tuple(codes)
