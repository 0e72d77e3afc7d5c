"""The page as HTML: sections of pictures, each with its table, in one file that asks nothing of anybody.

Belongs here: escaping, headings, tables, and what makes the page whole. Does not belong here: what a section says, or
how a picture is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from orchestration.report.style import STYLE

# No script, no font, no picture from elsewhere: a browser holds the page to it, whatever a name in it says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Table:
    """What a picture shows, as numbers. The first cell of a row is its head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    """The open table that it is made of."""
    is_folded: bool = False
    """Whether a reader opens it by hand, because it is long."""
    is_of_words: bool = False


@dataclass(frozen=True)
class Figure:
    """A table, with its picture where there is one."""

    table: Table
    picture: str = ""


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    name: str
    """As its link has it."""
    title: str
    said: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Page:
    """The whole page."""

    title: str
    said: tuple[str, ...]
    glance: tuple[tuple[str, str], ...]
    sections: Sequence[Section]
    stressed: str
    """A sentence that must not be missed."""
    ending: tuple[str, ...]


def html(page: Page) -> str:
    """The page as one file."""
    links = "".join(f'<li><a href="#{escape(of.name)}">{escape(of.title)}</a></li>' for of in page.sections)
    glance = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in page.glance)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{escape(page.title)}</h1>\n{_paragraphs(page.said)}"
        f'<p class="said">{escape(page.stressed)}</p>\n'
        f'<dl class="glance">{glance}</dl>\n<nav aria-label="Parts of this page"><ul>{links}</ul></nav>\n</header>\n'
        f"<main>\n{''.join(_section(of) for of in page.sections)}</main>\n"
        f"<footer>\n{_paragraphs(page.ending)}</footer>\n</body>\n</html>\n"
    )


def _paragraphs(said: Sequence[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>\n" for sentence in said)


def _section(section: Section) -> str:
    return (
        f'<section id="{escape(section.name)}">\n<h2>{escape(section.title)}</h2>\n{_paragraphs(section.said)}'
        f"{''.join(_figure(figure) for figure in section.figures)}</section>\n"
    )


def _figure(figure: Figure) -> str:
    table = _table(figure.table)
    if figure.table.is_folded:
        table = f"<details><summary>The numbers of this picture</summary>{table}</details>"
    return f"<figure>\n{figure.picture}{table}</figure>\n" if figure.picture else table


def _table(table: Table) -> str:
    number = "" if table.is_of_words else ' class="n"'
    first, *others = table.head
    head = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col"{number}>{escape(name)}</th>' for name in others
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(of)}</th>'
        + "".join(f"<td{number}>{escape(cell)}</td>" for cell in cells)
        + "</tr>\n"
        for of, *cells in table.rows
    )
    source = escape(table.source)
    link = f'<a href="../dictionary/{source}.md"><code>{source}</code></a>'
    return (
        f'<div class="wide"><table data-source="{source}"><caption>{escape(table.caption)} From {link}.</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
    )
