"""Registers of the Quality and Outcomes Framework: their rules in small, and what is published of each borough.

Belongs here: how a condition gets onto a register, and the published prevalence (expectations/population/). Does not
belong here: how the generator comes near it (calibration.py), or what came out (measures).
"""

import csv
from dataclasses import dataclass
from functools import cache

from orchestration.settings import PROJECT_ROOT

PREVALENCE_FILE = PROJECT_ROOT / "expectations" / "population" / "qof_prevalence.csv"


@dataclass(frozen=True)
class Register:
    """A register: its condition, the youngest age in register and list, and what else must hold."""

    code: str
    condition: str
    youngest: int = 0
    diagnosed_since: int = 1900  # the year whose April is meant
    medicine_within_months: int = 0


REGISTERS = (
    Register("AF", "AF"),
    Register("AST", "AST", medicine_within_months=12),
    Register("CAN", "CAN", diagnosed_since=2003),
    Register("CHD", "CHD"),
    Register("CKD", "CKD", 18),
    Register("COPD", "COPD"),
    Register("DEM", "DEM"),
    Register("DEP", "DEP", 18, diagnosed_since=2006),
    Register("DM", "DM", 17),
    Register("EP", "EP", 18, medicine_within_months=6),
    Register("HF", "HF"),
    Register("HYP", "HTN"),
    Register("LD", "LD"),
    Register("MH", "SMI"),
    Register("OST", "OST", 50),
    Register("PAD", "PAD"),
    Register("PC", "PC"),
    Register("RA", "RA", 16),
    Register("STIA", "STIA"),
)


@cache
def prevalence_pct() -> dict[tuple[str, str], float]:
    """Per cent of the list by borough code and register, 2019/20."""
    with PREVALENCE_FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row["borough_code"], row["register_code"]): float(row["prevalence_pct"]) for row in csv.DictReader(file)
        }
