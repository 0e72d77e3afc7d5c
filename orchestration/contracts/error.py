"""The one error of this room."""

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


class ContractError(Refusal):
    """A contract, an overlay or the seed of sensitive codes is wrong: a sentence that names the file and the key."""

    exit_code = USAGE_OR_SETTINGS
