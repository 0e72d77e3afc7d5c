"""Feed contracts: what arrives, how it is read, and what is generated from that.

A feed is one YAML file in expectations/feeds/; a sender that spells things its own way is an overlay beside it.
"""

from orchestration.contracts.agreements import (
    PURPOSES,
    Agreement,
    AgreementsUnreadable,
    agreements_of,
    covering,
    load_agreements,
)
from orchestration.contracts.column import Column
from orchestration.contracts.contract import LAKE_COLUMNS, Cadence, Contract
from orchestration.contracts.error import ContractError
from orchestration.contracts.file_name import FileName, FileNameError, legible, parse_file_name, without_numbers
from orchestration.contracts.load import load_contracts, load_overlays, overlay_for
from orchestration.contracts.overlay import Overlay
from orchestration.contracts.rules import Rule
from orchestration.contracts.sensitive import SensitiveCode, SensitiveColumn, load_sensitive_codes

__all__ = [
    "LAKE_COLUMNS",
    "PURPOSES",
    "Agreement",
    "AgreementsUnreadable",
    "Cadence",
    "Column",
    "Contract",
    "ContractError",
    "FileName",
    "FileNameError",
    "Overlay",
    "Rule",
    "SensitiveCode",
    "SensitiveColumn",
    "agreements_of",
    "covering",
    "legible",
    "load_agreements",
    "load_contracts",
    "load_overlays",
    "load_sensitive_codes",
    "overlay_for",
    "parse_file_name",
    "without_numbers",
]
