"""An independent recalculation of the published tables from the interface pages alone: the lists it borrows.

The sensitive codes, the ambulatory care sensitive conditions, the codes of conditions and the deflators are data of the
project, read here as data.
"""

import csv
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass
class Sensitive:
    """Legally restricted and sensitive codes: prefixes by code system."""

    prefixes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def holds(self, system: str, code: str) -> bool:
        """Whether a code begins with a listed prefix of its system."""
        return code.startswith(self.prefixes.get(system, ()) or ("\0",))


def plain(code: str) -> str:
    """A code without its dot."""
    return code.strip().upper().replace(".", "")


def read_sensitive(folder: Path = SEEDS) -> Sensitive:
    """The list of sensitive codes; empty where the project has none."""
    path = folder / "code_sensitive_codes.csv"
    gathered: dict[str, list[str]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                system = line["code_system"].strip().upper().replace("-", "").replace("_", "").replace(" ", "")
                gathered.setdefault(system.replace("SNOMEDCT", "SNOMED"), []).append(plain(line["code_prefix"]))
    return Sensitive({system: tuple(codes) for system, codes in gathered.items()})


def read_acsc(folder: Path = SEEDS) -> tuple[str, ...]:
    """The ICD-10 prefixes of the 19 ambulatory care sensitive conditions; empty where the project has none."""
    path = folder / "code_acsc_prefixes.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        name = next(column for column in reader.fieldnames or [] if "prefix" in column)
        return tuple(sorted({plain(line[name]) for line in reader}))


def read_deflators(folder: Path = SEEDS) -> dict[str, Decimal]:
    """The level of prices by financial year; empty where the project has none."""
    path = folder / "code_deflators.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {line["fin_year"]: Decimal(line["gdp_deflator"]) for line in csv.DictReader(lines)}


@dataclass
class Codes:
    """The codes of conditions, each with the condition and what it says of it."""

    concepts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    medicines: list[tuple[str, tuple[str, str]]] = field(default_factory=list)
    diagnoses: list[tuple[str, tuple[str, str]]] = field(default_factory=list)


def read_condition_codes(folder: Path = SEEDS) -> Codes:
    """The codes of conditions; none where the project has none."""
    path, codes = folder / "code_condition_codes.csv", Codes()
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                meant = line["ltc_code"], line["code_role"]
                if line["code_system"] == "SNOMED":
                    codes.concepts.setdefault(line["code"], []).append(meant)
                else:
                    listed = codes.medicines if line["code_system"] == "BNF" else codes.diagnoses
                    listed.append((line["code"], meant))
    return codes
