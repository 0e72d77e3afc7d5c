"""One stop of a row on its way: where it stands, and what was decided there."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stop:
    """`facts` are names and values that identify nobody."""

    zone: str
    table: str
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)
