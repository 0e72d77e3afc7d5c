"""A build with the features of a few thousand made-up people, as the steps before scoring leave it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.gates import run_gate
from orchestration.risk.nightly import Proposed, propose, take
from orchestration.settings import Settings
from tests.house.project import described

PEOPLE = 3000
# What chance decides is a hash, so that every night of a test finds the same people.
_POPULATION = """
create schema ops; create schema intermediate; create schema seeds;
create table ops.reporting_date as select 'run' as run_id, $as_of::date as as_of_date, null::timestamp as as_known_at;
create table intermediate.int_risk__index_dates as
select 'NOW' as index_code, $as_of::date as reference_date, $as_of::date + 1 as index_date
union all select 'YEAR_AGO', date '2023-03-31', date '2023-04-01';
create table people as
select
    md5('person' || i)::uuid as person_id,
    i % 20 = 0 as is_national_opt_out,
    i % 30 = 0 as is_gp_data_absent,
    (hash('age' || i) % 90)::bigint as age_years,
    (hash('ill' || i) % 4)::bigint as ltc_count,
    case when hash('came' || i) % 5 = 0 then 1 + hash('often' || i) % 3 else 0 end::bigint as admissions_count,
    (hash('luck' || i) % 10000) / 10000 as luck
from range($people) as t(i);
create table intermediate.int_person__permissions as select person_id, is_national_opt_out from people;
create table intermediate.int_person__attributes as select person_id, true as is_registered from people;
create table intermediate.int_risk__population as
select
    people.person_id, index_dates.index_code, index_dates.reference_date, index_dates.index_date, people.age_years,
    'E1' as borough_code, case when age_years < 65 then '18-64' else '65+' end as age_band, '1' as gender_code,
    'WHITE' as ethnic_group_code, 1 as imd_quintile, people.is_gp_data_absent, people.is_national_opt_out
from people cross join intermediate.int_risk__index_dates as index_dates;
create table intermediate.int_condition__summary as
select person_id, reference_date, case when not is_gp_data_absent then ltc_count end as ltc_count
from people cross join intermediate.int_risk__index_dates;
create table intermediate.int_risk__outcomes as
select
    person_id, date '2023-03-31' as reference_date, is_national_opt_out,
    luck < $more / (1 + exp(4 - 0.02 * age_years - 0.6 * admissions_count - 0.3 * ltc_count))
        as is_emergency_admission_12m
from people;
"""
_TOLD = {
    "age_years": "population.age_years",
    "ltc_count": "case when not people.is_gp_data_absent then people.ltc_count end",
    "emergency_admissions_91_365d_count": "people.admissions_count",
    "is_gp_data_absent": "people.is_gp_data_absent",
    "borough_code": "population.borough_code",
    "age_band": "population.age_band",
    "gender_code": "population.gender_code",
    "ethnic_group_code": "population.ethnic_group_code",
    "imd_quintile": "population.imd_quintile",
}


def settings_of(folder: Path) -> Settings:
    return Settings(warehouse=folder / "warehouse", threads=2, memory_limit="500MB")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture(autouse=True, scope="module")
def _nothing_spills() -> Iterator[None]:
    """A few rows never spill: connections go without the extension that encrypts what does, which is slow to load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orchestration.duck.load_extension", lambda *_: None)
        yield


@dataclass(frozen=True)
class FirstNight:
    """A warehouse after its first night, whose scores were taken; and what that night proposed."""

    settings: Settings
    proposed: Proposed
    is_gate_open: bool


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstNight:
    """To be read only: training takes most of the time of these tests."""
    settings = settings_of(tmp_path_factory.mktemp("first"))
    writer(settings)()
    proposed = propose(settings)
    is_gate_open = run_gate("RISK", settings, "run").is_green
    take(settings)
    return FirstNight(settings, proposed, is_gate_open)


@pytest.fixture
def after_first(first: FirstNight, settings: Settings) -> Settings:
    """The same warehouse to work on: the first night is published."""
    shutil.copytree(first.settings.warehouse, settings.warehouse)
    settings.build_warehouse_db.rename(settings.warehouse_db)
    return settings


@pytest.fixture
def make_build(settings: Settings) -> Callable[..., None]:
    return writer(settings)


def writer(settings: Settings) -> Callable[..., None]:
    """Write the build of a night anew: of so many people, as of a day, of whom so many times as many were admitted."""

    def write(as_of: str = "2024-05-31", people: int = PEOPLE, more: float = 1.0) -> None:
        settings.build_dir.mkdir(parents=True, exist_ok=True)
        settings.build_warehouse_db.unlink(missing_ok=True)
        columns = [column["name"] for column in described("models")["mart_risk__features"]["columns"]][3:]
        told = ", ".join(f"{_TOLD.get(name, 0)} as {name}" for name in columns)
        with duckdb.connect(settings.build_warehouse_db) as connection:
            given = {"as_of": as_of, "people": people, "more": more}
            for statement in _POPULATION.split(";\n"):
                if statement.strip():
                    used = {name: value for name, value in given.items() if f"${name}" in statement}
                    connection.execute(statement, used)
            connection.execute(
                "create table intermediate.int_risk__features as select people.person_id, population.index_code, "
                f"population.reference_date, people.is_national_opt_out, {told} "
                "from people join intermediate.int_risk__population as population using (person_id)"
            )

    return write


@pytest.fixture
def rows(settings: Settings) -> Callable[..., list[tuple]]:
    """What a build says: the test's own, if no other is named."""

    def ask(query: str, of: Settings = settings) -> list[tuple]:
        with duckdb.connect(of.build_warehouse_db) as connection:
            return connection.execute(query).fetchall()

    return ask
