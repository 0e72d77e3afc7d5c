"""What extracts cost, from the file to the pound: at the edges of the rules, and however they are delivered.

Belongs here: delivering the world of cost_world.py whole, in parts, in any order and twice. Who is who is decided once
and lent to every other delivery of the same people: it is none of this test's business.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration import duck
from tests.conftest import Warehouse, small_warehouse
from tests.spec.built_models import BuiltModels
from tests.spec.cost_world import CASES, KEYS, REGISTERED, key, list_rows, rows_of

LISTS = ("ref_prices", "ref_market_forces")
# All on the reporting date, which is the newest of them.
HOURS = ("20240531T020000Z", "20240531T030000Z", "20240531T040000Z")
UNITS = "person_id, source_feed, source_key, activity_date, point_of_delivery_code, quantity, cost_gbp, borough_code"
Part = tuple[str, str, str, list[dict]]
"""A delivery: feed, sender, period and rows."""


def whole() -> list[Part]:
    """Everything in as few deliveries as can be."""
    parts = [("registrations", "EMIS", "2024-05", [REGISTERED])]
    parts += [(feed, "RXX", "2024-05", rows_of(feed)) for feed in KEYS]
    return parts + [(feed, "NHSE", "2024-05", list_rows(feed)) for feed in LISTS]


def deliver(warehouse: Warehouse, part: Part, extracted_at: str) -> Path:
    feed, sender, period, rows = part
    return warehouse.deliver(feed, rows, provider=sender, period=period, extracted_at=extracted_at)


@pytest.fixture(scope="module")
def linked(tmp_path_factory, contracts) -> Warehouse:
    """The world delivered whole, with everybody linked."""
    warehouse = small_warehouse(tmp_path_factory.mktemp("world"), contracts)
    for part in whole():
        deliver(warehouse, part, HOURS[0])
    warehouse.link()
    return warehouse


@pytest.fixture(scope="module")
def built(linked) -> Iterator[BuiltModels]:
    connection = duck.open_database(linked.settings.build_warehouse_db, linked.settings)
    yield BuiltModels(connection)
    connection.close()


def told(day: object, quantity: int, cost: object, reason: str | None) -> str:
    return f"{day} {quantity} {reason if cost is None else cost}"


def test_every_case_becomes_its_units(built):
    found: dict[str, list[str]] = {}
    columns = "source_key, activity_date, quantity, cost_gbp, unpriced_reason_code"
    for source_key, *unit in sorted(built.rows("fct_activity", columns), key=repr):
        found.setdefault(source_key.rsplit("|", 1)[1], []).append(told(*unit))
    assert {name: found.get(key(name), []) for name in CASES} == {name: units for name, (*_, units) in CASES.items()}


def test_spells_that_are_no_activity_are_kept_without_a_price(built):
    flags = "is_nhs_funded, is_mental_health_spell, discharge_date is null, cost_gbp, is_priced"
    rows = {row[0]: row[1:] for row in built.rows("fct_admission", f"spell_number, {flags}")}
    assert {name: rows[key(name)] for name, (feed, _, units) in CASES.items() if feed == "apc" and not units} == {
        "the stay of the leap day once more, as a spell": (True, True, False, None, False),
        "an open spell": (True, False, True, None, False),
        "a spell whose discharge is yet to come": (True, False, True, None, False),
        "a private patient": (False, False, False, None, False),
    }


def units(models: BuiltModels) -> list[tuple]:
    return sorted(models.rows("fct_activity", UNITS), key=repr)


def deliveries(luck: random.Random) -> tuple[list[Part], int, list[Part]]:
    """The world with its deliveries split in two, in some order; how many arrive at first; and what is sent again.

    What replaces its month is split over two months' files, rows that are kept by key over two windows, and a list over
    two publishers. The register is one list.
    """
    register, *others = whole()
    parts = [register]
    for feed, sender, period, rows in others:
        for is_second in (False, True):
            where = (sender, period)
            if is_second:
                where = ("OTHER", period) if feed in LISTS else (sender, "2024-04")
            parts.append((feed, *where, []))
        for row in rows:
            luck.choice(parts[-2:])[3].append(row)
    order = [part for part in luck.sample(parts, len(parts)) if part[3]]
    return order, luck.randint(0, len(order)), luck.sample(order, 3)


# A warehouse for each, and so few of them; the first that fails is told as it is.
@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0))
def test_costs_are_the_same_however_they_are_delivered(linked, built, tmp_path_factory, seed):
    """In any order of files, in two deliveries for one, and sent again unchanged."""
    warehouse = small_warehouse(tmp_path_factory.mktemp("again"), linked.contracts)
    shutil.copy2(linked.settings.warehouse / "keys.json", warehouse.settings.warehouse / "keys.json")
    order, first, again = deliveries(random.Random(seed))
    for part in order[:first]:
        deliver(warehouse, part, HOURS[0])
    warehouse.read_inbox()
    for hour, parts in zip(HOURS[1:], (order[first:], again), strict=True):
        for part in parts:
            deliver(warehouse, part, hour)
    warehouse.build()
    connection = duck.open_database(warehouse.settings.build_warehouse_db, warehouse.settings)
    try:
        lend_links(built, connection)
        assert units(BuiltModels(connection)) == units(built)
        statuses = dict(connection.execute("select status_code, count(*) from lake.deliveries group by 1").fetchall())
    finally:
        connection.close()
    assert statuses.get("DUPLICATE", 0) == len(again) and "REJECTED" not in statuses


def lend_links(built: BuiltModels, connection: duckdb.DuckDBPyConnection) -> None:
    """Who is who, as it was decided over the same identities under the same keys."""
    map_of_persons = built.connection.execute("from identity.person_map").to_arrow_table()
    connection.execute("create schema if not exists identity")
    connection.register("lent", map_of_persons)
    connection.execute("create or replace table identity.person_map as from lent")
