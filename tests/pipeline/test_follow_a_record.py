"""docs/follow_a_record.md, done as it is written: its inbox, its commands, and the lines that they shall print.

Belongs here: reading that page. Blocks of csv under a file's name are the inbox; blocks of bash are commands; the block
of text after them holds lines that must be printed in this order, `...` standing for anything.
"""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.settings import PROJECT_ROOT, Settings

PAGE = PROJECT_ROOT / "docs" / "follow_a_record.md"
FILE = re.compile(r"^`(inbox/[^`]+)`\n\n```csv\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(bash|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """Commands, and the lines that the page says they print."""

    commands: tuple[str, ...]
    lines: tuple[str, ...]


def inbox(page: str) -> dict[str, str]:
    return dict(FILE.findall(page))


def passages(page: str) -> list[Passage]:
    """The commands of the page, each with what it prints."""
    blocks = BLOCK.findall(page)
    assert [kind for kind, _ in blocks] == ["bash", "text"] * (len(blocks) // 2), "commands, then what they print"
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return [Passage(tuple(commands.splitlines()), tuple(lines.splitlines())) for (_, commands), (_, lines) in pairs]


def missing_line(wanted: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line that was not printed after those before it."""
    rest = iter(printed)
    for line in wanted:
        pattern = ".*".join(re.escape(part) for part in line.strip().split("..."))
        if not any(re.fullmatch(pattern, found.strip()) for found in rest):
            return line
    return None


def run_by_itself(arguments: list[str]) -> str:
    """The night, in a process of its own as on a real night: Dagster and dbt leave much behind in one."""
    done = subprocess.run(
        [sys.executable, "-c", "from orchestration.cli import app; app()", *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or done.stdout[-2000:]
    return done.stdout


def run_here(arguments: list[str]) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def do(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Do what one line of the page says, in a folder."""
    word, *rest = shlex.split(command.replace("$PWD", shlex.quote(str(folder))))
    if word == "export":
        for assignment in rest:
            monkeypatch.setenv(*assignment.split("=", 1))
        return ""
    assert word == "careweave", f"the page gives a command that is not ours: {command}"
    return run_by_itself(rest) if rest[0] == "run" else run_here(rest)


@pytest.mark.proof
def test_the_page_is_true(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CAREWEAVE_{name.upper()}", raising=False)
    monkeypatch.setenv("CAREWEAVE_MEMORY_LIMIT", "1GB")
    monkeypatch.setenv("CAREWEAVE_THREADS", "2")
    page = PAGE.read_text(encoding="utf-8")
    files = inbox(page)
    assert len(files) == 7
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    for passage in passages(page):
        printed = "\n".join(do(command, tmp_path, monkeypatch) for command in passage.commands)
        missing = missing_line(passage.lines, printed.splitlines())
        assert missing is None, f"after {passage.commands[-1]}\nthis line is missing: {missing}\n\n{printed}"


def test_a_line_that_is_not_printed_in_its_place_would_be_seen():
    printed = ["one: 1", "  two: 22 rows", "three"]
    assert missing_line(("one: ...", "two: ... rows", "three"), printed) is None
    assert missing_line(("two: ...", "one: 1"), printed) == "one: 1"
    assert missing_line(("two",), printed) == "two"
