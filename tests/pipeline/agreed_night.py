"""The night over the hand-made world with a file of sharing agreements, in which four feeds lack some.

Does not belong here: what the file may look like (tests/unit/contracts), or opt-outs alone (hand_night.py).
"""

from orchestration.contracts import PURPOSES, load_contracts
from tests.pipeline.hand_made import deliver_all
from tests.pipeline.nights import Nights
from tests.pipeline.place import Place

NOTHING, ONLY_CARE, ONLY_PLANNING, NOT_OPEN = "voluntary_support", "social_care", "referrals", "ecds"
AGREED = {NOTHING: (), ONLY_CARE: ("DIRECT_CARE",), ONLY_PLANNING: ("PLANNING",), NOT_OPEN: ("DIRECT_CARE", "PLANNING")}


def agreed_night(nights: Nights) -> Place:
    """A new warehouse after one night."""
    place, contracts = nights.place("agreed_night").with_keys(), load_contracts()
    deliver_all(place.inbox, contracts)
    lines = ["feed,provider_code,purpose_code,agreement_id,valid_from,valid_to"] + [
        f"{feed},*,{purpose},ISA-1,2024-01-01,2024-12-31"
        for feed, contract in contracts.items()
        if contract.needs_agreement
        for purpose in AGREED.get(feed, PURPOSES)
    ]
    agreements = place.folder / "agreements.csv"
    agreements.write_text("\n".join(lines), encoding="utf-8")
    place.have_a_night(SHARING_AGREEMENTS=str(agreements))
    return place
