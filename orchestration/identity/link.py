"""From the vault to person_map: the identities in force, linked, numbered, and without what identifies.

Belongs here: the order of the passes, the tokens of persons, what a LOCAL opt-out takes away. person_map goes into the
build's warehouse; it carries month of birth, gender and small area, never a name, number, date or postcode.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from orchestration.contracts import Contract
from orchestration.identity.decisions import follow_decisions, link_by_decision, read_decisions, undo_rejected
from orchestration.identity.error.estimating import write_link_error
from orchestration.identity.history import Changes, write_history
from orchestration.identity.made_with import write_made_with
from orchestration.identity.passes import (
    leave_unlinked,
    link_by_demographics,
    link_by_local_id,
    link_by_nhs_number,
    new_links,
)
from orchestration.identity.probabilistic.linking import link_by_probability
from orchestration.identity.probabilistic.model import Model, load_model
from orchestration.identity.review_queue import write_review_queue
from orchestration.identity.sighted import sight
from orchestration.identity.supersession import follow_supersessions
from orchestration.identity.vault import merge_parts, open_vault
from orchestration.pseudonymise import KeyRing, key_ring, pads, token_sql
from orchestration.settings import Settings


@dataclass(frozen=True)
class LinkSummary:
    """What linking came to. Counts only."""

    people: int
    links: dict[str, int] = field(default_factory=dict)
    """Rows in force by link method, WITHHELD among them."""
    conflicts: int = 0
    supersession_cycles: int = 0
    local_objectors: int = 0
    unreached_opt_outs: int = 0
    in_review: int = 0
    """Identities that a reviewer should see: the model is in doubt of their best person."""
    changes: Changes = Changes()
    """What became of identities since the last published night."""


def _number_persons(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    """`persons`: each identity's person_id, made once per distinct message."""
    connection.execute(
        f"create or replace temp table tokens as select message, {token_sql('message')} as person_id "
        "from (select distinct message from linked)",
        pads(ring.person),
    )
    connection.execute(
        "create or replace temp table persons as select linked.identity_id, tokens.person_id, linked.link_method_code, "
        "linked.link_prob from linked join tokens using (message)"
    )


_LOCAL_IN_FORCE = (
    "opt_out_code = 'LOCAL' and effective_from <= (select as_of_date from warehouse.ops.reporting_date) "
    "and (withdrawn_on is null or withdrawn_on > (select as_of_date from warehouse.ops.reporting_date))"
)


def _write_person_map(connection: duckdb.DuckDBPyConnection) -> None:
    """person_map without the LOCAL objectors: their rows stay in the lake under tokens that no map resolves."""
    connection.execute(
        "create or replace temp table local_objectors as select distinct persons.person_id "
        f"from warehouse.lake.opt_outs as o join persons using (identity_id) where {_LOCAL_IN_FORCE}"
    )
    connection.execute(
        "create or replace table warehouse.identity.person_map as "
        "with areas as (select upper(replace(postcode, ' ', '')) as postcode, "
        "arg_max(lsoa_code, (extracted_at, sender_code)) as lsoa_code, "
        "arg_max(borough_code, (extracted_at, sender_code)) as borough_code "
        "from warehouse.lake.ref_postcodes group by upper(replace(postcode, ' ', ''))) "
        "select persons.identity_id, persons.person_id, persons.link_method_code, "
        "persons.link_prob, conflicting.identity_id is not null as is_nhs_number_conflict, "
        "date_trunc('month', sighted.birth_date)::date as birth_month, sighted.gender_code, "
        "areas.lsoa_code, areas.borough_code, "
        "sighted.postcode is not null and areas.postcode is null as is_postcode_unknown "
        "from persons join sighted using (identity_id) left join conflicting using (identity_id) "
        "left join areas using (postcode) "
        "where persons.person_id not in (select person_id from local_objectors) order by persons.identity_id"
    )


def _count_objected_links(connection: duckdb.DuckDBPyConnection) -> None:
    """How the rows of LOCAL objectors were linked, as counts alone: the quality tables count what was received."""
    connection.execute(
        "create or replace table warehouse.identity.objected_links as "
        "select i.feed, i.sender_code, i.period, persons.link_method_code, sum(i.rows_count)::bigint as rows_count "
        "from warehouse.lake.identities as i join persons using (identity_id) "
        "join local_objectors using (person_id) group by all order by all"
    )


def _summarise(connection: duckdb.DuckDBPyConnection, cycles: int, in_review: int, changes: Changes) -> LinkSummary:
    links = connection.execute(
        "with rows_by_method as (select m.link_method_code, in_force.rows_count from in_force "
        "join warehouse.identity.person_map as m using (identity_id) union all "
        "select 'WITHHELD', rows_count from warehouse.lake.identities where identity_id is null) "
        "select link_method_code, sum(rows_count)::bigint from rows_by_method group by all order by all"
    ).fetchall()
    people, conflicts, objectors, objecting, unreached = connection.execute(
        "with reached as (select distinct persons.person_id from in_force "
        "join persons using (identity_id) where in_force.is_of_care), "
        "opted_out as (select distinct o.delivery_id, o.row_number, persons.person_id from "
        "warehouse.lake.opt_outs as o "
        "join persons using (identity_id)) "
        "select (select count(distinct person_id) from warehouse.identity.person_map), "
        "(select count(*) from conflicting), (select count(*) from local_objectors), "
        "(select count(*) from persons where person_id in (select person_id from local_objectors)), "
        "(select count(*) from opted_out where person_id not in (select person_id from reached))"
    ).fetchall()[0]
    connection.execute(
        "create or replace table warehouse.identity.summary (measure_code varchar, measure_count bigint)"
    )
    for measure, count in (
        ("PEOPLE", people),
        ("NHS_NUMBER_CONFLICTS", conflicts),
        ("SUPERSESSION_CYCLES", cycles),
        ("LOCAL_OBJECTORS", objectors),
        ("LOCAL_OBJECTOR_IDENTITIES", objecting),
        ("UNREACHED_OPT_OUTS", unreached),
        ("IN_REVIEW", in_review),
    ):
        connection.execute("insert into warehouse.identity.summary values (?, ?)", [measure, count])
    return LinkSummary(people, dict(links), conflicts, cycles, objectors, unreached, in_review, changes)


def find_people(connection: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Fill `linked` from `sighted` by the passes in their order; returns how many numbers run into a cycle."""
    new_links(connection)
    cycles = follow_supersessions(connection)
    follow_decisions(connection)
    link_by_nhs_number(connection)
    # Who has looked at an identity knows better than a rule that looks at its text; a verified number outranks both.
    link_by_decision(connection)
    link_by_local_id(connection)
    link_by_demographics(connection, registrations=True)
    undo_rejected(connection)
    # Registers are the index: one row of it is not taken for another by probability.
    leave_unlinked(connection, registrations=True)
    link_by_demographics(connection, registrations=False)
    undo_rejected(connection)
    link_by_probability(connection, model)
    leave_unlinked(connection, registrations=False)
    return cycles


def link(settings: Settings, contracts: Mapping[str, Contract], run_id: str) -> LinkSummary:
    """Merge what is new into the vault, link the identities in force and write identity.person_map into the build.

    Deterministic: the same identities and registrations give the same persons, whatever the order, threads or day.
    Raises IdentityLost or VaultUnreadable with a sentence.
    """
    ring = key_ring(settings)
    connection = open_vault(settings, ring)
    try:
        merge_parts(connection, settings)
        quoted = str(settings.build_warehouse_db).replace("'", "''")
        connection.execute(f"attach '{quoted}' as warehouse")
        sight(connection)
        known_at = connection.execute("select as_known_at from warehouse.ops.reporting_date").fetchall()[0][0]
        read_decisions(connection, settings, known_at)
        model = load_model(settings)
        cycles = find_people(connection, model)
        _number_persons(connection, ring)
        _write_person_map(connection)
        _count_objected_links(connection)
        write_made_with(connection, ring)
        in_review = write_review_queue(connection)
        changes = write_history(connection, settings, ring, run_id, model.version)
        write_link_error(connection, model)
        return _summarise(connection, cycles, in_review, changes)
    finally:
        connection.close()
