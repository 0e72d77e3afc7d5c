"""How a verb ends: with its exit code, and a sentence for whatever stopped it. Never with a traceback.

Belongs here: the one place that turns what escapes into words. Does not belong here: what is refused, and why.
"""

import functools
from collections.abc import Callable
from typing import TypeVar

import typer
from rich.console import Console

from orchestration.assets.error_log import OUR_ERROR, refusal_of, write_error
from orchestration.refusal import STOPPED_FROM_OUTSIDE, USAGE_OR_SETTINGS
from orchestration.settings import Settings, load_settings

Verb = TypeVar("Verb", bound=Callable)
# A table in a file or a pipe is not to be folded at the width of no terminal.
WIDTH_ELSEWHERE = 200


def shown_on(*, is_error: bool = False) -> Console:
    """Where words go: the terminal at its width, or plain lines."""
    console = Console(stderr=is_error, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=is_error, highlight=False, width=WIDTH_ELSEWHERE)
    return console


def say(text: str = "", *, is_error: bool = False) -> None:
    """One line, as it is."""
    shown_on(is_error=is_error).print(text, markup=False, soft_wrap=True)


def spoken(verb: Verb) -> Verb:
    """A verb whose every end is a sentence and an exit code."""

    @functools.wraps(verb)
    def told(*args: object, **kwargs: object) -> None:
        try:
            verb(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            say("Interrupted; what was published before still stands.", is_error=True)
            raise typer.Exit(STOPPED_FROM_OUTSIDE) from None
        except BrokenPipeError:
            raise typer.Exit(0) from None  # whoever read the output has read enough
        except Exception as error:
            raise typer.Exit(_tell(error)) from None

    return told


def _tell(error: Exception) -> int:
    refusal = refusal_of(error)
    if refusal is not None:
        say(str(refusal), is_error=True)
        return refusal.exit_code
    if type(error).__name__ == "ContractError":
        say(str(error), is_error=True)
        return USAGE_OR_SETTINGS
    path = write_error(_settings_or_default(), error, "the command")
    say(
        f"An error of ours ({type(error).__name__}); what was published before still stands. "
        f"Where it happened, without any data: {path}",
        is_error=True,
    )
    return OUR_ERROR


def _settings_or_default() -> Settings:
    try:
        return load_settings()
    except Exception:
        return Settings.model_construct()
