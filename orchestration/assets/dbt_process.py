"""Running dbt: absolute paths, no keys, no messages that quote values; and what came of it, as results.

Belongs here: the environment of a dbt command and reading back what it did. Does not belong here: which models there
are (the manifest), or how Dagster shows them (dbt.py).

dbt runs in a process of its own, so that its memory goes when it is done. dagster-dbt's own runner prints every message
of dbt, and puts those of errors into Dagster's event log; they quote values, so this stands in its place.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.assets.error_log import refusal_of
from orchestration.duck import extension_path
from orchestration.settings import PROJECT_ROOT, Settings

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
# Messages about the SQL alone, which hold no data.
_ABOUT_SQL = {"Binder Error", "Catalog Error", "Parser Error", "Compilation Error", "Dependency Error", "Env Var Error"}
_WRAPPERS = {"Runtime Error", "Database Error"}
_KIND = re.compile(r"\b((?:[A-Z][a-z]+ )?[A-Z][a-z]+ Error)\b")
_LONGEST_REASON = 600
_GATE = re.compile(r"The gate [A-Z]+ is not green.*?(?=\n\n|\Z)", re.DOTALL)
_SECRET = re.compile(r"CAREWEAVE_.*(KEY|TEAMS|SMTP)")


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test.

    `reason` is said without any value of a row; `is_ours` is false when no code of ours has to change for it.
    """

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    reason: str | None = None
    is_ours: bool = False

    @property
    def name(self) -> str:
        return self.unique_id.split(".")[2] if self.unique_id.count(".") > 1 else self.unique_id

    @property
    def is_good(self) -> bool:
        return self.status in ("success", "pass", "warn")


@dataclass(frozen=True)
class DbtOutcome:
    """What a dbt command did."""

    is_good: bool
    results: tuple[NodeResult, ...]


def target_dir(settings: Settings) -> Path:
    """Where dbt keeps what it parsed; one per warehouse, since the profile's paths are part of what was parsed."""
    return settings.warehouse / "dbt"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """The environment of a dbt command: what profiles.yml reads, and none of the keys."""
    inherited = {name: value for name, value in os.environ.items() if not _SECRET.fullmatch(name)}
    return inherited | {
        "CAREWEAVE_DBT_WAREHOUSE": str(settings.build_warehouse_db),
        "CAREWEAVE_DBT_CAREWEAVE": str(settings.build_careweave_db),
        "CAREWEAVE_DBT_OPEN": str(settings.build_open_db),
        "CAREWEAVE_DBT_THREADS": str(settings.threads),
        "CAREWEAVE_DBT_MEMORY_LIMIT": settings.memory_limit,
        "CAREWEAVE_DBT_TEMP": str(settings.temp_dir),
        "CAREWEAVE_DBT_HTTPFS": str(extension_path("httpfs")),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_PROJECT_DIR": str(PROJECT_DIR),
        "DBT_PROFILES_DIR": str(PROJECT_DIR),
        "DBT_QUIET": "true",
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_VERSION_CHECK": "true",
    }


def run_dbt(
    settings: Settings,
    arguments: Sequence[str],
    *,
    target: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DbtOutcome:
    """Run one dbt command to its end."""
    target = target or target_dir(settings)
    _prepare(target)
    results_file = target / "run_results.json"
    results_file.unlink(missing_ok=True)
    settings.temp_dir.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "orchestration.assets.dbt_child", str(os.getpid()), *arguments]
    paths = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target), "PYTHONPATH": str(PROJECT_ROOT)}
    with subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env=dbt_environment(settings) | paths,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            refused = _follow(process, progress)
        except BaseException:
            process.kill()
            raise
    results = _read(results_file)
    # Its messages may quote values, and no file of a warehouse but the vault may hold one.
    results_file.unlink(missing_ok=True)
    if refused is not None:
        results = (NodeResult("gates", "error", 0.0, None, refused), *results)
    return DbtOutcome(process.returncode == 0, results)


def _prepare(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    parsed = PROJECT_DIR / "target" / "partial_parse.msgpack"
    if parsed.is_file() and not (target / parsed.name).exists() and parsed.parent != target:
        shutil.copyfile(parsed, target / parsed.name)


def _follow(process: subprocess.Popen[str], progress: Callable[[int, int], None] | None) -> str | None:
    """Pass on how far dbt is; the sentence of a gate that it refused to build past, if it did."""
    done = total = 0
    refused = None
    for line in process.stdout or ():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        refused = told.get("refused", refused)
        total = told.get("total", total)
        done += "node" in told
        if progress is not None:
            progress(done, total)
    return refused


def _read(path: Path) -> tuple[NodeResult, ...]:
    if not path.is_file():
        return ()
    results = []
    for result in json.loads(path.read_text(encoding="utf-8"))["results"]:
        reason, is_ours = _reason(result)
        about = (result["unique_id"], result["status"], result["execution_time"], result.get("failures"))
        results.append(NodeResult(*about, reason, is_ours))
    return tuple(results)


def _reason(result: dict) -> tuple[str | None, bool]:
    message = result.get("message") or ""
    if result["status"] == "fail":
        return f"{result.get('failures')} rows are not as tested", False
    if result["status"] not in ("error", "runtime error"):
        return None, False
    gate = _GATE.search(message)
    if gate:
        return " ".join(gate[0].split()), False
    refusal = refusal_of(RuntimeError(message))
    if refusal is not None:
        return str(refusal), False
    kinds = [kind for kind in _KIND.findall(message) if kind not in _WRAPPERS]
    if kinds and _ABOUT_SQL.issuperset(kinds):
        return " ".join(message.split())[:_LONGEST_REASON], True
    return kinds[0] if kinds else "an error of the database", True
