"""How a row is named: its feed and the values of its key.

Does not belong here: looking for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.contracts import Contract
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


class RecordUnreadable(Refusal):
    """What was given names no row."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Record:
    """A row by its key. The sender is part of every key, and needs saying only where two senders share the rest."""

    contract: Contract
    values: tuple[str, ...]
    sender: str | None = None

    @property
    def source_key(self) -> str:
        return "|".join(self.values)


def read_record(text: str, contracts: Mapping[str, Contract]) -> Record:
    """Read `feed:value|value`, or `feed:sender|value|value`."""
    feed, colon, rest = text.partition(":")
    contract = contracts.get(feed.strip())
    if not colon or contract is None:
        raise RecordUnreadable(
            "A record is written as its feed, a colon and its key values joined by |, for example "
            f"apc:R1H|S123|1. The feeds are {', '.join(contracts)}."
        )
    values = tuple(value.strip() for value in rest.split("|"))
    wanted = len(contract.key)
    if len(values) == wanted and all(values):
        return Record(contract, values)
    if len(values) == wanted + 1 and all(values):
        return Record(contract, values[1:], values[0].upper())
    raise RecordUnreadable(
        f"A row of {contract.feed} is named by {', '.join(contract.key)}: write "
        f"{contract.feed}:{'|'.join(name.upper() for name in contract.key)}, with the sender in front if two share it."
    )
