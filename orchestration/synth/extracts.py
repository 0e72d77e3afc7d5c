"""The whole of `careweave synth`: a population, block by block, then its feeds, then their faults.

Belongs here: the order of the work and its spread over processes. Does not belong here: any figure or any column.
"""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.contracts import Contract, load_contracts
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
from orchestration.synth.deliveries import Deliveries
from orchestration.synth.file_faults import Inbox, plant_file_faults
from orchestration.synth.fragments import FileKey, Fragments, add_rows
from orchestration.synth.geography import build_geography
from orchestration.synth.months import Months
from orchestration.synth.population import draw_people
from orchestration.synth.reference_lists import PUBLISHERS, reference_tables
from orchestration.synth.risk import draw_plans, emergency_rates
from orchestration.synth.truth import write_block_truth, write_file_faults

Progress = Callable[[int, int, str], None]


class SynthError(Exception):
    """What was asked for cannot be written; the message is a sentence for the person who asked."""


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
    people: int
    months: int
    end: str
    seed: int
    truth: Path
    spill: Path


def write_extracts(
    people: int,
    months: int,
    end: str,
    seed: int,
    out: Path,
    truth: Path | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Written:
    """Write extracts of every feed for so many residents over so many months into `out`, the truth into `truth`.

    The same arguments give the same bytes, whatever the number of processes.
    """
    out, window = Path(out).absolute(), _window(people, months, end)
    truth = Path(truth).absolute() if truth is not None else out.parent / "truth"
    _refuse_mixing(out, truth)
    contracts = load_contracts()
    geography = build_geography(people, seed)
    deliveries = Deliveries(out, window, contracts)
    shutil.rmtree(truth, ignore_errors=True)
    truth.mkdir(parents=True)
    residents = _block_sizes(people)
    total_rows = total_people = 0
    with tempfile.TemporaryDirectory(prefix=".spill-", dir=deliveries.folder.parent) as spill:
        tasks = [
            _Task(block, len(residents), count, people, months, end, seed, truth, Path(spill))
            for block, count in enumerate(residents)
        ]
        for done, (path, index, rows, persons) in enumerate(_blocks(tasks, processes), start=1):
            deliveries.append(path, index)
            total_rows += rows
            total_people += persons
            if progress:
                progress(done, len(tasks), f"{total_people} people, {total_rows} rows")
    deliveries.add_reference(reference_tables(geography, window, seed), PUBLISHERS)
    inbox = Inbox(deliveries.folder, window, seed, [])
    plant_file_faults(inbox)
    write_file_faults(truth, inbox.planted)
    return Written(deliveries.finish(), total_rows, people, total_people, len(inbox.planted))


def _window(people: int, months: int, end: str) -> Months:
    if people < 1:
        raise SynthError("Ask for at least one person (--people).")
    if not 1 <= months <= 120:
        raise SynthError("Ask for between 1 and 120 months (--months).")
    try:
        datetime.strptime(end, "%Y-%m")
    except ValueError:
        raise SynthError("The last month (--end) cannot be read: write it as YYYY-MM, for example 2026-03.") from None
    return Months(end, months)


def _refuse_mixing(out: Path, truth: Path) -> None:
    if out.exists() and not out.is_dir():
        raise SynthError(f"{out} is a file: name a folder for the extracts (--out).")
    if out.is_dir() and any(out.iterdir()):
        raise SynthError(f"{out} already holds files: name an empty folder (--out), so that two populations do not mix.")
    if truth == out or out in truth.parents:
        raise SynthError("The truth must not lie in the inbox: name another folder (--truth).")


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
    window = Months(task.end, task.months)
    geography = build_geography(task.people, task.seed)
    people = draw_people(task.block, task.residents, geography, window, task.seed)
    block = Block(task.block, task.block_count, task.seed, people, geography, window)
    rates = emergency_rates(block)
    plans = draw_plans(block, rates)
    fragments = Fragments()
    contracts = _contracts()
    rows_count = 0
    for rows in _feeds(block, rates, plans):
        add_rows(fragments, block, rows, contracts[rows.feed])
        rows_count += len(rows)
    write_block_truth(task.truth, block, rates, plans, fragments)
    path = task.spill / f"{task.block:05d}.lines"
    index = []
    with path.open("wb") as sink:
        for key in sorted(fragments.lines):
            lines = b"".join(fragments.lines[key])
            sink.write(lines)
            index.append((key, len(lines)))
    return path, index, rows_count, len(people)


def _contracts() -> dict[str, Contract]:
    return load_contracts()


def _feeds(block: Block, rates: object, plans: object) -> Iterator[Rows]:
    """The rows of every feed about persons, one after the other, so that few are in memory at once."""
    snapshots, windows = schedule.snapshot_months(block.months), schedule.windows(block.months)
    spells = hospital.draw_spells(block, rates, plans)
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
    yield attendances.write_attendances(block, spells, method, trust, site, rates)
    yield outpatients.write_referrals(block, referrals)
    yield outpatients.write_appointments(block, referrals)
    yield community.write_contacts(block, spells)
    yield community.write_rapid_response(block, rates)
    yield community.write_voluntary_support(block, spells)
    yield mental_health.write_contacts(block)
    yield mental_health.write_stays(block, stays, windows)
    yield care.write_events(block, windows)
    yield programmes.write_care_plans(block, plans, snapshots)
    yield programmes.write_conferences(block, plans)
    yield programmes.write_risk_reviews(block, plans, rates)
    yield programmes.write_enrolments(block, plans, snapshots)
    yield registers.write_deaths(block)
    yield registers.write_opt_outs(block, snapshots)
