"""Who is who: the vault of identities, the passes that link them, and person_map.

The only room that opens the vault. Does not belong here: what a person did (models/) or may be shown (opt-outs of the
kinds NATIONAL and TYPE_1 take effect where facts are made).
"""

from orchestration.identity.learning import NothingToLearnFrom, Trained, train_model
from orchestration.identity.link import LinkSummary, link
from orchestration.identity.review import NotDecidable, Pair, decide_pair, decisions_made, pairs_in_doubt
from orchestration.identity.sighted import IdentityLost
from orchestration.identity.vault import VaultUnreadable

__all__ = [
    "IdentityLost",
    "LinkSummary",
    "NotDecidable",
    "NothingToLearnFrom",
    "Pair",
    "Trained",
    "VaultUnreadable",
    "decide_pair",
    "decisions_made",
    "link",
    "pairs_in_doubt",
    "train_model",
]
