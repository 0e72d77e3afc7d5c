"""Keys and what is made with them: NHS number rules, tokens, the seal of the vault.

The only room that touches a key. Does not belong here: files of providers (ingest) or who is who (identity).
"""

from orchestration.pseudonymise.keys import PURPOSES, KeyRing, MissingKey, key_ring, new_ring, write_document
from orchestration.pseudonymise.nhs_number import DIGITS, normal_form_sql, valid_nhs_number_sql
from orchestration.pseudonymise.renewal import (
    NotRenewable,
    Renewal,
    RetiredKey,
    keep_ring,
    place_ring,
    renewed,
    retired_keys,
)
from orchestration.pseudonymise.seal import RENEWED, SEALED, attach_vault, hold_vault_key, read_sealed_sql, sealed
from orchestration.pseudonymise.tokens import pads, token, token_sql

__all__ = [
    "DIGITS",
    "PURPOSES",
    "RENEWED",
    "SEALED",
    "KeyRing",
    "MissingKey",
    "NotRenewable",
    "Renewal",
    "RetiredKey",
    "attach_vault",
    "hold_vault_key",
    "keep_ring",
    "key_ring",
    "new_ring",
    "normal_form_sql",
    "pads",
    "place_ring",
    "read_sealed_sql",
    "renewed",
    "retired_keys",
    "sealed",
    "token",
    "token_sql",
    "valid_nhs_number_sql",
    "write_document",
]
