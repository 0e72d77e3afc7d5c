"""`careweave bench` as it looks, and the page that keeps its figures.

Belongs here: laying out results. Does not belong here: measuring anything (bench.py).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orchestration.bench import Result, benchmark, growth
from orchestration.contracts.markdown import table
from orchestration.settings import PROJECT_ROOT, Settings

RESULTS = PROJECT_ROOT / "docs" / "benchmark.json"
PAGE = PROJECT_ROOT / "docs" / "benchmark.md"
README = PROJECT_ROOT / "README.md"
BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
"""Between these two lines of the README stand the figures of the newest run of the largest population."""

AIMED_FOR = 100_000
"""The number of people that the aims are of."""

MOST_FLOORS, MOST_FLOORS_OF_A_NIGHT, MOST_GIB = 4.0, 0.5, 6.0
"""What the pipeline aims at: a whole run less its start-up, a night's ingest and identity, and the peak of memory. Four
times the floor is one to read, one to link, one to build and one to publish, each as cheap as the floor is."""

Rows = list[tuple[str, ...]]


def show_benchmark(
    console: Console,
    settings: Settings,
    people: Sequence[int],
    months: int,
    seed: int,
    folder: Path | None,
    record: bool,
) -> None:
    """Measure, show, and with `record` write the figures down where README and docs show them."""
    results = []
    for count in people:
        place = (folder or settings.warehouse / "bench").absolute() / str(count)
        result = benchmark(count, months, seed, place, settings, lambda text: console.print(text, markup=False))
        results.append(result)
        for title, rows in tables(result):
            _show(console, title, rows)
        if record:
            write_down(result)
    if len(results) > 1:
        _show(console, "How it grows", curve(results))


def write_down(result: Result) -> None:
    """Keep a result in the place of the one for as many people, and write the page and the README's part anew."""
    kept = [each for each in recorded() if each.people != result.people]
    kept = sorted([*kept, result], key=lambda each: each.people)
    dumped = [each.model_dump(mode="json") for each in kept]
    RESULTS.write_text(json.dumps(dumped, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept), encoding="utf-8")
    README.write_text(with_figures(README.read_text(encoding="utf-8"), kept), encoding="utf-8")


def recorded() -> list[Result]:
    """The results that were written down, by number of people."""
    if not RESULTS.is_file():
        return []
    return [Result.model_validate(each) for each in json.loads(RESULTS.read_text(encoding="utf-8"))]


# === What is told of one result ===


def tables(result: Result) -> list[tuple[str, Rows]]:
    """The tables of one benchmark, each with its title; the first row of each names its columns."""
    night_share = _night_edge(result) / result.floor.seconds
    whole, copying, night = result.whole, result.copying, result.night
    measures: Rows = [
        ("Measure", "Value"),
        ("People, months, seed", f"{result.people:,}, {result.months}, {result.seed}"),
        ("Files and bytes in", f"{result.files:,}, {_size(result.bytes_in)}"),
        ("Event rows", f"{result.floor.rows:,}"),
        ("Floor", f"{result.floor.seconds:.1f} s ({result.floor.cpu_seconds:.1f} s of CPU)"),
        ("Start-up, on an empty inbox", f"{result.start_up.seconds:.1f} s"),
        ("Whole pipeline", f"{whole.cost.seconds:.1f} s ({whole.cost.cpu_seconds:.1f} s of CPU)"),
        ("Whole pipeline less start-up", f"{result.floors:.1f} floors"),
        (
            "Only to copy what is published",
            f"{copying.seconds:.1f} s ({copying.cpu_seconds:.1f} s of CPU), "
            f"{copying.seconds / result.floor.seconds:.1f} floors",
        ),
        ("Event rows per core-second", f"{result.rows_per_core_second:,.0f}"),
        ("Peak memory", _size(whole.cost.peak_bytes)),
        *((f"Bytes out: {name}", _size(count)) for name, count in whole.bytes_out.items()),
        (
            "A night with one month new",
            f"{night.cost.seconds:.1f} s, {result.night_files} files, {night.rows_read:,} rows",
        ),
        ("Of it ingest and identity", f"{_night_edge(result):.1f} s, {night_share:.2f} floors"),
        ("Of it the rebuild, gates and publishing", f"{sum(night.steps.values()) - _night_edge(result):.1f} s"),
        ("Peak memory of the night", _size(night.cost.peak_bytes)),
        ("Content of both", whole.content_sha[:12]),
    ]
    steps: Rows = [("Step", "Whole, seconds", "Share", "Night, seconds")]
    total = sum(whole.steps.values())
    for name, seconds in whole.steps.items():
        steps.append((name, f"{seconds:.1f}", f"{100 * seconds / total:.0f}%", f"{night.steps.get(name, 0):.1f}"))
    return [(f"{result.people:,} people", measures), ("Where the time goes", steps)]


def curve(results: Sequence[Result]) -> Rows:
    """Time and memory against rows, and the exponents with which they grow."""
    rows: Rows = [("People", "Event rows", "Floor, s", "Pipeline less start-up, s", "Floors", "Peak memory")]
    for result in results:
        rows.append(
            (
                f"{result.people:,}",
                f"{result.floor.rows:,}",
                f"{result.floor.seconds:.1f}",
                f"{_net_seconds(result):.1f}",
                f"{result.floors:.1f}",
                _size(result.whole.cost.peak_bytes),
            )
        )
    exponents = [
        growth(results, lambda result: result.floor.seconds),
        growth(results, _net_seconds),
        growth(results, lambda result: result.whole.cost.peak_bytes),
    ]
    floor, seconds, memory = (f"{exponent:.2f}" for exponent in exponents)
    rows.append(("grows with rows to the power of", "1", floor, seconds, "", memory))
    return rows


def aims(result: Result) -> Rows:
    """What is aimed at, beside what was measured; the clock's floors, and those of the processor."""
    busy = (result.whole.cost.cpu_seconds - result.start_up.cpu_seconds) / result.floor.cpu_seconds
    night, gib = _night_edge(result) / result.floor.seconds, result.whole.cost.peak_bytes / 2**30
    told = (
        ("Whole pipeline less start-up, floors", MOST_FLOORS, result.floors),
        ("The same in seconds of CPU", MOST_FLOORS, busy),
        ("A night's ingest and identity, floors", MOST_FLOORS_OF_A_NIGHT, night),
        ("Peak memory, GiB", MOST_GIB, gib),
    )
    rows: Rows = [("Measure", "Aim, at most", "Measured", "Reached")]
    return rows + [
        (name, f"{most:g}", f"{found:.2f}" if found < 10 else f"{found:.1f}", "yes" if found <= most else "no")
        for name, most, found in told
    ]


def _net_seconds(result: Result) -> float:
    return result.whole.cost.seconds - result.start_up.seconds


def _night_edge(result: Result) -> float:
    """What a night spends on what is new: reading it, and deciding who is who."""
    return sum(seconds for name, seconds in result.night.steps.items() if name.startswith(("lake", "identity")))


def _size(count: int) -> str:
    return f"{count / 2**30:.2f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"


# === Where it is told ===


def _show(console: Console, title: str, rows: Rows) -> None:
    names, *rest = rows
    laid_out = Table(title=title, title_justify="left")
    for place, name in enumerate(names):
        laid_out.add_column(name, justify="left" if place == 0 else "right")
    for row in rest:
        laid_out.add_row(*row)
    console.print(laid_out)


def _markdown(rows: Rows) -> str:
    names, *rest = rows
    return table(names, rest, numbers=names[1:])


def page(results: Sequence[Result]) -> str:
    """docs/benchmark.md, made of the recorded results."""
    parts = [_OPENING]
    if len(results) > 1:
        parts.append("## How it grows\n\n" + _markdown(curve(results)))
    for result in results:
        if result.people == AIMED_FOR:
            parts.append(f"## What it aims at\n\nFor {AIMED_FOR:,} people:\n\n{_markdown(aims(result))}\n\n{_WHY}")
    for result in reversed(results):
        versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
        told = f"Measured on {result.measured_on:%d %B %Y}: {result.machine}; {versions}."
        (title, measures), (_, steps) = tables(result)
        parts.append(f"## {title}\n\n{told}\n\n{_markdown(measures)}\n\nWhere the time goes:\n\n{_markdown(steps)}")
    return "\n\n".join(parts) + "\n"


_OPENING = """# The benchmark

Made by `make bench RECORD=1`; do not edit.

The floor is DuckDB reading the same files once, every column under its type, and writing zstd Parquet: all threads, no
order kept, bad rows skipped, nothing checked (`orchestration/bench.py`). The pipeline is `careweave run` as anybody
runs it, in a warehouse of its own: reading, quarantine, vault, linkage, all models, all gates, publication. Both run on
the same files, one after the other, and the pipeline is told as a multiple of the floor, less the seconds that the same
command takes on an empty inbox. The whole run learns the first risk model too, a night only scores. A night is a run in
which the last month of every feed is new; with the risk model that the whole run learnt it must end in the same content
as that, by its hash. Memory is that of the process and all that it started, together; seconds are by the clock."""


_WHY = """Where an aim is not reached, the tables below say what costs, and
[decision 0025](decisions/0025-how-far-from-the-floor.md) why it is not. The floor writes each row once; the pipeline
writes an event to the lake, builds it again as a fact and once more as a unit of activity. How long it takes only to
copy the published tables, with nothing worked out, is told below. What does not grow with the rows (some 380 models,
27 feeds and their checks) is most of what 10,000 people take, and part of every night."""


def with_figures(readme: str, results: Sequence[Result]) -> str:
    """The README with the figures of the largest benchmark between its two marks."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    (_, measures), _ = tables(results[-1])
    told = f"On {results[-1].machine}:\n\n{_markdown(measures)}"
    return f"{before}{BEGIN}\n{told}\n{END}{after}"
