"""Scoring a night's people: from int_risk__features of the build to the tables of its schema risk.

Belongs here: which model is asked, what is proposed, who is in which band, and what of the last publication is kept.
Does not belong here: how a model is learnt or scores (the rest of risk), or whether scores are taken (the gate RISK).
"""

from orchestration.risk.nightly.keeping import keep, take
from orchestration.risk.nightly.proposing import Proposed, propose, write_feature_groups

__all__ = ["Proposed", "keep", "propose", "take", "write_feature_groups"]
