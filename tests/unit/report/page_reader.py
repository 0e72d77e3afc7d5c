"""A page of the report as the standard library reads it: its pictures, its tables, and what reaches outside of it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path


@dataclass
class ReadTable:
    """A table of the page, cell by cell."""

    source: str
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class ReadFigure:
    """What stands in one figure."""

    told: list[str] = field(default_factory=list)
    """What each picture tells those who do not see it."""
    tables: list[ReadTable] = field(default_factory=list)


class PageReader(HTMLParser):
    """Reads a page whole."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tables: list[ReadTable] = []
        self.figures: list[ReadFigure] = []
        self.pictures = 0
        self._inside: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "link", "img", "br"):
            self._inside.append(tag)
        match tag:
            case "figure":
                self.figures.append(ReadFigure())
            case "svg":
                self.pictures += 1
            case "table":
                self.tables.append(ReadTable(dict(attrs)["data-source"] or ""))
                if "figure" in self._inside:
                    self.figures[-1].tables.append(self.tables[-1])
            case "tr":
                self.tables[-1].rows.append([])
            case "th" | "td":
                self.tables[-1].rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag, f"{tag} is closed where something else is open"

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if "caption" in self._inside:
            self.tables[-1].caption += data
        elif {"th", "td"} & set(self._inside):
            self.tables[-1].rows[-1][-1] += data
        elif "desc" in self._inside:
            self.figures[-1].told.append(data)

    def whole(self) -> bool:
        return not self._inside

    def table(self, source: str, words: str = "") -> list[list[str]]:
        """The rows below the head of the first table of this source whose caption holds these words."""
        return next(of.rows[1:] for of in self.tables if of.source == source and words in of.caption)


def reaches_outside(page: PageReader) -> list[str]:
    """What of the page a browser would fetch or run: nothing may."""
    active = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "use", "image"}
    found = [tag for tag in page.tags if tag in active]
    for name, value in page.attributes:
        if name.startswith("on") or (name in ("src", "href", "action") and not (value or "").startswith(("#", "../"))):
            found.append(f"{name}={value}")
    return found + [word for word in ("url(", "@import", "://") if word in "".join(page.text)]
