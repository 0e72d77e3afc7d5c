"""An independent recalculation of the published tables from the interface pages alone: how a person is written."""

import hmac
from functools import cache
from uuid import UUID


@cache
def write_person(key: bytes, message: str) -> str:
    """The first 16 bytes of HMAC-SHA-256 of a message, as a UUID."""
    return str(UUID(bytes=hmac.digest(key, message.encode(), "sha256")[:16]))


def follow(number: str, merged_into: dict[str, str]) -> str:
    """The number that a number was merged into, chains followed; a chain that meets a cycle is not followed."""
    seen = {number}
    current = number
    while current in merged_into:
        current = merged_into[current]
        if current in seen:
            return number
        seen.add(current)
    return current
