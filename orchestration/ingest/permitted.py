"""What the rows in force may be used for, by feed and sender, on the reporting date.

Belongs here: lake.permitted_uses. Does not belong here: the file of agreements (contracts), who objects (models/), or
which delivery is in force (verdicts.py).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.contracts import PURPOSES, Agreement, Contract, covering
from orchestration.ingest.verdicts import Verdict

# A row that may be used for neither is of no use here; open tables are made of rows of planning.
USES = ("DIRECT_CARE", "PLANNING")


@dataclass(frozen=True)
class PermittedUse:
    """Whether the rows of a feed and sender may be used for a purpose, and under which agreement."""

    feed: str
    sender_code: str
    purpose_code: str
    agreement_id: str | None
    is_covered: bool


def permitted_uses(
    agreements: Collection[Agreement] | None,
    contracts: Mapping[str, Contract],
    decided: Iterable[Verdict],
    day: date,
) -> list[PermittedUse]:
    """One per feed and sender with a delivery in force, and purpose. Without agreements all that is sent is covered."""
    senders = sorted({(v.feed, v.provider_code) for v in decided if v.is_in_force and v.feed in contracts})
    found = []
    for feed, sender in senders:
        is_asked = agreements is not None and contracts[feed].needs_agreement
        by_purpose = {
            purpose: covering(agreements, feed, sender, purpose, day) if is_asked else None for purpose in PURPOSES
        }
        for purpose, agreement in by_purpose.items():
            is_covered = agreement is not None or not is_asked
            if purpose == "OPEN" and is_asked:
                is_covered = is_covered and by_purpose["PLANNING"] is not None
            found.append(PermittedUse(feed, sender, purpose, agreement.agreement_id if agreement else None, is_covered))
    return found


def used_senders(uses: Iterable[PermittedUse]) -> set[tuple[str, str]]:
    """Feed and sender of the rows that enter the warehouse: those that may be used for something."""
    return {(use.feed, use.sender_code) for use in uses if use.is_covered and use.purpose_code in USES}


def write_permitted_uses(connection: duckdb.DuckDBPyConnection, uses: Iterable[PermittedUse]) -> None:
    """Write lake.permitted_uses into the build."""
    connection.execute(
        "create table lake.permitted_uses (feed varchar, sender_code varchar, purpose_code varchar, "
        "agreement_id varchar, is_covered boolean)"
    )
    told = list(uses)
    connection.execute(
        "insert into lake.permitted_uses select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[]), "
        "unnest(?::varchar[]), unnest(?::boolean[])",
        [
            [use.feed for use in told],
            [use.sender_code for use in told],
            [use.purpose_code for use in told],
            [use.agreement_id for use in told],
            [use.is_covered for use in told],
        ],
    )
