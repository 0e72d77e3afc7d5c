"""Tokens: HMAC-SHA-256 under a key, its first 16 bytes as a UUID, in SQL over distinct values only.

The pads of the key are bound as parameters of one statement on a private connection without profiling or query log:
they stand in no SQL text. Does not belong here: which values make a token (identity_text, person numbering).
"""

import hmac
from hashlib import sha256
from uuid import UUID

from orchestration.pseudonymise.keys import Key

_BLOCK = 64
"""Block size of SHA-256 in bytes (RFC 2104)."""


def pads(key: Key) -> dict[str, bytes]:
    """The two named parameters that `token_sql` refers to: $opad and $ipad."""
    padded = key.secret.ljust(_BLOCK, b"\x00")
    return {"opad": bytes(byte ^ 0x5C for byte in padded), "ipad": bytes(byte ^ 0x36 for byte in padded)}


def token_sql(message_sql: str) -> str:
    """SQL of type UUID: the first 16 bytes of HMAC-SHA-256(key, UTF-8 of the message); null for a null message."""
    inner = f"unhex(sha256($ipad::blob || encode({message_sql})))"
    return f"left(sha256($opad::blob || {inner}), 32)::uuid"


def token(key: Key, message: str) -> UUID:
    """The same token for one message, by Python's own library: the check that the SQL is held against."""
    return UUID(bytes=hmac.new(key.secret, message.encode("utf-8"), sha256).digest()[:16])
