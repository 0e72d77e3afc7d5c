"""From which probability a link is made, from which a person is asked, and what else may explain a close agreement.

Chosen on labelled truth, by the curves of docs/linkage.md, which also says what error each lets through. Belongs here:
these numbers. Does not belong here: how a probability is made (deciding.py).
"""

AUTO_ACCEPT = 0.96
"""Linked without being asked. Most links lie near 1, so that of all of them together about one in a thousand is wrong
in the worst of files. An entirely other given name at the same address and birth date lies just below it: it may be the
person's, or that of a twin who is in no register. 0.95 lets up to half as many wrong links more through, and gains a
fifth of a point of recall."""

REVIEW = 0.5
"""Shown to a reviewer: below it somebody else, or nobody, is likelier than the best person found."""

LEAST_WEIGHED = 1e-6
"""A pair less likely than this by itself changes no decision: a thousand of them would not."""

RELATIVES_PER_PERSON = 1.0
"""Others of one's family name at one's address: 1.4 others live in a household (ONS 2021), most of them of one name. As
many of them are in no register as of everybody else, and no fewer than LEAST_UNREGISTERED."""

LEAST_UNREGISTERED = 0.1
"""A twin in no register is what a wrong link is mostly made of; and files without numbers are of people in no register
sooner than those with numbers, which a model learns from: visitors, the newly come, the next borough's people
(illustrative)."""


def unregistered_relatives(coverage: float) -> float:
    """For each person of the index, relatives who are seen and are in no index."""
    registered = min(coverage, 1 - LEAST_UNREGISTERED)
    return RELATIVES_PER_PERSON * (1 - registered) / registered
