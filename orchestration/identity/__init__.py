"""Who is who: the vault of identities, the passes that link them, and person_map.

The only room that opens the vault. Does not belong here: what a person did (models/) or may be shown (opt-outs of the
kinds NATIONAL and TYPE_1 take effect where facts are made).
"""

from orchestration.identity.generation.lake import ReadWithoutText
from orchestration.identity.generation.preparing import Generation, prepare_generation, room_needed
from orchestration.identity.learning import NothingToLearnFrom, Trained, train_model
from orchestration.identity.link import LinkSummary, link
from orchestration.identity.made_with import OtherKeys, require_same_keys
from orchestration.identity.reidentification.asked import Asked, ask
from orchestration.identity.reidentification.audit import disclosures
from orchestration.identity.reidentification.disclose import Disclosure, reidentify
from orchestration.identity.review import NotDecidable, Pair, decide_pair, decisions_made, pairs_in_doubt
from orchestration.identity.sighted import IdentityLost
from orchestration.identity.vault import VaultUnreadable

__all__ = [
    "Asked",
    "Disclosure",
    "Generation",
    "IdentityLost",
    "LinkSummary",
    "NotDecidable",
    "NothingToLearnFrom",
    "OtherKeys",
    "Pair",
    "ReadWithoutText",
    "Trained",
    "VaultUnreadable",
    "ask",
    "decide_pair",
    "decisions_made",
    "disclosures",
    "link",
    "pairs_in_doubt",
    "prepare_generation",
    "reidentify",
    "require_same_keys",
    "room_needed",
    "train_model",
]
