"""Parameters with their reasons, read from the very lines that state them: what is printed of them cannot drift.

Belongs here: the way from an assignment and the comments at it to a row of the page. Does not belong here: any number.

A comment at the end of an assignment, and the comment lines right above it, are its reason. An assignment without one
has the reason of the one before it in its section. `# === Title ===` begins a section.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECTION = re.compile(r"# === (.+) ===")


@dataclass(frozen=True)
class Stated:
    """One parameter: where it belongs, what it is, and why."""

    section: str
    name: str
    value: str
    reason: str
    is_own_reason: bool


def stated(path: Path) -> list[Stated]:
    """Every parameter of a module, in its order."""
    source = path.read_text(encoding="utf-8")
    above, beside, sections = _comments(source)
    found: list[Stated] = []
    section, previous = "", 0
    for node, name in _assignments(ast.parse(source)):
        for line in range(previous, node.lineno):
            if line in sections:
                section, reason = sections[line], ""
        own = " ".join(part for part in (_block_above(above, node.lineno), beside.get(node.end_lineno, "")) if part)
        reason = own or reason
        value = " ".join(ast.get_source_segment(source, node.value).split())
        value = value.replace("( ", "(").replace(", )", ")").replace(",)", ")").replace("{ ", "{").replace(", }", "}")
        found.append(Stated(section, name, value, reason, bool(own)))
        previous = node.end_lineno
    return found


def _assignments(tree: ast.Module) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str]]:
    """Assignments to names in capitals, of the module and of its classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            for part in node.body:
                target = part.targets[0] if isinstance(part, ast.Assign) else getattr(part, "target", None)
                if isinstance(part, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
                    yield part, target.id


def _comments(source: str) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """By line: comments that stand alone, comments beside code, and the titles of sections."""
    above, beside, sections = {}, {}, {}
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            if title := SECTION.fullmatch(token.string):
                sections[line] = title[1]
            elif lines[line - 1].strip().startswith("#"):
                above[line] = token.string.lstrip("# ")
            else:
                beside[line] = token.string.lstrip("# ")
    return above, beside, sections


def _block_above(above: dict[int, str], line: int) -> str:
    said: list[str] = []
    while line - 1 in above:
        line -= 1
        said.insert(0, above[line])
    return " ".join(said)
