"""The project as the house rules see it: its own files, its Python, its models.

Belongs here: listing and reading. Does not belong here: a rule.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from orchestration.settings import PROJECT_ROOT

PACKAGE = "orchestration"


@cache
def own_files() -> tuple[Path, ...]:
    """The files that are the project's, relative to its root: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(Path(name) for name in sorted(listed.split("\0")) if name and (PROJECT_ROOT / name).is_file())


def under(folder: str, suffix: str) -> list[Path]:
    """The project's files of one kind below a folder."""
    return [path for path in own_files() if path.is_relative_to(folder) and path.suffix == suffix]


def text(path: Path) -> str:
    return (PROJECT_ROOT / path).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Module:
    """One Python file of the package: its dotted name, its room, and its tree."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder (or, at the top of the package, the file) that the module belongs to."""
        return self.name.split(".")[1] if "." in self.name else PACKAGE

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every name that is imported anywhere in the module, also inside a function, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}:{node.lineno} imports relatively; write the whole name"
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def strings(self) -> Iterator[tuple[str, int]]:
        """Every piece of text in the module, parts of f-strings included, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node.lineno


@cache
def modules() -> tuple[Module, ...]:
    """The modules of the package."""
    found = []
    for path in under(PACKAGE, ".py"):
        parts = path.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(path, name, ast.parse(text(path))))
    return tuple(found)


@dataclass(frozen=True)
class Model:
    """One dbt model: its SQL without comments, and where it stands."""

    path: Path
    sql: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def zone(self) -> str:
        """staging, intermediate, marts or open."""
        return self.path.parts[1]

    @property
    def folder(self) -> str:
        return self.path.parts[-2]

    @property
    def kind(self) -> str:
        return self.name.split("_")[0]

    @property
    def refs(self) -> set[str]:
        return set(re.findall(r"ref\(\s*'([a-z0-9_]+)'\s*\)", self.sql))

    @property
    def sources(self) -> set[tuple[str, str]]:
        return set(re.findall(r"source\(\s*'([a-z0-9_]+)'\s*,\s*'([a-z0-9_]+)'\s*\)", self.sql))


def without_comments(sql: str) -> str:
    """SQL and Jinja without what is only said to a reader."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", sql, flags=re.DOTALL)


@cache
def models() -> tuple[Model, ...]:
    """The models of the project."""
    return tuple(Model(path, without_comments(text(path))) for path in under("models", ".sql"))


@cache
def described(kind: str) -> dict[str, dict]:
    """What YAML says of the project's models, or seeds, by name."""
    folder = "models" if kind == "models" else "seeds"
    found: dict[str, dict] = {}
    for path in under(folder, ".yml"):
        for entry in yaml.safe_load(text(path)).get(kind) or []:
            assert entry["name"] not in found, f"{entry['name']} is described twice; the second time in {path}"
            found[entry["name"]] = entry
    return found
