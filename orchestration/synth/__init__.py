"""A synthetic population and its extracts: seeded, in blocks, with the truth about it kept apart from the inbox."""

from orchestration.synth.boroughs import DEFAULT as DEFAULT_BOROUGHS
from orchestration.synth.choices import Choices, choices_from
from orchestration.synth.extracts import SynthError, Written, latest_month, write_extracts

__all__ = [
    "DEFAULT_BOROUGHS",
    "Choices",
    "SynthError",
    "Written",
    "choices_from",
    "latest_month",
    "write_extracts",
]
