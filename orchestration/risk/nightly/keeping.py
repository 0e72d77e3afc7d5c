"""Taking what was proposed, or keeping the scores of the last publication; and everybody's bands by month.

Belongs here: what goes from one publication to the next, and of whom. The tables lie in the warehouse that is placed
with the publication, so a night that is stopped leaves no mark. Does not belong here: whether to take (the gate RISK).
"""

from datetime import date

import duckdb

from orchestration.duck import open_database
from orchestration.risk.nightly.tables import KEPT, columns_of
from orchestration.settings import Settings

HISTORY_MONTHS = 36
"""Three years: the longest that an evaluation of a programme looks at a person's bands. A row per person and month."""


def take(settings: Settings) -> int:
    """The proposed scores become the scores; how many. This month's bands are theirs."""
    connection = open_database(settings.build_warehouse_db, settings)
    try:
        _carry_over(connection, settings)
        for table in ("scores", "reasons"):
            kept = "person_scores" if table == "scores" else "reasons"
            connection.execute(f"delete from risk.{kept}")
            connection.execute(f"insert into risk.{kept} select {columns_of(kept)} from risk.proposed_{table}")
        connection.execute(
            "delete from risk.band_history "
            "where month = (select date_trunc('month', as_of_date) from ops.reporting_date)"
        )
        connection.execute(
            "insert into risk.band_history select person_id, date_trunc('month', as_of_date), risk_band_code, model_id "
            "from risk.person_scores order by risk_rank"
        )
        return _settle(connection)
    finally:
        connection.close()


def keep(settings: Settings) -> date | None:
    """The scores of the last publication stay, with their own date; that date, or None where there are none."""
    connection = open_database(settings.build_warehouse_db, settings)
    try:
        _carry_over(connection, settings)
        _settle(connection)
        return connection.execute("select max(as_of_date) from risk.person_scores").fetchall()[0][0]
    finally:
        connection.close()


def _settle(connection: duckdb.DuckDBPyConnection) -> int:
    for table in ("proposed_scores", "proposed_reasons"):
        connection.execute(f"drop table risk.{table}")
    return connection.execute("select count(*) from risk.person_scores").fetchall()[0][0]


def _carry_over(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """What the last publication held of people who are still known, and nothing of a later date than this night's.

    Of a local objector no row is left: the map of persons does not hold them, and so the permissions do not.
    """
    if not settings.warehouse_db.is_file():
        return
    quoted = str(settings.warehouse_db).replace("'", "''")
    connection.execute(f"attach '{quoted}' as published (read_only)")
    try:
        held = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'published' and schema_name = 'risk'"
            ).fetchall()
        }
        if not {*KEPT} <= held:
            return
        connection.execute(
            f"insert into risk.person_scores select {columns_of('person_scores')} from published.risk.person_scores "
            "where person_id in (select person_id from intermediate.int_person__attributes where is_registered) "
            "and as_of_date <= (select as_of_date from ops.reporting_date)"
        )
        connection.execute(
            f"insert into risk.reasons select {columns_of('reasons')} from published.risk.reasons "
            "where person_id in (select person_id from risk.person_scores)"
        )
        connection.execute(
            f"insert into risk.band_history select {columns_of('band_history')} from published.risk.band_history "
            "where person_id in (select person_id from intermediate.int_person__permissions) "
            f"and month <= (select as_of_date from ops.reporting_date) and month > "
            f"(select date_trunc('month', as_of_date) - interval {HISTORY_MONTHS} month from ops.reporting_date)"
        )
    finally:
        connection.execute("detach published")
