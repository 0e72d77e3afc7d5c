"""A synthetic population and its extracts: seeded, in blocks, with the truth about it kept apart from the inbox."""

from orchestration.synth.extracts import SynthError, Written, latest_month, write_extracts

__all__ = ["SynthError", "Written", "latest_month", "write_extracts"]
