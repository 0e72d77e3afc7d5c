"""Which rows may be used for what: the rules of seeds/code_permitted_uses.csv, and what is built held to them.

Worlds are random: people with histories of the three kinds of opt-out, merged numbers, rows without a number, senders
with and without agreements, files that arrive in any order. The rule is worked out in plain Python from the seed alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from orchestration import duck
from orchestration.contracts import PURPOSES, load_contracts
from orchestration.pseudonymise import key_ring, new_ring, token
from orchestration.risk.nightly.tables import make_empty
from orchestration.settings import load_settings
from tests.conftest import Warehouse
from tests.spec.built_models import BuiltModels
from tests.spec.random_worlds import (
    AS_OF,
    GROUPS,
    KINDS,
    OPT_OUTS,
    SENDERS,
    World,
    files,
    in_force,
    is_allowed,
    rules,
    worlds,
)


def test_there_is_one_rule_for_every_case():
    assert set(rules()) == set(product(PURPOSES, GROUPS, KINDS))


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("NONE", set(product(PURPOSES, GROUPS))),
        ("LOCAL", set()),
        ("TYPE_1", set(product(PURPOSES, ["OTHER"]))),
        ("NATIONAL", set(product(["DIRECT_CARE"], GROUPS))),
    ],
)
def test_the_rules_are_the_interfaces(kind, allowed):
    """As its page of words defines the three kinds; written here once more, so that a slip in the seed is seen."""
    assert {(p, g) for p, g in product(PURPOSES, GROUPS) if is_allowed(p, g, [kind])} == allowed


def test_a_sensitive_code_is_treated_as_the_rules_say():
    said = {group: {rules()[p, group, k]["sensitive_code_action_code"] for p, k in product(PURPOSES, KINDS)}
            for group in GROUPS}  # fmt: skip
    done = {"quarantine": "ROW_LEFT_OUT", "null": "CODE_REMOVED"}
    for contract in load_contracts().values():
        assert {done[column.action] for column in contract.sensitive} <= said.get(contract.feed_group, set())
    assert all(len(actions) == 1 for actions in said.values())


def test_agreements_are_asked_for_as_the_rules_say():
    asked = {group for group in GROUPS if {r["is_agreement_needed"] for (_, g, _), r in rules().items() if g == group}
             == {"true"}}  # fmt: skip
    contracts = load_contracts().values()
    assert {contract.feed_group for contract in contracts if contract.needs_agreement} == asked == set(GROUPS)
    assert {c.feed for c in contracts if c.identity and not c.needs_agreement} == {"opt_outs"}


@pytest.fixture(scope="module")
def permissions() -> "Permissions":
    return Permissions()


class Permissions:
    """The model that says who objects, on an opt-out list of one person."""

    def __init__(self) -> None:
        self.connection = duck.memory(load_settings(memory_limit="500MB", threads=1))
        for schema in ("lake", "identity", "ops"):
            self.connection.execute(f"create schema {schema}")
        self.connection.execute("create table identity.person_map as select uuid() as identity_id, uuid() as person_id")
        self.connection.execute(
            "create table lake.opt_outs (delivery_id varchar, sender_code varchar, period date, "
            "extracted_at timestamp, row_number bigint, identity_id uuid, opt_out_id varchar, opt_out_code varchar, "
            "effective_from date, withdrawn_on date)"
        )
        self.connection.execute(f"create table ops.reporting_date as select date '{AS_OF}' as as_of_date")
        self.models = BuiltModels(self.connection, "view")

    def of(self, opt_outs: list[tuple[str, date, date | None]]) -> set[str]:
        """The kinds in force, of those that reach this model."""
        self.connection.execute("delete from lake.opt_outs")
        for kind, begins, ends in opt_outs:
            self.connection.execute(
                "insert into lake.opt_outs (identity_id, opt_out_code, effective_from, withdrawn_on) "
                "select identity_id, ?, ?, ? from identity.person_map",
                [kind, begins, ends],
            )
        columns = "is_national_opt_out, is_type_1_opt_out"
        ((national, type_1),) = self.models.rows("int_person__permissions", columns)
        return {kind for kind, is_so in (("NATIONAL", national), ("TYPE_1", type_1)) if is_so}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(opt_outs=OPT_OUTS)
def test_who_objects_is_what_the_histories_say(permissions, opt_outs):
    assert permissions.of(opt_outs) == in_force(opt_outs) - {"LOCAL"}


@dataclass
class Built:
    """What came of a world: the models over its rows in force, and who everybody is."""

    models: BuiltModels
    ids: dict[int, str]

    def of(self, table: str, columns: str) -> set:
        return {row[0] if len(row) == 1 else row for row in self.models.rows(table, columns)}


@pytest.fixture(scope="module")
def come_true(tmp_path_factory: pytest.TempPathFactory) -> Callable[[World], Built]:
    """Deliver a world's files in their order, in two nights; link them, and open what the second left."""

    def build(world: World) -> Built:
        folder = tmp_path_factory.mktemp("world")
        agreements = folder / "agreements.csv"
        lines = ["feed,provider_code,purpose_code,agreement_id,valid_from,valid_to"]
        lines += [f"{feed},{sender},{purpose},A-{purpose},2024-01-01,{AS_OF}"
                  for (feed, sender), purposes in world.covered.items() for purpose in sorted(purposes)]  # fmt: skip
        agreements.write_text("\n".join(lines), encoding="utf-8")
        warehouse = Warehouse(
            load_settings(warehouse=folder / "warehouse", allow_test_numbers=True, memory_limit="1GB", threads=2,
                          sharing_agreements=agreements),
            load_contracts(),
        )  # fmt: skip
        new_ring(warehouse.settings)
        written = files(world)
        for place, (feed, sender, rows, extracted_at) in enumerate(written):
            warehouse.deliver(feed, rows, provider=sender, extracted_at=extracted_at)
            if place == len(written) // 2:
                warehouse.read_inbox()
        warehouse.link()
        key = key_ring(warehouse.settings).person
        ids = {someone.serial: str(token(key, someone.number)) for someone in world.people}
        connection = duck.open_database(warehouse.settings.build_warehouse_db, warehouse.settings)
        make_empty(connection)
        connection.execute(
            "insert into risk.person_scores (person_id) select distinct person_id from identity.person_map"
        )
        return Built(BuiltModels(connection), ids)

    return build


def expected(world: World, feed: str, purpose: str) -> dict[str, set[str]]:
    """The keys of the rows of a feed that may be used for a purpose, by sender."""
    group = load_contracts()[feed].feed_group
    return {
        sender: {
            f"{sender}{someone.serial}{again}"
            for someone in world.people
            if world.covers(feed, sender, purpose) and is_allowed(purpose, group, someone.kinds)
            for again in ("", "b")
        }
        for of_feed, sender in SENDERS
        if of_feed == feed
    }


def care_page(world: World, ids: dict[int, str], purpose: str) -> set[tuple]:
    """Who is on the page of a multi-disciplinary group, with whose plans: people of whom it is known where they are."""
    if not world.covers("registrations", "PDS", "DIRECT_CARE", "PLANNING"):
        return set()
    senders = sorted(s for f, s in SENDERS if f == "care_plans" and world.covers(f, s, purpose))
    people = [someone for someone in world.people if is_allowed(purpose, "OTHER", someone.kinds)]
    return {(ids[someone.serial], "|".join(senders), 2 * len(senders)) for someone in people if senders}


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(world=worlds())
def test_what_is_built_is_what_the_rules_say(come_true, world):
    built = come_true(world)
    for feed, fact, key in (("gp_events", "fct_gp_event", "event_id"), ("care_plans", "fct_care_plan", "care_plan_id")):
        assert built.of(fact, key) == set().union(*expected(world, feed, "PLANNING").values()), fact
    allowed = {built.ids[p.serial] for p in world.people if is_allowed("PLANNING", "OTHER", p.kinds)}
    assert built.of("dim_person", "person_id::varchar") == allowed
    assert built.of("mart_risk__person_scores", "person_id::varchar") == allowed
    page = "person_id::varchar, care_plan_programme_codes, care_plans_open_count"
    assert built.of("mart_care__person_summary", page) == care_page(world, built.ids, "PLANNING")
    assert built.of("mart_direct_care__person_summary", page) == care_page(world, built.ids, "DIRECT_CARE")
    told = {
        row[:3]: row[3]
        for row in built.models.rows(
            "mart_quality__permitted_uses", "purpose_code, feed, provider_code, rows_count, use_code"
        )
        if row[4] == "USED"
    }
    for feed, purpose in product(("gp_events", "care_plans"), ("DIRECT_CARE", "PLANNING")):
        for sender, keys in expected(world, feed, purpose).items():
            assert told.get((purpose, feed, sender), 0) == len(keys)
    nothing_is_left_of_objectors(world, built)


def nothing_is_left_of_objectors(world: World, built: Built) -> None:
    """No person_id and no token of somebody who allows no linked record, but for the lake's own rows."""
    connection = built.models.connection
    serials = [p.serial for p in world.people if "LOCAL" in p.kinds]
    people = {built.ids[serial] for serial in serials}
    keys = [f"{sender}{serial}{again}" for _, sender in SENDERS for serial in serials for again in ("", "b")]
    tokens = {
        str(row[0])
        for row in connection.execute(
            "select identity_id from lake.gp_events where list_contains(?, event_id) union "
            "select identity_id from lake.care_plans where list_contains(?, care_plan_id)",
            [keys, keys],
        ).fetchall()
    }
    columns = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'UUID' "
        "and schema_name in ('built', 'identity') and not starts_with(table_name, 'stg_')"
    ).fetchall()
    assert ("identity", "person_map", "identity_id") in columns
    for schema, table, column in columns:
        found = {str(value) for (value,) in connection.execute(f"select {column} from {schema}.{table}").fetchall()}
        assert not found & (people | tokens), f"{schema}.{table}.{column}"
