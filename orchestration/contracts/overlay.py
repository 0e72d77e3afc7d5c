"""What one sender spells its own way: the names of its files, its headers and its codes. Aliases, never code.

Belongs here: the model of expectations/feeds/<feed>.<provider>.yml. Does not belong here: a rule, a type or a list,
which hold for every sender and stand in the contract. docs/overlays.md shows one at work.
"""

import re
from datetime import datetime
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from orchestration.contracts.column import Name, Sentence, Strict
from orchestration.contracts.contract import Contract

PERIOD_FORMAT, EXTRACTED_AT_FORMAT = "%Y-%m", "%Y%m%dT%H%M%SZ"
_DIGITS = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}", "%H": "[0-9]{2}", "%M": "[0-9]{2}", "%S": "[0-9]{2}"}
_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]*)(?::(?P<format>[^{}]*))?\}")


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


Header = Annotated[str, Field(min_length=1), AfterValidator(lambda text: text.strip().lower())]
SentCode = Annotated[str, Field(min_length=1), AfterValidator(lambda text: text.strip().upper())]
HeaderPairs = Annotated[tuple[tuple[Header, Name], ...], BeforeValidator(_pairs)]
CodePairs = Annotated[tuple[tuple[SentCode, str], ...], BeforeValidator(_pairs)]
CodeMaps = Annotated[tuple[tuple[Name, CodePairs], ...], BeforeValidator(_pairs)]


class Overlay(Strict):
    """The spellings of one sender of one feed. Each acts only where it appears: the canonical names still work."""

    feed: Name
    # Upper case, as a file's name is read: a spelling of its own would find no delivery.
    provider: Annotated[str, Field(pattern=r"^[A-Z0-9_-]+$")]
    why: Sentence = "The sender's files follow the contract as it stands."
    file_name: str | None = None
    headers: HeaderPairs = ()
    codes: CodeMaps = ()

    @property
    def header_aliases(self) -> dict[str, str]:
        """The header as sent, in lower case and trimmed, to the contract's column."""
        return dict(self.headers)

    @property
    def code_maps(self) -> dict[str, dict[str, str]]:
        """Column to {the code as sent, in upper case and trimmed: the contract's code}."""
        return {column: dict(pairs) for column, pairs in self.codes}

    @property
    def changes_reading(self) -> bool:
        return bool(self.headers or self.codes)

    @property
    def reading(self) -> list[object]:
        """What of it decides how a row is read; the name of the file does not."""
        return [sorted(self.headers), sorted((column, sorted(pairs)) for column, pairs in self.codes)]

    @cached_property
    def file_name_regex(self) -> re.Pattern[str] | None:
        """Matches the sender's own file names, with the groups `period`, `extracted_at` and `gz`."""
        if self.file_name is None:
            return None
        parts, end = [], 0
        for placeholder in _PLACEHOLDER.finditer(self.file_name):
            parts.append(re.escape(self.file_name[end : placeholder.start()]))
            parts.append(f"(?P<{placeholder['name']}>{_digits(self._formats[placeholder['name']])})")
            end = placeholder.end()
        return re.compile("".join(parts) + re.escape(self.file_name[end:]) + r"(?P<gz>\.gz)?")

    def read_file_name(self, name: str) -> tuple[datetime, datetime] | None:
        """The period's first day and the moment of extraction (UTC) that a file name of this sender gives.

        None when the name is not of the sender's pattern, or gives a moment that does not exist.
        """
        match = self.file_name_regex.fullmatch(name) if self.file_name_regex else None
        if match is None:
            return None
        try:
            return (
                datetime.strptime(match["period"], self._formats["period"]),
                datetime.strptime(match["extracted_at"], self._formats["extracted_at"]),
            )
        except ValueError:
            return None

    @cached_property
    def _formats(self) -> dict[str, str]:
        formats = {"period": PERIOD_FORMAT, "extracted_at": EXTRACTED_AT_FORMAT}
        given = {
            match["name"]: match["format"] for match in _PLACEHOLDER.finditer(self.file_name or "") if match["format"]
        }
        return formats | given

    @model_validator(mode="after")
    def _file_name_can_be_read(self) -> Self:
        if self.file_name is None:
            return self
        if sorted(match["name"] for match in _PLACEHOLDER.finditer(self.file_name)) != ["extracted_at", "period"]:
            raise ValueError("file_name must hold {period} and {extracted_at}, once each, and nothing else in braces")
        if not self.file_name.endswith(".csv"):
            raise ValueError("file_name must end in .csv (a .gz after it is always understood)")
        if not {"%Y", "%m"} <= set(re.findall("%.", self._formats["period"])):
            raise ValueError("file_name needs a year and a month in {period:...}, for example {period:%Y%m}")
        if not {"%Y", "%m", "%d", "%H", "%M"} <= set(re.findall("%.", self._formats["extracted_at"])):
            raise ValueError(
                "file_name needs a date and a time in {extracted_at:...}, for example {extracted_at:%Y%m%d%H%M}"
            )
        for format_text in self._formats.values():
            tokens = re.findall("%.", format_text)
            if len(set(tokens)) < len(tokens):
                raise ValueError(f"file_name repeats a part of {format_text}")
            if unknown := set(re.findall("%.?", format_text)) - set(_DIGITS):
                raise ValueError(f"file_name uses {', '.join(sorted(unknown))}; only {' '.join(_DIGITS)} can be read")
        return self


def check_overlay(overlay: Overlay, contract: Contract) -> None:
    """Raise ValueError with a sentence when the overlay speaks of what its contract does not have."""
    columns = {column.name: column for column in contract.all_columns}
    for sent, name in overlay.headers:
        if name not in columns:
            raise ValueError(f"headers maps '{sent}' to '{name}', which is no column of {contract.feed}")
        if sent in columns:
            raise ValueError(f"headers gives '{sent}' another meaning, but it is a column of {contract.feed} itself")
    for name, pairs in overlay.codes:
        if name not in columns or columns[name].type != "code":
            raise ValueError(f"codes maps the column '{name}', which is no column of type code in {contract.feed}")
        for sent, code in pairs:
            if columns[name].codes and code not in columns[name].codes:
                raise ValueError(f"codes maps '{sent}' of '{name}' to '{code}', which is not on its list")
            if sent in columns[name].codes:
                raise ValueError(f"codes gives '{sent}' of '{name}' another meaning, but it is on its list itself")


def _digits(format_text: str) -> str:
    tokens = re.split("(%.)", format_text)
    return "".join(_DIGITS[token] if token in _DIGITS else re.escape(token) for token in tokens)
