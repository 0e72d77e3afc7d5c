"""Markdown as every page and every text in Dagster is written: a title, parts, and tables.

Does not belong here: what a page says (dictionary.py; of the published tables, publish).
"""

from collections.abc import Collection, Iterable, Sequence


def page(mark: str, title: str, *parts: str) -> str:
    """A page, under a comment that says what it is made from."""
    return "\n\n".join([mark, f"# {title}", *parts]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Collection[str] = ()) -> str:
    """A table, the columns of `numbers` to the right; a bar or a line break inside a cell stays inside it."""
    lines = [head, ["---:" if name in numbers else "---" for name in head], *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
