"""Who of a practice stands on a list: registered with it and alive on the reporting date, and not objecting.

A LOCAL objection keeps a person out: one in force on the reporting date keeps them out of the warehouse altogether,
and one whose day has come since then is looked up here. A TYPE_1 objection keeps the practice's own records out of the
warehouse, not the person off the practice's list; NATIONAL does not apply to individual care (NHS England,
national data opt-out operational policy guidance). Does not belong here: NHS numbers (numbers.py).
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.identity.reidentification.asked import Asked
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


class NotThisWarehouse(Refusal):
    """The warehouse is none that a list for direct care may come from."""


class NoSuchPractice(Refusal):
    """Nobody knows the practice."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Listed:
    """What was found: the run whose warehouse it is, and who was left out since an objection began after it."""

    run_id: str
    as_of_date: date
    objecting_since: int


def find_people(connection: duckdb.DuckDBPyConnection, asked: Asked, today: date) -> Listed:
    """Fill `on_list`, the rows of the practice's people. Raises NotThisWarehouse or NoSuchPractice."""
    run_id, as_of_date, as_known_at = connection.execute(
        "select run_id, as_of_date, as_known_at from warehouse.ops.reporting_date"
    ).fetchall()[0]
    if as_known_at is not None:
        raise NotThisWarehouse(
            f"The warehouse was built as known at {as_known_at}, and so knows no objection that came later: nobody is "
            "named from it. Run careweave run first."
        )
    _require_practice(connection, asked.practice_code)
    connection.execute(
        f"create or replace temp table on_practice as select listed.* from {asked.wanted.sql} as listed "
        "join warehouse.intermediate.int_person__attributes as people using (person_id) "
        "where people.is_registered and people.practice_code = $practice_code",
        {"practice_code": asked.practice_code},
    )
    _find_objecting(connection, today)
    connection.execute(
        "create or replace temp table on_list as from on_practice where person_id not in (from objecting)"
    )
    objecting = connection.execute(
        "select count(distinct person_id) from on_practice where person_id in (from objecting)"
    ).fetchall()[0][0]
    return Listed(run_id, as_of_date, objecting)


def _find_objecting(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """`objecting`: who of the practice objects by today, as far as is known.

    Objections of the future were linked to nobody by the run, so whatever they agree in is taken: rather one person too
    many is left out.
    """
    connection.execute(
        "create or replace temp table objections as select v.* from warehouse.lake.opt_outs as o "
        "join vault.identities as v using (identity_id) where o.opt_out_code = 'LOCAL' "
        "and o.effective_from <= $today and (o.withdrawn_on is null or o.withdrawn_on > $today)",
        {"today": today},
    )
    agreeing = (
        "p.nhs_number = o.nhs_number",
        "p.local_id_scope = o.local_id_scope and p.local_patient_id = o.local_patient_id",
        "p.birth_date = o.birth_date and upper(p.given_name) = upper(o.given_name) "
        "and upper(p.family_name) = upper(o.family_name)",
    )
    found = " union ".join(f"select p.person_id from practice as p join objections as o on {how}" for how in agreeing)
    connection.execute(
        "create or replace temp table objecting as with practice as (select m.person_id, v.* "
        "from warehouse.identity.person_map as m join vault.identities as v using (identity_id) "
        f"where m.person_id in (select person_id from on_practice)) {found}"
    )


def _require_practice(connection: duckdb.DuckDBPyConnection, practice_code: str) -> None:
    known = connection.execute(
        "select 1 from warehouse.intermediate.int_reference__practices where practice_code = $code union all "
        "select 1 from warehouse.intermediate.int_person__attributes where practice_code = $code limit 1",
        {"code": practice_code},
    ).fetchall()
    if not known:
        raise NoSuchPractice(
            f"No practice {practice_code} is in the warehouse: write its ODS code, as ref_practices has it."
        )
