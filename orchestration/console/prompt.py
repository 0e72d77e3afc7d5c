"""What is asked of a published file: one query, what is typed at the prompt, or what is piped in.

Belongs here: telling queries and the prompt's own commands apart. Does not belong here: answering one (query.py).
"""

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console

from orchestration.console.query import Answer, Format, PublishedFile, QueryRefused, form_of, show_answer
from orchestration.settings import Settings

_PROMPT, _CONTINUED = "careweave> ", "        -> "
_HELP = "End a query with ; — .tables lists what can be asked, .columns NAME describes one, .quit leaves."
_QUIT = (".quit", ".exit", "quit", "exit")


def show_query(console: Console, settings: Settings, query: str | None, form: str, *, is_open: bool) -> None:
    """Answer one query, or as many as are asked at the prompt; without a terminal, what stands on standard input."""
    written = form_of(form)
    published = PublishedFile(settings, is_open=is_open)
    try:
        if query is not None:
            _answer_one(console, published, written, query)
        elif sys.stdin.isatty():
            _answer_typed(console, published, written)
        else:
            _answer_piped(console, published, written)
    finally:
        published.close()


def _answer_one(console: Console, published: PublishedFile, form: Format, query: str) -> None:
    if not _is_command(query):
        statements = published.how_many(query)
        if statements == 0:
            raise QueryRefused(
                "There is no query in that: write one, or leave it out for a prompt. "
                'For example: careweave sql "from dim_practice".'
            )
        if statements > 1:
            raise QueryRefused(
                f"One query at a time: these are {statements}. Ask them one by one, or pipe them in for all answers."
            )
    _show(console, form, _answers(published, query))


def _answer_piped(console: Console, published: PublishedFile, form: Format) -> None:
    for asked in _apart(sys.stdin.read().splitlines()):
        if asked.strip() in _QUIT:
            return
        _show(console, form, _answers(published, asked))


def _answer_typed(console: Console, published: PublishedFile, form: Format) -> None:
    import readline  # noqa: F401, arrow keys at the prompt

    console.print(_HELP, markup=False)
    lines: list[str] = []
    while True:
        try:
            line = input(_CONTINUED if lines else _PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            print()
            lines = []
            continue
        if not lines and line.strip() in _QUIT:
            return
        lines.append(line)
        asked = "\n".join(lines)
        if not (_is_command(asked) or _is_whole(asked)):
            continue
        try:
            _show(console, form, _answers(published, asked))
        except QueryRefused as refused:
            console.print(str(refused), markup=False)
        lines = []


def _apart(lines: Iterable[str]) -> Iterator[str]:
    """A command is a line of its own after a whole query; all that stands between two commands is one text."""
    held: list[str] = []
    for line in lines:
        if (_is_command(line) or line.strip() in _QUIT) and _is_whole("\n".join(held)):
            yield "\n".join(held)
            yield line
            held = []
        else:
            held.append(line)
    yield "\n".join(held)


def _is_command(text: str) -> bool:
    return text.lstrip().startswith(".")


def _is_whole(text: str) -> bool:
    """Whether the text ends where a query ends; comments alone are no query that could be open."""
    asked = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--")).strip()
    return not asked or asked.endswith(";")


def _answers(published: PublishedFile, text: str) -> Iterator[Answer]:
    match text.strip().rstrip(";").split():
        case [".tables"]:
            yield published.tables()
        case [".columns", table]:
            yield published.columns(table)
        case [word, *_] if word.startswith("."):
            raise QueryRefused(_HELP)
        case _:
            yield from published.answers(text)


def _show(console: Console, form: Format, answers: Iterable[Answer]) -> None:
    for names, rows in answers:
        show_answer(console, form, names, rows)
