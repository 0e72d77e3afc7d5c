"""What a gate expects: the strict model of expectations/gates/<zone>.yml.

Belongs here: the shape of a suite and the sentence about a file that does not have it. Does not belong here: running
a profile (profile.py) or judging it (judge.py).
"""

from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT

Zone = Literal["FEEDS", "IDENTITY", "STAGING", "RISK", "MARTS", "PUBLISHED"]
ZONES: tuple[str, ...] = get_args(Zone)


class GateError(Refusal):
    """A gate could not be asked at all; the message is a sentence."""


def _ends_as_sentence(text: str) -> str:
    if not text.endswith("."):
        raise ValueError("write a sentence that ends with a full stop")
    return text


Sentence = Annotated[str, Field(min_length=10), AfterValidator(_ends_as_sentence)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
# A gate judges counts and shares. The ending says so, and profile.py proves that the type is a number or a boolean.
Measure = Annotated[str, Field(pattern=r"^(is_[a-z0-9_]+|[a-z][a-z0-9_]*_(count|pct|days))$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(_Strict):
    """One expectation of Great Expectations about one measure, the same for every subject of its profile."""

    # Expectations about each value of a column: only these can say which subject did not meet them.
    type: Annotated[str, Field(pattern=r"^expect_column_values_to_[a-z_]+$")]
    column: Measure
    arguments: dict[str, float | int | bool | list[float | int | bool]] = {}
    is_blocking: bool
    sentence: Sentence

    @property
    def name(self) -> str:
        """How results call it; two limits on the same measure have two names."""
        told = "".join(f", {key}={value}" for key, value in self.arguments.items())
        return f"{self.type}({self.column}{told})"


class Profile(_Strict):
    """A small frame of counts: one row per subject (a delivery, a feed, a table), never a row of a person."""

    name: Name
    grain: Annotated[str, Field(pattern=r"^One row per .+\.$")]
    subject: Name
    belongs_to: Name | None = Field(None, description="Column that names the feed or table a subject belongs to.")
    for_each: str | None = Field(
        None, description="SQL that gives names; `sql` is repeated for each of its rows, {column} replaced by the name."
    )
    sql: str
    may_be_empty: Sentence | None = Field(None, description="Why no row at all is no fault; else it closes the gate.")
    expectations: Annotated[tuple[Expectation, ...], Field(min_length=1)]


class Suite(_Strict):
    """The expectations between two zones."""

    zone: Zone
    title: Annotated[str, Field(min_length=3)]
    profiles: Annotated[tuple[Profile, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_are_distinct(self) -> "Suite":
        names = [profile.name for profile in self.profiles]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two profiles are called {name}")
        for profile in self.profiles:
            expected = [expectation.name for expectation in profile.expectations]
            for name in expected:
                if expected.count(name) > 1:
                    raise ValueError(f"profile {profile.name} says {name} twice")
        return self


def suite_path(zone: str, root: Path | None = None) -> Path:
    """Where the suite of a zone is written."""
    return (root or PROJECT_ROOT) / "expectations" / "gates" / f"{zone.lower()}.yml"


def load_suite(zone: str, root: Path | None = None) -> Suite:
    """Read one gate. Raises GateError with one sentence about the first thing that is wrong in its file."""
    if zone not in ZONES:
        raise GateError(f"There is no gate {zone}; the gates are {', '.join(ZONES)}.")
    path = suite_path(zone, root)
    place = f"expectations/gates/{path.name}"
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GateError(f"{place} is missing: write the expectations of the gate {zone} there.") from None
    except (OSError, UnicodeDecodeError):
        raise GateError(f"{place} cannot be read as text.") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise GateError(f"{place} is not YAML: look at line {line}.") from None
    try:
        suite = Suite.model_validate(written)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the file"
        said = "is not a key of a gate" if problem["type"] == "extra_forbidden" else problem["msg"].lower()
        raise GateError(f"{place}: {where}: {said.removeprefix('value error, ')}.") from None
    if suite.zone != zone:
        raise GateError(f"{place} says that it is the gate {suite.zone}, its name says {zone}.")
    return suite
