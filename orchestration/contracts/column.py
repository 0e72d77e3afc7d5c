"""One column of a feed, as its contract describes it.

Belongs here: what is true of a column by itself. What two columns owe each other is a rule (rules.py);
what a feed owes as a whole is the contract (contract.py).
"""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ColumnType = Literal[
    "text", "code", "integer", "decimal", "date", "datetime", "boolean", "nhs_number", "icd10", "opcs4", "snomed"
]
IdentityRole = Literal[
    "nhs_number",
    "nhs_number_status",
    "local_id",
    "given_name",
    "family_name",
    "birth_date",
    "gender",
    "postcode",
    "superseded_nhs_number",
]
# What each type becomes in the lake; everything else is text.
LAKE_TYPES = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(18,6)",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
}
REQUIREMENTS = {"R": "required", "E": "expected", "O": "optional"}

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
Sentence = Annotated[str, Field(min_length=12)]


class Strict(BaseModel):
    """A part of a contract: an unknown key is an error, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


# In a contract a mapping of code to meaning; here pairs, because a frozen column holds nothing that can change.
CodeMeanings = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_pairs)]


class Column(Strict):
    """A column: its name in the file's header, its type, whether it must be there, and what it may say."""

    name: Name
    type: ColumnType
    requirement: Literal["R", "E", "O"]
    description: Sentence
    code_meanings: CodeMeanings = Field((), alias="codes")
    known_code_meanings: CodeMeanings = Field((), alias="known_codes")
    identity_role: IdentityRole | None = None
    completeness_floor: float | None = Field(None, gt=0, le=1)

    @property
    def codes(self) -> tuple[str, ...]:
        """The closed list of codes; empty where any value loads."""
        return tuple(code for code, _ in self.code_meanings)

    @property
    def known_codes(self) -> tuple[str, ...]:
        """The codes of an open list that rules and prices know; any other value loads as well."""
        return tuple(code for code, _ in self.known_code_meanings)

    @property
    def is_open(self) -> bool:
        return bool(self.known_code_meanings)

    @property
    def is_required(self) -> bool:
        return self.requirement == "R"

    @property
    def lake_type(self) -> str:
        return LAKE_TYPES.get(self.type, "VARCHAR")

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.code_meanings or self.known_code_meanings) and self.type != "code":
            raise ValueError(f"column '{self.name}' lists codes but is of type {self.type}, not code")
        if self.code_meanings and self.known_code_meanings:
            raise ValueError(f"column '{self.name}' has both codes and known_codes: a list is closed or open, not both")
        for code in (*self.codes, *self.known_codes):
            if not re.fullmatch(r"[A-Z0-9_]+", code):
                raise ValueError(f"column '{self.name}' lists the code '{code}': write it in capitals, digits and _")
        if self.completeness_floor is not None and self.requirement != "E":
            raise ValueError(
                f"column '{self.name}' has a completeness_floor, which only an expected (E) column may have"
            )
        return self
