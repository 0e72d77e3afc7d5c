"""Who is who: the vault of identities, the passes that link them, and person_map.

The only room that opens the vault. Does not belong here: what a person did (models/) or may be shown (opt-outs of the
kinds NATIONAL and TYPE_1 take effect where facts are made).
"""

from orchestration.identity.generation.lake import ReadWithoutText
from orchestration.identity.generation.preparing import Generation, prepare_generation, room_needed
from orchestration.identity.learning import NothingToLearnFrom, Trained, train_model
from orchestration.identity.link import LinkSummary, link
from orchestration.identity.made_with import OtherKeys, require_same_keys
from orchestration.identity.review import NotDecidable, Pair, decide_pair, decisions_made, pairs_in_doubt
from orchestration.identity.sighted import IdentityLost
from orchestration.identity.vault import VaultUnreadable

__all__ = [
    "Generation",
    "IdentityLost",
    "LinkSummary",
    "NotDecidable",
    "NothingToLearnFrom",
    "Pair",
    "OtherKeys",
    "ReadWithoutText",
    "Trained",
    "VaultUnreadable",
    "decide_pair",
    "decisions_made",
    "link",
    "pairs_in_doubt",
    "prepare_generation",
    "require_same_keys",
    "room_needed",
    "train_model",
]
