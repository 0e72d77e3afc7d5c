"""Keys and what is made with them: NHS number rules, tokens, the seal of the vault.

The only room that touches a key. Does not belong here: files of providers (ingest) or who is who (identity).
"""

from orchestration.pseudonymise.keys import KeyRing, MissingKey, key_ring, new_ring
from orchestration.pseudonymise.nhs_number import DIGITS, normal_form_sql, valid_nhs_number_sql
from orchestration.pseudonymise.seal import SEALED, attach_vault, hold_vault_key, read_sealed_sql
from orchestration.pseudonymise.tokens import pads, token, token_sql

__all__ = [
    "DIGITS",
    "SEALED",
    "KeyRing",
    "MissingKey",
    "attach_vault",
    "hold_vault_key",
    "key_ring",
    "new_ring",
    "normal_form_sql",
    "pads",
    "read_sealed_sql",
    "token",
    "token_sql",
    "valid_nhs_number_sql",
]
