"""Publishing one run, step by step. A kill between any two steps leaves the old release published, or the new one.

Belongs here: the order. What takes space is written first, so that a full disk is met while nothing was moved.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.durable import sync
from orchestration.publish.content import overall_sha
from orchestration.publish.dictionary import described_tables, write_dictionary
from orchestration.publish.open_files import write_open_files
from orchestration.publish.permitted_uses import permitted_uses
from orchestration.publish.placing import (
    published_folder,
    recover,
    releases_dir,
    require_link,
    settle,
    settle_folder,
    swap,
)
from orchestration.publish.refused import PublishRefused, told_in_words
from orchestration.publish.release import RELEASE_FILE, REPORT, Release, Versions, release
from orchestration.publish.verify import require_build, run_facts, verified_tables
from orchestration.settings import Settings

# What writes the page to look at, index.html, into a folder that is not there yet.
WriteReport = Callable[[Settings, Mapping[str, Contract], date, Path], None]


def publish(
    settings: Settings, contracts: Mapping[str, Contract], run_id: str, write_report: WriteReport | None = None
) -> Release:
    """Publish the build of a run, and say what was published; without `write_report` there is no page to look at.

    Asked again for a run that is published already, it says so and changes nothing. Raises PublishRefused (or DiskFull)
    with a sentence; what was published before then still is.
    """
    require_link(settings)
    folder = _release_folder(settings, run_id)
    if published_folder(settings) == folder.resolve():
        if not settings.build_careweave_db.is_file() and (already := release(settings)):
            recover(settings)
            return already
        raise PublishRefused(f"The run {run_id} is published already: a new build needs a new run id.")
    if (laid_out := _half_placed(settings, folder)) is None:
        with told_in_words("releases/"):
            recover(settings)
        laid_out = _new_release(settings, contracts, run_id, has_report=write_report is not None)
        with told_in_words(f"releases/{run_id}"):
            _lay_out(settings, contracts, folder, laid_out, write_report)
    with told_in_words(f"releases/{run_id}"):
        _place(settings, folder)
    return laid_out


def _new_release(settings: Settings, contracts: Mapping[str, Contract], run_id: str, *, has_report: bool) -> Release:
    """What the build holds, proven."""
    require_build(settings)
    facts = run_facts(settings, run_id)
    tables = [
        *verified_tables(settings.build_careweave_db, "marts", settings),
        *verified_tables(settings.build_open_db, "open", settings),
    ]
    return Release(
        run_id=run_id,
        published_at=datetime.now(UTC).replace(microsecond=0),
        as_of_date=facts.as_of_date,
        as_known_at=facts.as_known_at,
        content_sha=overall_sha(tables),
        versions=Versions(
            careweave=version("careweave"),
            duckdb=duckdb.__version__,
            dbt=version("dbt-core"),
            contracts_sha=_contracts_sha(contracts),
        ),
        gates=facts.gates,
        tables=tuple(tables),
        deliveries=facts.deliveries,
        report=REPORT if has_report else None,
        permitted_uses=permitted_uses(settings, has_sharing_agreements=facts.has_sharing_agreements),
    )


def _release_folder(settings: Settings, run_id: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", run_id):
        raise PublishRefused("The run's id cannot name a folder: use letters, digits, '-', '_' and '.' only.")
    return releases_dir(settings) / run_id


def _half_placed(settings: Settings, folder: Path) -> Release | None:
    """The release of this very run that an earlier try laid out and began to move: it was proven, so go on with it."""
    described = folder / RELEASE_FILE
    if settings.build_careweave_db.is_file() or not described.is_file():
        return None
    here = [(folder / path.name).is_file() or path.is_file() for path in _moved(settings)]
    return Release.model_validate_json(described.read_text(encoding="utf-8")) if all(here) else None


def _moved(settings: Settings) -> tuple[Path, Path]:
    # In this order: a build without careweave.duckdb is one that an earlier try began to move.
    return settings.build_careweave_db, settings.build_open_db


def _lay_out(
    settings: Settings,
    contracts: Mapping[str, Contract],
    folder: Path,
    new: Release,
    write_report: WriteReport | None,
) -> None:
    """Write everything that is written into the release folder, its own description last."""
    folder.mkdir(parents=True)
    write_open_files(settings, settings.build_open_db, folder / "open")
    write_dictionary(settings, contracts, described_tables(settings), folder / "dictionary")
    if write_report is not None:
        write_report(settings, contracts, new.as_of_date, folder / "report")
    (folder / RELEASE_FILE).write_text(new.model_dump_json(indent=2) + "\n", encoding="utf-8")
    settle_folder(folder)


def _place(settings: Settings, folder: Path) -> None:
    """Move the databases in, then swap. Each step can be done again after a kill at any of them."""
    for path in _moved(settings):
        if path.is_file():
            os.replace(path, folder / path.name)
        settle(folder / path.name)
    sync(folder)
    if settings.build_warehouse_db.is_file():
        # Before the swap: killed in between, it is newer than what is published, and the next run renews both.
        sync(settings.build_warehouse_db)
        os.replace(settings.build_warehouse_db, settings.warehouse_db)
    sync(settings.build_dir)
    sync(settings.warehouse)
    swap(settings, folder)
    recover(settings)


def _contracts_sha(contracts: Mapping[str, Contract]) -> str:
    written = {feed: contract.model_dump(mode="json") for feed, contract in contracts.items()}
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()
