"""The benchmark: the pipeline as a multiple of DuckDB's own floor, both measured in one run on one machine.

Belongs here: the floor's own script, open to whoever suspects that it was made slow; what is run, in which order, and
what is measured of it. Everything is run as a user runs it, each in a process of its own. Does not belong here: how the
figures are shown (console/bench.py).

    python -m orchestration.bench INBOX OUT      the floor by itself
"""

import json
import math
import os
import platform
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

from orchestration.contracts import Contract, FileNameError, load_contracts, load_overlays, parse_file_name
from orchestration.duck import attach_read_only, memory
from orchestration.process_cost import Cost, measured
from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

# The end of the months made up: fixed, so that a figure of one day can be held against that of another.
LAST_MONTH = "2025-03"
_HEADER_BYTES = 1 << 16
# Enough to tell two contents apart; a whole hash in a file of figures would look like a key.
CONTENT_DIGITS = 16
_COMMAND = (sys.executable, "-c", "from orchestration.cli import app; app()")
# What the floor types a column as; what stands here under no name is text.
_TYPES = {
    "integer": "bigint",
    "decimal": "decimal(18, 6)",
    "date": "date",
    "datetime": "timestamp",
    "boolean": "boolean",
}

Say = Callable[[str], None]


class BenchStopped(Refusal):
    """The benchmark did not end as it should."""


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True)


class Floor(_Figures):
    """DuckDB reading the same files typed and writing Parquet: the time of its statements alone, without start-up."""

    seconds: float
    cpu_seconds: float
    rows: int
    bytes_out: int


class Copying(_Figures):
    """Writing the published tables once more, from themselves: what no pipeline that publishes them can spare."""

    seconds: float
    cpu_seconds: float


class Run(_Figures):
    """One `careweave run`: what it took, its steps by the ledger, what it published."""

    cost: Cost
    steps: dict[str, float]
    content_sha: str
    bytes_out: dict[str, int]
    rows_read: int


class Result(_Figures):
    """One benchmark: everything that its tables show."""

    people: int
    months: int
    seed: int
    measured_on: date
    machine: str
    cores: int
    versions: dict[str, str]
    files: int
    bytes_in: int
    floor: Floor
    start_up: Cost
    whole: Run
    copying: Copying
    night_files: int
    night: Run

    @property
    def floors(self) -> float:
        """The pipeline, less its fixed start-up, as a multiple of the floor; both in seconds by the clock."""
        return (self.whole.cost.seconds - self.start_up.seconds) / self.floor.seconds

    @property
    def rows_per_core_second(self) -> float:
        """Event rows by second by the clock and core of the machine, start-up included."""
        return self.floor.rows / (self.whole.cost.seconds * self.cores)


# === The floor ===


def _header(path: Path) -> tuple[str, ...]:
    """The names in a file's first line; what cannot be read so has none, and the floor is spared it."""
    if path.suffix == ".gz":
        return ()
    with open(path, "rb") as file:
        line = file.read(_HEADER_BYTES).split(b"\n", 1)[0]
    names = line.decode("utf-8-sig", errors="replace").strip().lower()
    return tuple(name.strip('"') for name in names.split(",")) if names else ()


def _alike(inbox: Path, contracts: Mapping[str, Contract]) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """The files of one feed and one header, together: one statement reads them all."""
    overlays = load_overlays(PROJECT_ROOT, contracts)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for path in sorted(inbox.iterdir()):
        with suppress(FileNameError):
            header = _header(path)
            if header:
                alike[parse_file_name(path.name, contracts, overlays).feed, header].append(str(path))
    return alike


def _copy_statement(contract: Contract, header: Sequence[str], files: Sequence[str], target: Path) -> str:
    types = {column.name: _TYPES.get(column.type, "varchar") for column in contract.all_columns}
    columns = ", ".join(f"'{name}': '{types.get(name, 'varchar')}'" for name in header)
    named = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return (
        f"copy (select * from read_csv([{named}], columns = {{{columns}}}, header = true, auto_detect = false, "
        "delim = ',', quote = '\"', escape = '\"', ignore_errors = true)) "
        f"to '{target}' (format parquet, compression zstd)"
    )


def measure_floor(inbox: Path, out: Path, settings: Settings) -> Floor:
    """Read every plain file of the inbox, each column under its contract's type, and write it as zstd Parquet.

    DuckDB at its best: all threads, no order kept, one statement for all files alike, bad rows skipped.
    """
    contracts = load_contracts()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    statements = [
        _copy_statement(contracts[feed], header, files, out / f"{feed}_{place}.parquet")
        for place, ((feed, header), files) in enumerate(_alike(inbox, contracts).items())
    ]
    connection = memory(settings)
    seconds, cpu_seconds = time.perf_counter(), time.process_time()
    rows = sum(connection.execute(statement).fetchall()[0][0] for statement in statements)
    seconds, cpu_seconds = time.perf_counter() - seconds, time.process_time() - cpu_seconds
    connection.close()
    return Floor(seconds=seconds, cpu_seconds=cpu_seconds, rows=rows, bytes_out=_bytes_in(out))


def measure_copying(published: Path, out: Path, settings: Settings) -> Copying:
    """Write every table of a published file into another of its kind: read, and in no order, but nothing worked out."""
    connection = memory(settings)
    attach_read_only(connection, published)
    connection.execute(f"attach '{out}' as again")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all", [published.stem]
    ).fetchall()
    for schema in {schema for schema, _ in tables}:
        connection.execute(f"create schema if not exists again.{schema}")
    seconds, cpu_seconds = time.perf_counter(), time.process_time()
    for schema, table in tables:
        connection.execute(f"create table again.{schema}.{table} as from {published.stem}.{schema}.{table}")
    connection.execute("detach again")
    seconds, cpu_seconds = time.perf_counter() - seconds, time.process_time() - cpu_seconds
    connection.close()
    return Copying(seconds=seconds, cpu_seconds=cpu_seconds)


# === The pipeline ===


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _limits(settings: Settings) -> dict[str, str]:
    """What floor and pipeline may use alike."""
    return {"CAREWEAVE_THREADS": str(settings.threads), "CAREWEAVE_MEMORY_LIMIT": settings.memory_limit}


def _run(warehouse: Path, inbox: Path, settings: Settings, good: Iterable[int] = (0,)) -> tuple[Cost, set[str]]:
    """One `careweave run` in a warehouse; what it took, and the ids of the runs that the ledger knew before."""
    environment = _limits(settings) | {
        "CAREWEAVE_WAREHOUSE": str(warehouse),
        "CAREWEAVE_KEY_FILE": str(warehouse.parent / "keys.json"),
        "CAREWEAVE_ALLOW_TEST_NUMBERS": "1",
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {line["run_id"] for line in _ledger(warehouse)}
    cost, _ = measured([*_COMMAND, "run", "--inbox", str(inbox)], environment, good)
    return cost, before


def _ledger(warehouse: Path) -> list[dict]:
    path = warehouse / "ops" / "run_times.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _published_run(warehouse: Path, inbox: Path, settings: Settings) -> Run:
    cost, before = _run(warehouse, inbox, settings)
    lines = [line for line in _ledger(warehouse) if line["run_id"] not in before]
    steps: dict[str, float] = defaultdict(float)
    for line in lines:
        # Twenty-seven feeds are one step of the way.
        is_feed = line["step"].startswith("lake.") and line["step"] != "lake.deliveries"
        steps["lake, all feeds" if is_feed else line["step"]] += line["seconds"]
    release = json.loads((warehouse / "published" / "release.json").read_text(encoding="utf-8"))
    return Run(
        cost=cost,
        steps={name: round(seconds, 2) for name, seconds in steps.items()},
        content_sha=release["content_sha"][:CONTENT_DIGITS],
        bytes_out={
            "lake": _bytes_in(warehouse / "lake"),
            "vault": _bytes_in(warehouse / "vault"),
            "warehouse": (warehouse / "warehouse.duckdb").stat().st_size,
            "published": _bytes_in((warehouse / "published").resolve()),
        },
        rows_read=sum(line["rows_count"] or 0 for line in lines if line["step"].startswith("lake.")),
    )


def _without_last_month(inbox: Path, folder: Path) -> list[Path]:
    """Link all but the last period's files into a folder; the files that are held back."""
    folder.mkdir(parents=True)
    held_back = []
    for path in sorted(inbox.iterdir()):
        if f"_{LAST_MONTH}_" in path.name:
            held_back.append(path)
        else:
            os.link(path, folder / path.name)
    return held_back


def _machine() -> str:
    model = platform.processor() or platform.machine()
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
    gibibytes = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores of {model}, {gibibytes:.0f} GiB, {platform.system()}"


def benchmark(people: int, months: int, seed: int, folder: Path, settings: Settings, say: Say) -> Result:
    """Make people up, then measure the floor, an empty run, the whole pipeline, and a night with one month new."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    inbox, empty = folder / "inbox", folder / "empty"
    empty.mkdir()
    say(f"Making up {people:,} people over {months} months.")
    made = ["synth", "--people", str(people), "--months", str(months), "--end", LAST_MONTH, "--seed", str(seed)]
    measured([*_COMMAND, *made, "--out", str(inbox), "--truth", str(folder / "truth")], {})
    files = [path for path in inbox.iterdir() if path.is_file()]
    say(f"The floor, over {len(files):,} files.")
    _, printed = measured(
        [sys.executable, "-m", "orchestration.bench", str(inbox), str(folder / "floor")],
        _limits(settings) | {"CAREWEAVE_WAREHOUSE": str(folder / "floor_warehouse")},
    )
    floor = Floor.model_validate_json(printed.splitlines()[-1])
    # One ring for all of them: the same files under the same keys must end in the same content.
    measured([*_COMMAND, "keys", "new"], {"CAREWEAVE_KEY_FILE": str(folder / "keys.json")})
    say("A run on an empty inbox.")
    start_up, _ = _run(folder / "empty_warehouse", empty, settings, good=(1,))
    say("The whole pipeline.")
    whole = _published_run(folder / "warehouse", inbox, settings)
    say("To copy what is published.")
    published = folder / "warehouse" / "published" / "careweave.duckdb"
    copying = measure_copying(published, folder / "again.duckdb", settings)
    # The night scores with the model that the whole run learnt: it would else have learnt its own, a month before.
    if (folder / "warehouse" / "models").is_dir():
        shutil.copytree(folder / "warehouse" / "models", folder / "warehouse_by_night" / "models")
    shutil.rmtree(folder / "warehouse")
    say("The pipeline without the last month, for the night after.")
    short = folder / "inbox_by_night"
    held_back = _without_last_month(inbox, short)
    _run(folder / "warehouse_by_night", short, settings)
    for path in held_back:
        os.link(path, short / path.name)
    say(f"A night in which {len(held_back)} files are new.")
    night = _published_run(folder / "warehouse_by_night", short, settings)
    if night.content_sha != whole.content_sha:
        raise BenchStopped(
            "The night did not end in the same content as the whole run over the same files: "
            f"{night.content_sha[:12]} is not {whole.content_sha[:12]}."
        )
    result = Result(
        people=people,
        months=months,
        seed=seed,
        measured_on=datetime.now(UTC).date(),
        machine=_machine(),
        cores=os.cpu_count() or 1,
        versions={name: version(name) for name in ("careweave", "duckdb", "dbt-core", "dagster")},
        files=len(files),
        bytes_in=sum(path.stat().st_size for path in files),
        floor=floor,
        start_up=start_up,
        whole=whole,
        copying=copying,
        night_files=len(held_back),
        night=night,
    )
    shutil.rmtree(folder)
    return result


def growth(results: Sequence[Result], measure: Callable[[Result], float]) -> float:
    """The exponent with which a measure grows with the rows read: the slope of a line through their logarithms."""
    points = [(math.log(result.floor.rows), math.log(measure(result))) for result in results]
    middle = [sum(values) / len(points) for values in zip(*points, strict=True)]
    spread = sum((x - middle[0]) ** 2 for x, _ in points)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in points) / spread


if __name__ == "__main__":
    print(measure_floor(Path(sys.argv[1]), Path(sys.argv[2]), load_settings()).model_dump_json())
