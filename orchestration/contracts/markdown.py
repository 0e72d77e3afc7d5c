"""Markdown as the pages of the dictionary are written: a title, parts, and tables.

Does not belong here: what a page says (dictionary.py; of the published tables, publish).
"""

from collections.abc import Iterable, Sequence


def page(mark: str, title: str, *parts: str) -> str:
    """A page, under a comment that says what it is made from."""
    return "\n\n".join([mark, f"# {title}", *parts]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell stays inside it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
