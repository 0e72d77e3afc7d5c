"""From which probability a link is made, from which a person is asked, and what else may explain a close agreement.

Chosen on labelled truth, by the curves of docs/linkage.md, which also says what error each lets through. Belongs here:
these numbers. Does not belong here: how a probability is made (deciding.py).
"""

AUTO_ACCEPT = 0.98
"""Linked without being asked. Most links lie near 1, so that of all of them together fewer than one in a thousand is
wrong. A twin who is in no register lies below it: where every third person is in none, and one birth in ten is of
twins or named after a parent, 0.97 lets five times as many wrong links through and gains half a point of recall."""

REVIEW = 0.5
"""Shown to a reviewer: below it somebody else, or nobody, is likelier than the best person found."""

LEAST_WEIGHED = 1e-6
"""A pair less likely than this by itself changes no decision: a thousand of them would not."""

RELATIVES_PER_PERSON = 1.0
"""Others of one's family name at one's address: 1.4 others live in a household (ONS 2021), most of them of one name. As
many of them are in no register as of everybody else."""


def unregistered_relatives(coverage: float) -> float:
    """For each person of the index, relatives who are seen and are in no index."""
    return RELATIVES_PER_PERSON * (1 - coverage) / coverage
