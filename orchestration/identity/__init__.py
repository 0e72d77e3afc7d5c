"""Who is who: the vault of identities, the passes that link them, and person_map.

The only room that opens the vault. Does not belong here: what a person did (models/) or may be shown (opt-outs of the
kinds NATIONAL and TYPE_1 take effect where facts are made).
"""

from orchestration.identity.learning import NothingToLearnFrom, Trained, train_model
from orchestration.identity.link import LinkSummary, link
from orchestration.identity.reidentification.asked import Asked, ask
from orchestration.identity.reidentification.audit import disclosures
from orchestration.identity.reidentification.disclose import Disclosure, reidentify
from orchestration.identity.sighted import IdentityLost
from orchestration.identity.vault import VaultUnreadable

__all__ = [
    "Asked",
    "Disclosure",
    "IdentityLost",
    "LinkSummary",
    "NothingToLearnFrom",
    "Trained",
    "VaultUnreadable",
    "ask",
    "disclosures",
    "link",
    "reidentify",
    "train_model",
]
