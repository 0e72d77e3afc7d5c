"""The run-time ledger: a line per step of every run, for ever, in ops/run_times.jsonl.

Belongs here: writing lines, reading them back, and giving them to the build so that a mart can show them. The file
outlives builds that were thrown away.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.duck import open_briefly
from orchestration.settings import Settings

# Half a year of nights says how a step grows; the file itself keeps all.
SHOWN_FOR = timedelta(days=180)


@dataclass(frozen=True)
class StepTime:
    """How long one step of one run took; `stopped` is the sentence of a step that could not go on."""

    run_id: str
    step: str
    started_at: datetime
    seconds: float
    rows_count: int | None
    stopped: str | None = None


def ledger_file(settings: Settings) -> Path:
    return settings.ops_dir / "run_times.jsonl"


def write_step(settings: Settings, time: StepTime) -> None:
    """Add a line. One write of one line, so that a kill leaves at most a torn last one."""
    settings.ops_dir.mkdir(parents=True, exist_ok=True)
    line = asdict(time) | {"started_at": time.started_at.isoformat(timespec="milliseconds")}
    descriptor = os.open(ledger_file(settings), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, (json.dumps(line) + "\n").encode())
    finally:
        os.close(descriptor)


def read_steps(settings: Settings, since: timedelta = SHOWN_FOR) -> list[StepTime]:
    """The steps of the runs since, oldest first; a line that a killed run left half written is passed over."""
    if not ledger_file(settings).is_file():
        return []
    begin = datetime.now(UTC) - since
    steps = []
    for line in ledger_file(settings).read_text(encoding="utf-8").splitlines():
        try:
            fields = json.loads(line)
            step = StepTime(**fields | {"started_at": datetime.fromisoformat(fields["started_at"])})
        except (ValueError, TypeError, KeyError):
            continue
        if step.started_at >= begin:
            steps.append(step)
    return steps


def load_into_build(settings: Settings) -> int:
    """Put what the ledger knows into ops.run_times of the build; the count of steps."""
    rows = [
        (step.run_id, step.step, step.started_at.astimezone(UTC).replace(tzinfo=None), step.seconds, step.rows_count)
        for step in read_steps(settings)
        if step.stopped is None
    ]
    connection = open_briefly(settings.build_warehouse_db, settings)
    try:
        connection.execute("create schema if not exists ops")
        connection.execute(
            "create or replace table ops.run_times (run_id varchar, step varchar, started_at timestamp, "
            "seconds double, rows_count bigint)"
        )
        if rows:
            connection.executemany("insert into ops.run_times values (?, ?, ?, ?, ?)", rows)
    finally:
        connection.close()
    return len(rows)
