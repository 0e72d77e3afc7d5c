"""The whole of `careweave synth`: a population, block by block, then its feeds, then their faults.

Belongs here: the order of the work and its spread over processes. Does not belong here: any figure or any column.
"""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from orchestration.contracts import Contract, load_contracts
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal, made_in
from orchestration.synth import (
    attendances,
    care,
    community,
    episodes,
    gp_records,
    hospital,
    mental_health,
    mergers,
    outpatients,
    prescriptions,
    primary_care,
    programmes,
    registers,
    schedule,
)
from orchestration.synth import parameters as P
from orchestration.synth.block import Block, Rows
from orchestration.synth.boroughs import DEFAULT, boroughs_named
from orchestration.synth.choices import Choices
from orchestration.synth.deliveries import Deliveries
from orchestration.synth.file_faults import Inbox, plant_file_faults
from orchestration.synth.fragments import FileKey, Fragments, add_rows
from orchestration.synth.geography import build_geography, most_people
from orchestration.synth.months import Months
from orchestration.synth.population import draw_people
from orchestration.synth.reference_lists import PUBLISHERS, reference_tables
from orchestration.synth.risk import Plans, Risk, draw_plans, true_risk
from orchestration.synth.scenario import Scenario
from orchestration.synth.truth import write_block_truth, write_file_faults

Progress = Callable[[str], None]


class SynthError(Refusal):
    """What was asked for cannot be written; the message is a sentence for the person who asked."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Written:
    """What was written: for the command's last line."""

    files: int
    rows: int
    residents: int
    people: int
    planted: int


@dataclass(frozen=True)
class _Task:
    block: int
    block_count: int
    residents: int
    scenario: Scenario
    work: Path


def write_extracts(
    people: int,
    months: int,
    end: str,
    seed: int,
    out: Path,
    truth: Path | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
    boroughs: tuple[str, ...] = DEFAULT,
    choices: Choices | None = None,
) -> Written:
    """Write extracts of every feed for so many residents over so many months into `out`, the truth into `truth`.

    The same arguments give the same bytes, whatever the number of processes.
    """
    scenario = _scenario(people, _window(people, months, end), seed, boroughs, choices or Choices())
    out = Path(out).absolute()
    truth = Path(truth).absolute() if truth is not None else out.parent / "truth"
    _refuse_mixing(out, truth)
    # All of it is made beside the inbox and moved when it is complete: a run that was killed leaves no half inbox.
    work = out.parent / f".{out.name}.unfinished"
    shutil.rmtree(work, ignore_errors=True)
    with made_in(out.parent, "--out"):
        (work / "spill").mkdir(parents=True)
    try:
        written = _write_all(scenario, work, progress, processes)
        _move(work / "truth", truth)
        _move(work / "files", out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return written


def _write_all(scenario: Scenario, work: Path, progress: Progress | None, processes: int | None) -> Written:
    geography = build_geography(scenario)
    deliveries = Deliveries(work / "files", scenario, _contracts())
    residents = _block_sizes(scenario.people)
    tasks = [_Task(block, len(residents), count, scenario, work) for block, count in enumerate(residents)]
    total_rows = total_people = 0
    for done, (path, index, rows, persons) in enumerate(_blocks(tasks, processes), start=1):
        deliveries.append(path, index)
        total_rows += rows
        total_people += persons
        if progress:
            progress(f"{done} of {len(tasks)} blocks: {total_people:,} people, {total_rows:,} rows")
    deliveries.add_reference(reference_tables(geography, scenario.months, scenario.seed), PUBLISHERS)
    inbox = Inbox(deliveries.folder, scenario, [])
    plant_file_faults(inbox)
    write_file_faults(work / "truth", inbox.planted)
    scenario.write(work / "truth" / "settings.json")
    files = sum(1 for _ in deliveries.folder.iterdir())
    return Written(files, total_rows, scenario.people, total_people, len(inbox.planted))


def _move(source: Path, target: Path) -> None:
    with made_in(target.parent, "--out or --truth"):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rmdir()
        source.rename(target)


def latest_month() -> str:
    """The last month whose extracts would have been taken by now."""
    now = datetime.now(UTC).replace(tzinfo=None)
    this_month = Months(f"{now:%Y-%m}", 1)
    back = -1 if this_month.extracted_at(-1, schedule.EXTRACTED_ON_DAY + 1, 0) <= now else -2
    return this_month.label(back)


def _window(people: int, months: int, end: str) -> Months:
    if not 1 <= people <= P.MOST_PEOPLE:
        raise SynthError(f"Ask for between 1 and {P.MOST_PEOPLE} people (--people).")
    if not 1 <= months <= P.MOST_MONTHS:
        raise SynthError(f"Ask for between 1 and {P.MOST_MONTHS} months (--months).")
    try:
        window = Months(f"{datetime.strptime(end, '%Y-%m'):%Y-%m}", months)
    except ValueError:
        raise SynthError("The last month (--end) cannot be read: write it as YYYY-MM, for example 2026-03.") from None
    if window.extracted_at(months - 1, schedule.EXTRACTED_ON_DAY, 0) > datetime.now(UTC).replace(tzinfo=None):
        raise SynthError(f"Extracts of {end} (--end) would be taken in the future: name an earlier month.")
    return window


def _scenario(people: int, window: Months, seed: int, names: tuple[str, ...], choices: Choices) -> Scenario:
    scenario = Scenario(people, window, seed, boroughs_named(names), choices)
    if people > most_people(scenario):
        raise SynthError(
            f"There are postcodes for {most_people(scenario):,} people in these boroughs: "
            "ask for fewer (--people) or for more boroughs (--boroughs)."
        )
    return scenario


def _refuse_mixing(out: Path, truth: Path) -> None:
    if out.exists() and not out.is_dir():
        raise SynthError(f"{out} is a file: name a folder for the extracts (--out).")
    if out.is_dir() and any(out.iterdir()):
        raise SynthError(
            f"{out} already holds files: name an empty folder (--out), so that two populations do not mix."
        )
    if truth == out or out in truth.parents:
        raise SynthError("The truth must not lie in the inbox: name another folder (--truth).")
    if truth.exists() and (not truth.is_dir() or any(truth.iterdir())):
        raise SynthError(
            f"{truth} already exists and is not an empty folder: name another one for the truth (--truth)."
        )


def _block_sizes(people: int) -> list[int]:
    whole, rest = divmod(people, P.BLOCK_PEOPLE)
    return [P.BLOCK_PEOPLE] * whole + ([rest] if rest else [])


Result = tuple[Path, list[tuple[FileKey, int]], int, int]


def _blocks(tasks: list[_Task], processes: int | None) -> Iterator[Result]:
    """The blocks' results in the order of the blocks, however many processes make them."""
    workers = min(processes or os.cpu_count() or 1, len(tasks))
    if workers == 1:
        yield from map(_write_block, tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_write_block, tasks)


def _write_block(task: _Task) -> Result:
    """Invent one block, write its lines into a spill file and its truth into Parquet."""
    geography = build_geography(task.scenario)
    people = draw_people(task.block, task.residents, geography, task.scenario)
    block = Block(task.block, task.block_count, task.scenario, people, geography)
    risk = true_risk(block)
    plans = draw_plans(block, risk)
    fragments = Fragments()
    contracts = _contracts()
    rows_count = 0
    for rows in _feeds(block, risk, plans):
        add_rows(fragments, block, rows, contracts[rows.feed])
        rows_count += len(rows)
    write_block_truth(task.work / "truth", block, risk, plans, fragments)
    path = task.work / "spill" / f"{task.block:05d}.lines"
    index = []
    with path.open("wb") as sink:
        for key in sorted(fragments.lines):
            lines = b"".join(fragments.lines[key])
            sink.write(lines)
            index.append((key, len(lines)))
    return path, index, rows_count, len(people)


@cache
def _contracts() -> dict[str, Contract]:
    return load_contracts()


def _feeds(block: Block, risk: Risk, plans: Plans) -> Iterator[Rows]:
    """The rows of every feed about persons, one after the other, so that few are in memory at once."""
    snapshots, windows = schedule.snapshot_months(block.months), schedule.windows(block.months)
    spells = hospital.draw_spells(block, risk, plans)
    stays = mental_health.draw_stays(block)
    referrals = outpatients.draw_referrals(block)
    yield primary_care.write_registrations(block, snapshots)
    yield mergers.write_merged_numbers(block, snapshots)
    yield gp_records.write_events(block)
    yield prescriptions.write_issues(block)
    yield primary_care.write_appointments(block)
    admitted, method, trust, site = episodes.write_episodes(block, spells)
    yield admitted
    yield episodes.mental_health_episodes(block, stays)
    yield attendances.write_attendances(block, spells, method, trust, site, risk.usual)
    yield outpatients.write_referrals(block, referrals)
    yield outpatients.write_appointments(block, referrals)
    yield community.write_contacts(block, spells)
    yield community.write_rapid_response(block, risk.on(block.programmes_first_day))
    yield community.write_voluntary_support(block, spells)
    yield mental_health.write_contacts(block)
    yield mental_health.write_stays(block, stays, windows)
    yield care.write_events(block, spells, windows)
    yield programmes.write_care_plans(block, plans, snapshots)
    yield programmes.write_conferences(block, plans)
    yield programmes.write_risk_reviews(block, plans, risk.on(block.programmes_first_day))
    yield programmes.write_enrolments(block, plans, snapshots)
    yield registers.write_deaths(block)
    yield registers.write_opt_outs(block, snapshots)
