"""The one exception whose message is written for a person: what is wrong, where, what to do.

A refusal is no bug: the command prints its sentence and ends with its exit code. Anything else that escapes is an
error of ours. Does not belong here: what is refused and why; each step says that itself.
"""

STOPPED_FROM_OUTSIDE = 1
USAGE_OR_SETTINGS = 2


class Refusal(Exception):
    """Something outside our code stops the run (exit code 1): the message is a sentence without any person's value."""

    exit_code = STOPPED_FROM_OUTSIDE


class DiskFull(Refusal):
    """The disk under the warehouse has no space left."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The disk is full: {where} could not be written. Free some space and run again; "
            "what was published before still stands."
        )
