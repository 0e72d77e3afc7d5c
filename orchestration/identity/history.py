"""What became of every identity, night by night: `identity.identity_history`, carried from one publication to the next.

Belongs here: what counts as an event, and its cause. The state of yesterday is what the history itself says, so that
replaying it gives every night's map. It holds tokens and codes alone. Does not belong here: who is who (passes.py).

A night counts when it is published: the history lies in the warehouse that is placed with the publication. A look back
(`--as-known-at`) carries it over and adds nothing. Of a LOCAL objector no line is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

import duckdb

from orchestration.pseudonymise import KeyRing, pads, token_sql
from orchestration.settings import Settings

_TABLES = {
    "identity_history": {
        "night_number": "bigint",
        "run_id": "varchar",
        "as_of_date": "date",
        "linked_at": "timestamp",
        "identity_id": "uuid",
        "is_registration": "boolean",
        "event_code": "varchar",
        "cause_code": "varchar",
        "person_id_before": "uuid",
        "person_id_after": "uuid",
        "link_method_before_code": "varchar",
        "link_method_after_code": "varchar",
    },
    "nights": {
        "night_number": "bigint",
        "run_id": "varchar",
        "as_of_date": "date",
        "linked_at": "timestamp",
        "model_version": "varchar",
        "careweave_version": "varchar",
    },
}


@dataclass(frozen=True)
class Changes:
    """What a night changed: identities by event, and how many of the changes nothing explains."""

    events: Mapping[str, int] = field(default_factory=dict)
    unexplained: int = 0


def _columns(table: str) -> str:
    return ", ".join(_TABLES[table])


def _carry_over(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The history up to the last publication, and `last_supersessions`, without a line of those who object."""
    for table, columns in _TABLES.items():
        described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create or replace table warehouse.identity.{table} ({described})")
    connection.execute("create or replace temp table last_supersessions (person_id uuid, superseded_by_person_id uuid)")
    if not settings.warehouse_db.is_file():
        return
    quoted = str(settings.warehouse_db).replace("'", "''")
    connection.execute(f"attach '{quoted}' as published (read_only)")
    try:
        held = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'published' and schema_name = 'identity'"
            ).fetchall()
        }
        if not {*_TABLES, "supersessions"} <= held:
            return
        connection.execute(
            "insert into last_supersessions select person_id, superseded_by_person_id "
            "from published.identity.supersessions"
        )
        connection.execute(
            f"insert into warehouse.identity.nights select {_columns('nights')} from published.identity.nights"
        )
        _carry_events(connection)
    finally:
        connection.execute("detach published")


def _carry_events(connection: duckdb.DuckDBPyConnection) -> None:
    # An objector is told by every id that he bore: under a number that was superseded, and in rows since replaced.
    connection.execute(
        "create or replace temp table objecting as select person_id from local_objectors "
        "union select person_id from last_supersessions "
        "where superseded_by_person_id in (select person_id from local_objectors)"
    )
    connection.execute(
        "create or replace temp table objecting_identities as "
        "select identity_id from persons where person_id in (select person_id from objecting) "
        "union select identity_id from published.identity.identity_history "
        "where person_id_before in (select person_id from objecting) "
        "or person_id_after in (select person_id from objecting)"
    )
    connection.execute(
        f"insert into warehouse.identity.identity_history select {_columns('identity_history')} "
        "from published.identity.identity_history "
        "where identity_id not in (select identity_id from objecting_identities)"
    )


def _write_supersessions(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    connection.execute(
        "create or replace table warehouse.identity.supersessions as "
        f"with pairs as (select {token_sql('nhs_number')} as person_id, {token_sql('final_number')} as "
        "superseded_by_person_id from successors) select person_id, superseded_by_person_id from pairs "
        "where superseded_by_person_id not in (select person_id from local_objectors) order by person_id",
        pads(ring.person),
    )


def _write_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """`changed`: each identity that is not as the history left it, with what happened to it."""
    connection.execute(
        "create or replace temp table states as with latest as (select identity_id, arg_max(struct_pack("
        "person_id := person_id_after, method := link_method_after_code, is_registration := is_registration, "
        "is_present := event_code <> 'GONE'), night_number) as said "
        "from warehouse.identity.identity_history group by identity_id) "
        "select identity_id, said.person_id as person_id, said.method as method, "
        "said.is_registration as is_registration, said.is_present as is_present from latest"
    )
    connection.execute(
        "create or replace temp table standing as select distinct person_id from warehouse.identity.person_map"
    )
    connection.execute(
        "create or replace temp table changed as with now as ("
        "select map.identity_id, map.person_id, map.link_method_code as method, sighted.is_registration "
        "from warehouse.identity.person_map as map join sighted using (identity_id)) "
        "select identity_id, states.person_id as person_id_before, now.person_id as person_id_after, "
        "states.method as link_method_before_code, now.method as link_method_after_code, "
        "coalesce(now.is_registration, states.is_registration) as is_registration, "
        "case when states.identity_id is null then 'FIRST_SIGHT' when now.identity_id is null then 'GONE' "
        "when not states.is_present then 'RETURNED' when states.person_id = now.person_id then 'CORRECTED' "
        "when states.person_id in (select person_id from standing) then 'SPLIT' "
        "when now.person_id in (select person_id from states where is_present) then 'MERGED' "
        "else 'RENUMBERED' end as event_code "
        "from states full join now using (identity_id) where states.identity_id is null "
        "or (now.identity_id is null and states.is_present) or (now.identity_id is not null "
        "and (not states.is_present or states.person_id <> now.person_id or states.method <> now.method))"
    )


_CAUSES = """case
    when event_code in ('FIRST_SIGHT', 'RETURNED') then 'ARRIVED'
    when event_code = 'GONE' then 'NO_LONGER_IN_FORCE'
    when identity_id in (select identity_id from decided_since) then 'REVIEW'
    when (person_id_before, person_id_after) in (select (person_id, superseded_by_person_id)
        from warehouse.identity.supersessions) then 'SUPERSEDED'
    when (person_id_after, person_id_before) in (select (person_id, superseded_by_person_id)
        from last_supersessions) then 'SUPERSESSION_ENDED'
    when person_id_before in (select person_id from reviewed)
        or person_id_after in (select person_id from reviewed) then 'REVIEW'
    when person_id_before in (select person_id from touched where has_register)
        or person_id_after in (select person_id from touched where has_register) then 'REGISTER_CHANGED'
    when person_id_before in (select person_id from touched)
        or person_id_after in (select person_id from touched) then 'EVIDENCE_CHANGED'
    when (select is_model_another from since)
        and 'PROBABILISTIC' in (link_method_before_code, link_method_after_code) then 'MODEL_CHANGED'
    when (select is_version_another from since) then 'RULES_CHANGED'
    when (select count(*) from touched where has_register) > 0 then 'INDEX_CHANGED'
    when (select count(*) from touched) > 0 then 'OTHERS_CHANGED'
    else 'UNEXPLAINED' end"""
"""From the closest cause to the farthest: something about this identity, about its people, about the model, about
whoever else is in the index, whose number and names every probability counts."""


def _gather_causes(connection: duckdb.DuckDBPyConnection, model_version: str) -> None:
    """`since`, `touched`, `decided_since`, `reviewed`: what is new since the last night."""
    connection.execute(
        "create or replace temp table since as select coalesce(max(night_number), 0) as night_number, "
        "coalesce(max(linked_at), '-infinity'::timestamp) as linked_at, "
        "coalesce(arg_max(model_version, night_number) <> ?, false) as is_model_another, "
        "coalesce(arg_max(careweave_version, night_number) <> ?, false) as is_version_another "
        "from warehouse.identity.nights",
        [model_version, version("careweave")],
    )
    connection.execute(
        "create or replace temp table touched as select coalesce(person_id_after, person_id_before) as person_id, "
        "bool_or(is_registration) as has_register from changed "
        "where event_code in ('FIRST_SIGHT', 'RETURNED', 'GONE') group by all"
    )
    connection.execute(
        "create or replace temp table decided_since as select identity_id from decisions "
        "where decided_at > (select linked_at from since) union select identity_id from changed "
        "where 'REVIEWED' in (link_method_before_code, link_method_after_code)"
    )
    connection.execute(
        "create or replace temp table reviewed as select unnest([person_id_before, person_id_after]) as person_id "
        "from changed join decided_since using (identity_id)"
    )


def write_history(
    connection: duckdb.DuckDBPyConnection, settings: Settings, ring: KeyRing, run_id: str, model_version: str
) -> Changes:
    """Carry the history over into the build and add tonight's events; returns how many there are of each kind."""
    _carry_over(connection, settings)
    _write_supersessions(connection, ring)
    as_of_date, known_at = connection.execute(
        "select as_of_date, as_known_at from warehouse.ops.reporting_date"
    ).fetchall()[0]
    if known_at is not None:
        return Changes()
    _write_changed(connection)
    _gather_causes(connection, model_version)
    connection.execute(
        "insert into warehouse.identity.nights select night_number + 1, ?, ?, now()::timestamp, ?, ? from since",
        [run_id, as_of_date, model_version, version("careweave")],
    )
    connection.execute(
        f"insert into warehouse.identity.identity_history by name select nights.night_number, nights.run_id, "
        "nights.as_of_date, nights.linked_at, identity_id, is_registration, event_code, "
        f"{_CAUSES} as cause_code, person_id_before, person_id_after, link_method_before_code, "
        "link_method_after_code from changed cross join (select * from warehouse.identity.nights "
        "order by night_number desc limit 1) as nights order by identity_id"
    )
    counted = connection.execute(
        "select event_code, count(*), count(*) filter (where cause_code = 'UNEXPLAINED') "
        "from warehouse.identity.identity_history "
        "where night_number > (select night_number from since) group by event_code order by event_code"
    ).fetchall()
    return Changes({code: count for code, count, _ in counted}, sum(unexplained for *_, unexplained in counted))
