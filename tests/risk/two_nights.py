"""Made-up people over four years and two months, and two nights among them, a year apart: to train and to judge on.

Belongs here: making them, and what their maker knows. Does not belong here: what is measured (held.py).
"""

import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from orchestration.pseudonymise import new_ring
from orchestration.risk.features import People, published_people
from orchestration.settings import Settings, load_settings
from orchestration.synth import write_extracts
from tests.pipeline.place import COMMAND, environment

MONTHS, END, SEED = 50, "2025-03", 11
"""Two years of history before the earlier index date, and a year after the later one, less two provisional months."""

EARLIER = ("2024-04-12", "2024-04-12T23:59:00Z")
"""The reporting date of the earlier night, and the moment as of which it knows what arrived."""


@dataclass(frozen=True)
class Year:
    """The people of one index date, and the probability that their maker drew each one's admissions from."""

    people: People
    true_probability: np.ndarray  # NaN of those whom the maker's book has no line for


def made(folder: Path, people: int) -> Settings:
    """A warehouse with the extracts in its inbox and the truth beside."""
    settings = load_settings(warehouse=folder, allow_test_numbers=True, threads=2)
    folder.mkdir(parents=True, exist_ok=True)
    new_ring(settings)
    write_extracts(people, MONTHS, END, SEED, settings.inbox_dir, folder / "truth")
    return settings


def night(settings: Settings, *words: str) -> None:
    """A whole night, by the command; raises if it ends with anything but a publication."""
    command = [*COMMAND, "run", "--warehouse", str(settings.warehouse), *words]
    subprocess.run(command, env=environment(MEMORY_LIMIT="4GB"), check=True)


def earlier_year(settings: Settings) -> Year:
    """A year earlier, as it was known then."""
    night(settings, "--as-of", EARLIER[0], "--as-known-at", EARLIER[1])
    return year_of(settings)


def this_year(settings: Settings) -> Year:
    """Now."""
    night(settings)
    return year_of(settings)


def year_of(settings: Settings) -> Year:
    """What is published, with what is true of each person on that index date."""
    people = published_people(settings)
    truth = settings.warehouse / "truth"
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach '{settings.published_dir / 'careweave.duckdb'}' as careweave (read_only)")
    rows = connection.execute(
        f"with known as (select distinct registrations.person_id, links.person_number "
        f"from careweave.marts.fct_registration as registrations join '{truth}/links/registrations/*.parquet' as links "
        "on links.key = registrations.registration_id and links.sender_code = registrations.sender_code), "
        f"risk as (select person_number, emergency_admissions_a_year as yearly from '{truth}/true_risk/*.parquet' "
        "where index_date = ?) "
        "select person_id::varchar, 1 - exp(-any_value(yearly)) from known join risk using (person_number) group by 1",
        [nearest_index(connection, truth, people.index_date)],
    ).fetchall()
    connection.close()
    known = dict(rows)
    return Year(people, np.array([known.get(each, np.nan) for each in people.table["person_id"].to_pylist()]))


def nearest_index(connection: duckdb.DuckDBPyConnection, truth: Path, day: date) -> date:
    """The index date of the maker's book that a day falls on, or is nearest to."""
    ((found,),) = connection.execute(
        f"select index_date from '{truth}/true_risk/*.parquet' group by 1 order by abs(index_date - ?) limit 1", [day]
    ).fetchall()
    return found
