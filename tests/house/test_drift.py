"""What is written in two places says the same in both: generated files, the settings table, what the documents name."""

import csv
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import typer

from orchestration.cli import app
from orchestration.console import bench
from orchestration.contracts.markdown import table
from orchestration.settings import PROJECT_ROOT, Settings
from tests.house.project import own_files, text

DOCUMENTS = [path for path in own_files() if path.suffix == ".md" and "dictionary" not in path.parts]
BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"
# What the interpreter or the machine decides is told in words.
DEFAULTS = {"warehouse": "`warehouse/` in the project", "threads": "as many as the machine has"}
# Anything below these is made by a run, or is the reader's own.
MADE = ("warehouse", "target", "published", "inbox", "truth")


def settings_table() -> str:
    """The table of the README, made from the settings themselves."""
    lines = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = DEFAULTS.get(name) or ("" if field.default is None else f"`{_plain(field.default)}`")
        lines.append(f"| `CAREWEAVE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def test_what_is_generated_from_contracts_is_committed():
    command = [sys.executable, "-m", "orchestration.contracts.generate", "--check"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readme_has_every_setting():
    said = text(Path("README.md")).split(BEGIN)[1].split(END)[0].strip()
    assert said == settings_table(), f"put this between the marks in README.md:\n\n{settings_table()}\n"


def rules_table() -> str:
    """The table of docs/permitted_uses.md, made from the rules themselves."""
    with open(PROJECT_ROOT / "seeds" / "code_permitted_uses.csv", newline="", encoding="utf-8") as seed:
        rows = [
            [row["purpose_code"], row["feed_group_code"], row["opt_out_code"],
             "used" if row["is_allowed"] == "true" else "**not used**", row["reason"]]
            for row in csv.DictReader(seed)
        ]  # fmt: skip
    return table(["Purpose", "Feeds", "Opt-out", "Rows are", "Why"], rows)


def test_the_page_of_permitted_uses_tells_the_rules():
    said = text(Path("docs/permitted_uses.md")).split("<!-- rules: begin -->")[1].split("<!-- rules: end -->")[0]
    assert said.strip() == rules_table(), f"put this between the marks:\n\n{rules_table()}\n"


def seed_rows(name: str) -> list[dict[str, str]]:
    with open(PROJECT_ROOT / "seeds" / f"{name}.csv", newline="", encoding="utf-8") as seed:
        return list(csv.DictReader(seed))


def registers_table() -> str:
    """The table of registers of docs/conditions.md, made from the lists themselves."""
    codes = Counter(row["ltc_code"] for row in seed_rows("code_condition_codes"))
    counted = {"LONG_TERM": "yes", "OTHER": "no", "NEED": "no register"}
    rows = [
        [row["ltc_code"], row["ltc_name"], row["rule"], counted[row["kind_code"]], str(codes[row["ltc_code"]]),
         f"{row['source']}, list {row['version']}"]
        for row in seed_rows("code_conditions")
    ]  # fmt: skip
    return table(["Code", "Condition", "Who is on it", "In `ltc_count`", "Codes", "Source"], rows)


def groups_table() -> str:
    """The table of groups of docs/conditions.md, made from the list itself."""
    rows = []
    for row in seed_rows("code_segments"):
        youngest, oldest = row["youngest_age_years"], row["oldest_age_years"]
        ages = f"{youngest} to {oldest}" if oldest else f"{youngest} and over" if youngest else "any"
        rows.append([row["segment_code"], row["segment_name"], ages, row["rule"]])
    return table(["Group", "Name", "Age", "And"], rows)


@pytest.mark.parametrize(("mark", "made"), [("registers", registers_table), ("groups", groups_table)])
def test_the_page_of_conditions_tells_the_lists(mark, made):
    said = text(Path("docs/conditions.md")).split(f"<!-- {mark}: begin -->")[1].split(f"<!-- {mark}: end -->")[0]
    assert said.strip() == made(), f"put this between the marks:\n\n{made()}\n"


def test_the_benchmark_is_told_as_it_was_measured():
    """The page and the README's figures are those of the recorded results, laid out by the command."""
    readme = text(Path("README.md"))
    assert text(Path("docs/benchmark.md")) == bench.page(bench.recorded())
    assert readme == bench.with_figures(readme, bench.recorded())


@cache
def verbs() -> dict[str, set[str]]:
    """Every verb of the command with its options."""
    found: dict[str, set[str]] = {}

    def look(command: object, name: str) -> None:
        inner = getattr(command, "commands", {})
        found[name] = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        for word, deeper in inner.items():
            look(deeper, f"{name} {word}".strip())

    look(typer.main.get_command(app), "")
    return found


def commands_of(said: str) -> list[str]:
    """The command lines of a document: whatever begins with careweave in code."""
    code = re.findall(r"`(careweave [^`\n]+)`", said)
    for block in re.findall(r"^```(?:sh|bash|console|text)?\n(.*?)^```", said, flags=re.DOTALL | re.MULTILINE):
        code += re.findall(r"(?:^|\s|/)(careweave [^\n]+)", block)
    return code


def wrong_command(line: str) -> bool:
    """Whether a command line names a verb or an option that there is not."""
    words = line.split()[1:]
    verb = " ".join(words[:2]) if " ".join(words[:2]) in verbs() else words[0]
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line)
    return verb not in verbs() or not set(re.findall(r"(?<=\s)--[a-z-]+", bare)) <= verbs()[verb]


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_verb_and_option_that_is_written_of_exists(path):
    assert [line for line in commands_of(text(path)) if wrong_command(line)] == []


def test_a_verb_that_is_not_there_would_be_seen():
    assert commands_of("say `careweave sing --loud` or\n```sh\n.venv/bin/careweave run --fast\n```\n") == [
        "careweave sing --loud",
        "careweave run --fast",
    ]
    assert wrong_command("careweave sing") and wrong_command("careweave run --fast")
    assert not wrong_command("careweave keys new") and not wrong_command('careweave sql "select --x" --format csv')


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_target_of_make_that_is_written_of_exists(path):
    targets = set(re.findall(r"^([a-z]+):", text(Path("Makefile")), flags=re.MULTILINE))
    code = re.findall(r"`([^`\n]+)`", text(path))
    code += [line for block in re.findall(r"^```\w*\n(.*?)^```", text(path), flags=re.DOTALL | re.MULTILINE)
             for line in block.splitlines()]  # fmt: skip
    assert {name for line in code for name in re.findall(r"\bmake ([a-z]+)", line)} <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_setting_that_is_written_of_exists(path):
    known = {f"CAREWEAVE_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bCAREWEAVE_[A-Z_]*[A-Z]\b", text(path))) <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_file_that_is_written_of_exists(path):
    """A path in code, or a link, leads somewhere; <feed> and * stand for any name."""
    said = re.sub(r"^```\w*\n.*?^```", "", text(path), flags=re.DOTALL | re.MULTILINE)
    tops = "|".join(sorted({re.escape(file.parts[0]) for file in own_files() if len(file.parts) > 1}))
    named = set(re.findall(rf"`((?:{tops})/[^`\s]*)`", said))
    named |= {str((path.parent / link).as_posix()) for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", said)}
    lost = [name for name in named if not name.startswith(MADE) and not leads_somewhere(name)]
    assert lost == []


def leads_somewhere(name: str) -> bool:
    pattern = re.sub(r"<[^>]+>", "*", name).rstrip("/")
    return any(PROJECT_ROOT.glob(str(Path(pattern)))) if "*" in pattern else (PROJECT_ROOT / pattern).exists()


def test_a_file_that_is_not_there_would_be_seen():
    assert leads_somewhere("expectations/feeds/<feed>.yml") and leads_somewhere("docs/dictionary/")
    assert not leads_somewhere("docs/nowhere.md") and not leads_somewhere("models/staging/<feed>/stg_none_*.sql")
