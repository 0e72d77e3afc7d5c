"""What risk refuses, each in a sentence. Does not belong here: the rules themselves."""

from orchestration.refusal import Refusal


class DataRefused(Refusal):
    """A table cannot be learnt from, scored or judged; no model and no scores are made."""


class ModelUnreadable(Refusal):
    """A model is not there, is damaged, or is of a format that this version does not write."""


class PopulationUnlike(Refusal):
    """The people to be scored look nothing like those whom the model learnt from."""
