"""How fast identities are linked, and in how much memory: a million people in the index, 100,000 without a number.

    python -m tests.linkage.speed [--people N] [--seen N] [--record]

Belongs here: making the people, and measuring the passes and the training in a process of their own. Does not belong
here: whether the links are right (test_elsewhere.py).
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration import duck
from orchestration.identity.learning import prepare_learning
from orchestration.identity.link import find_people
from orchestration.identity.probabilistic.model import SHIPPED, read_model
from orchestration.identity.probabilistic.training import train
from orchestration.settings import PROJECT_ROOT, load_settings
from tests.linkage.linkage_set import SCHEMA, lay_out_table, made_elsewhere

MEMORY_LIMIT, THREADS = "2GB", 2
ROWS_SEEN = 215_000  # of which more than half are linked by rules, so that 100,000 are left to the model
PAGE = PROJECT_ROOT / "docs" / "linkage.md"
SPEED = "<!-- speed: begin -->", "<!-- speed: end -->"
NEW = 10_000  # identities that a night brings
MOST_SECONDS, MOST_GIB, MOST_MORE = {"link": 60, "train": 120}, 3, 10


def measure(path: Path, what: str) -> None:
    """In this process alone: link or train, and print seconds and peak memory as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(warehouse=folder, memory_limit=MEMORY_LIMIT, threads=THREADS)
        connection = duck.memory(settings)
        lay_out_table(connection, f"'{path}'")
        began = time.perf_counter(), time.process_time()
        if what == "link":
            find_people(connection, read_model(SHIPPED))
            people, seen = connection.execute(
                "select (select count(distinct message) from index_rows), (select count(*) from seen_rows)"
            ).fetchall()[0]
        else:
            prepare_learning(connection)
            train(connection)
            people, seen = connection.execute(
                "select (select count(distinct message) from index_rows), (select count(*) from seen_rows)"
            ).fetchall()[0]
        seconds, busy = time.perf_counter() - began[0], time.process_time() - began[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        told = {"seconds": round(seconds, 1), "cpu_seconds": round(busy, 1), "peak_gib": round(peak, 2)}
        print(json.dumps(told | {"people": people, "seen": seen}))


def measured(path: Path, what: str) -> dict:
    """What a process of its own tells of linking or training."""
    command = [sys.executable, "-m", "tests.linkage.speed", "--measure", str(path), what]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def record(lines: list[str]) -> None:
    """Put what was measured between the marks of the page."""
    said = PAGE.read_text("utf-8")
    before, after = said.split(SPEED[0])[0], said.split(SPEED[1])[1]
    PAGE.write_text(f"{before}{SPEED[0]}\n" + "\n".join(lines) + f"\n{SPEED[1]}{after}", "utf-8")


def main() -> int:
    """Make the people, measure both, and say so; 1 if either took too long or too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_053_000)
    parser.add_argument("--seen", type=int, default=ROWS_SEEN)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--measure", nargs=2)
    asked = parser.parse_args()
    if asked.measure:
        measure(Path(asked.measure[0]), asked.measure[1])
        return 0
    lines, slow = [], 0
    with tempfile.TemporaryDirectory() as folder:
        path, night_before = Path(folder) / "made.parquet", Path(folder) / "night_before.parquet"
        rows = made_elsewhere(asked.people, asked.seen, 1).rows
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
        seen = [row for row in rows if not row["is_registration"]]
        kept = [row for row in rows if row["is_registration"]] + seen[NEW:]
        pq.write_table(pa.Table.from_pylist(kept, schema=SCHEMA), night_before)
        del rows, seen, kept
        for what, words in (("link", "All passes"), ("train", "Training")):
            told = measured(path, what)
            if what == "link":
                linked = told
            lines.append(
                f"- {words}: {told['people']:,} people in the index, {told['seen']:,} identities for the model: "
                f"{told['seconds']} s ({told['cpu_seconds']} s of CPU), "
                f"{told['peak_gib']} GiB at most, on {THREADS} threads."
            )
            print(lines[-1], flush=True)
            slow += told["seconds"] > MOST_SECONDS[what] or told["peak_gib"] > MOST_GIB
        before = measured(night_before, "link")
        more = linked["seconds"] - before["seconds"]
        busy = linked["cpu_seconds"] - before["cpu_seconds"]
        lines.append(
            f"- All passes with {NEW:,} identities more than without them: {more:+.1f} s ({busy:+.1f} s of CPU)."
        )
        print(lines[-1], flush=True)
        slow += more > MOST_MORE
    if asked.record:
        record(lines)
    return min(slow, 1)


if __name__ == "__main__":
    raise SystemExit(main())
