"""Running dbt: absolute paths, no keys, no messages that quote values; and what came of it, as results.

Belongs here: the environment of a dbt command and reading back what it did. Does not belong here: which models there
are (the manifest), or how Dagster shows them (dbt.py).

dbt runs in a process of its own, so that its memory goes when it is done; one for all builds of a run, because to read
the project takes longer than most builds. dagster-dbt's own runner prints every message of dbt, and puts those of
errors into Dagster's event log; they quote values, so this stands in its place.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.assets.error_log import refusal_of
from orchestration.duck import STORAGE_VERSION, extension_path
from orchestration.settings import PROJECT_ROOT, Settings

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
# Messages about the SQL alone, which hold no data.
_ABOUT_SQL = {"Binder Error", "Catalog Error", "Parser Error", "Compilation Error", "Dependency Error", "Env Var Error"}
_WRAPPERS = {"Runtime Error", "Database Error"}
_KIND = re.compile(r"\b((?:[A-Z][a-z]+ )?[A-Z][a-z]+ Error)\b")
_LONGEST_REASON = 600
_GATE = re.compile(r"The gate [A-Z]+ is not green.*?(?=\n\n|\Z)", re.DOTALL)
# Keys, and what profiles.yml reads: that is set for each command, after the project was read.
_NOT_FOR_DBT = re.compile(r"CAREWEAVE_(.*(KEY|TEAMS|SMTP)|DBT_.*)")


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


_ENDED_EARLY = NodeResult(
    "dbt", "error", 0.0, None, "its process ended before it was done, as when it is killed or memory runs out"
)


@dataclass(frozen=True)
class DbtOutcome:
    """What a dbt command did."""

    is_good: bool
    results: tuple[NodeResult, ...]


def target_dir(settings: Settings) -> Path:
    """Where dbt keeps what it parsed; one per warehouse, since the profile's paths are part of what was parsed."""
    return settings.warehouse / "dbt"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """What profiles.yml reads, for the build of these settings."""
    return {
        "CAREWEAVE_DBT_WAREHOUSE": str(settings.build_warehouse_db),
        "CAREWEAVE_DBT_CAREWEAVE": str(settings.build_careweave_db),
        "CAREWEAVE_DBT_OPEN": str(settings.build_open_db),
        "CAREWEAVE_DBT_THREADS": str(settings.threads),
        "CAREWEAVE_DBT_MEMORY_LIMIT": settings.memory_limit,
        "CAREWEAVE_DBT_TEMP": str(settings.temp_dir),
        "CAREWEAVE_DBT_STORAGE": STORAGE_VERSION,
        "CAREWEAVE_DBT_HTTPFS": str(extension_path("httpfs")),
    }


def process_environment(target: Path) -> dict[str, str]:
    """The environment that dbt's process begins with: none of the keys, and the same for every warehouse."""
    inherited = {name: value for name, value in os.environ.items() if not _NOT_FOR_DBT.fullmatch(name)}
    return inherited | {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_PROJECT_DIR": str(PROJECT_DIR),
        "DBT_PROFILES_DIR": str(PROJECT_DIR),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_QUIET": "true",
        "DBT_LOG_LEVEL": "none",
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_VERSION_CHECK": "true",
        "PYTHONPATH": str(PROJECT_ROOT),
    }


class DbtProcess:
    """dbt in a process of its own: started before it is needed, asked as often as a run needs, gone when closed."""

    def __init__(self, settings: Settings, target: Path | None = None) -> None:
        self._settings = settings
        self._target = target or target_dir(settings)
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Have the project read while the run does something else: it takes seconds, and one core."""
        process = self._started()
        with suppress(BrokenPipeError):  # whoever asks it for something next is told that it is gone
            print(json.dumps({"arguments": []}), file=process.stdin, flush=True)

    def run(self, arguments: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> DbtOutcome:
        """Run one dbt command to its end."""
        self._settings.temp_dir.mkdir(parents=True, exist_ok=True)
        process = self._started()
        asked = {"arguments": list(arguments), "environment": dbt_environment(self._settings)}
        try:
            print(json.dumps(asked), file=process.stdin, flush=True)
            return _follow(process, progress)
        except BrokenPipeError:
            return DbtOutcome(False, (_ENDED_EARLY,))
        except BaseException:
            process.kill()
            raise
        finally:
            if process.poll() is not None:
                self.close()

    def close(self) -> None:
        """End the process; the next command starts another."""
        process, self._process = self._process, None
        if process is not None:
            with process, suppress(BrokenPipeError):
                if process.stdin:
                    process.stdin.close()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            _prepare(self._target)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.assets.dbt_child", str(os.getpid())],
                cwd=PROJECT_DIR,
                env=process_environment(self._target),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._process


def run_dbt(settings: Settings, arguments: Sequence[str], *, target: Path | None = None) -> DbtOutcome:
    """Run one dbt command in a process that is started for it."""
    dbt = DbtProcess(settings, target)
    try:
        return dbt.run(arguments)
    finally:
        dbt.close()


def _prepare(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    parsed = PROJECT_DIR / "target" / "partial_parse.msgpack"
    if parsed.is_file() and not (target / parsed.name).exists() and parsed.parent != target:
        shutil.copyfile(parsed, target / parsed.name)


def _follow(process: subprocess.Popen[str], progress: Callable[[int, int], None] | None) -> DbtOutcome:
    """Pass on how far dbt is; what became of the command, or of a process that ended before it."""
    done = total = 0
    results: list[NodeResult] = []
    for line in process.stdout or ():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        if "ended" in told:
            return DbtOutcome(told["ended"], tuple(results))
        if "refused" in told:
            results.insert(0, NodeResult("gates", "error", 0.0, None, told["refused"]))
        if "result" in told:
            results.append(node_result(told["result"]))
        total = told.get("total", total)
        done += "node" in told
        if progress is not None:
            progress(done, total)
    process.wait()
    return DbtOutcome(False, (*results, _ENDED_EARLY))


def node_result(told: dict) -> NodeResult:
    """What became of a node, by what dbt says of it, without any value that dbt quotes."""
    reason, is_ours = _reason(told)
    return NodeResult(told["unique_id"], told["status"], told["execution_time"], told.get("failures"), reason, is_ours)


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
