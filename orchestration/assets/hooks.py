"""The failure hook: when a step of a job fails, somebody is told in words.

Does not belong here: the words, and the ways they go (failure_message.py).
"""

import dagster as dg

from orchestration.assets.failure_message import failure_text, send_failure
from orchestration.gates import latest_gates
from orchestration.settings import Settings


def tell_failure(settings: Settings) -> dg.HookDefinition:
    """A hook that tells of a step that failed."""

    @dg.failure_hook(name="tell_failure")
    def tell(context: dg.HookContext) -> None:
        step = context.step_key.replace("__", ".")
        sentence = sentence_of(settings, context.op_exception, context.run_id)
        text = failure_text(settings, context.run_id, step, sentence)
        context.log.error(text)
        _, failed = send_failure(settings, text)
        if failed:
            context.log.error(f"The message could not be sent by: {', '.join(failed)}.")

    return tell


def sentence_of(settings: Settings, error: BaseException | None, run_id: str) -> str:
    """Why a step failed: its own sentence, or the gate's."""
    if isinstance(error, dg.Failure) and error.description:
        return error.description
    closed = [gate for gate in latest_gates(settings) if gate.run_id == run_id and not gate.is_green]
    if closed:
        return closed[-1].sentence
    return f"An error of ours ({type(error).__name__})."
