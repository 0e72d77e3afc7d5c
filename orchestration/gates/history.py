"""Writing down what gates found: ops.gate_results of the build, and a line per gate in ops/gates.jsonl for ever.

Belongs here: the two places and how they are read back. The table is of one build; the history outlives builds that
were thrown away, so that a closed gate can still be read about the next morning.
"""

import errno
import json
import os
from datetime import UTC

import duckdb
import pandas as pd
from pydantic import ValidationError

from orchestration.gates.outcome import GateOutcome, GateRecord
from orchestration.gates.suite import ZONES
from orchestration.refusal import DiskFull
from orchestration.settings import Settings

HISTORY = "gates.jsonl"
_COLUMNS = {
    "run_id": "varchar",
    "zone_code": "varchar",
    "subject": "varchar",
    "expectation": "varchar",
    "is_blocking": "boolean",
    "is_met": "boolean",
    "observed_value": "varchar",
    "checked_at": "timestamp",
    "profile_name": "varchar",
    "belongs_to": "varchar",
    "sentence": "varchar",
}


def write_results(connection: duckdb.DuckDBPyConnection, outcome: GateOutcome) -> None:
    """Put the results of one gate in ops.gate_results, in place of what the same gate of the same run said before."""
    declared = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute("create schema if not exists ops")
    connection.execute(f"create table if not exists ops.gate_results ({declared})")
    for name, kind in _COLUMNS.items():
        connection.execute(f"alter table ops.gate_results add column if not exists {name} {kind}")
    rows = pd.DataFrame(
        [
            {
                "run_id": outcome.run_id,
                "zone_code": outcome.zone,
                "checked_at": outcome.checked_at.astimezone(UTC).replace(tzinfo=None),
                **result.model_dump(exclude={"column_name"}),
            }
            for result in outcome.results
        ],
        columns=list(_COLUMNS),
    )
    connection.register("gate_rows", rows)
    connection.execute("begin")
    connection.execute(
        "delete from ops.gate_results where run_id = ? and zone_code = ?", [outcome.run_id, outcome.zone]
    )
    connection.execute("insert into ops.gate_results by name select * from gate_rows")
    connection.execute("commit")
    connection.unregister("gate_rows")


def append_history(settings: Settings, outcome: GateOutcome) -> None:
    """Add one line about the gate to ops/gates.jsonl."""
    settings.ops_dir.mkdir(parents=True, exist_ok=True)
    line = GateRecord.of(outcome).model_dump_json()
    try:
        with open(settings.ops_dir / HISTORY, "ab+") as file:
            # A killed run may have left half a line: begin after it, not in it.
            is_torn = file.tell() > 0 and file.seek(-1, os.SEEK_END) is not None and file.read(1) != b"\n"
            file.write((b"\n" if is_torn else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("ops/gates.jsonl") from None
        raise


def latest_gates(settings: Settings) -> list[GateRecord]:
    """What each gate said last, in the order of the zones; a gate that was never asked is left out."""
    path = settings.ops_dir / HISTORY
    if not path.is_file():
        return []
    latest: dict[str, GateRecord] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = GateRecord.model_validate(json.loads(line))
        except (ValueError, ValidationError):
            continue  # a line that a killed run left half written
        latest[record.zone] = record
    return [latest[zone] for zone in ZONES if zone in latest]
