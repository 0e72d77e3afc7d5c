"""A row in the warehouse: whom it was linked to, and its staging view.

Belongs here: questions to warehouse.duckdb. Does not belong here: the published files.
"""

from collections.abc import Iterator

import duckdb

from orchestration import duck
from orchestration.refusal import Refusal
from orchestration.settings import Settings
from orchestration.trace.lake import Found
from orchestration.trace.record import Record
from orchestration.trace.stop import Stop

# How each pass came to its answer, for a reader who does not know the codes.
_METHODS = {
    "NHS_NUMBER": "a valid NHS number that the population index knows, with an agreeing birth date",
    "NHS_NUMBER_ONLY": "a valid NHS number that the population index does not hold",
    "REVIEWED": "a reviewer, who named the person",
    "LOCAL_ID": "the sender's own local id, as on rows linked by number",
    "DEMOGRAPHIC": "names, birth date and postcode that agree with exactly one person",
    "PROBABILISTIC": "the model: names, birth date and address agree far better with one person than with any other",
    "UNLINKED": "nothing: the row is a person of its own",
}


class WarehouseBusy(Refusal):
    """The warehouse cannot be read at this moment."""


class WarehouseFile:
    """The warehouse of the last publication, read-only; without one there is nothing in it to find."""

    def __init__(self, settings: Settings) -> None:
        self._connection: duckdb.DuckDBPyConnection | None = None
        if settings.warehouse_db.is_file():
            try:
                self._connection = duck.open_database(settings.warehouse_db, settings, read_only=True)
            except duckdb.Error:
                raise WarehouseBusy(
                    "The warehouse cannot be read: another process holds it. Try again later."
                ) from None

    @property
    def is_there(self) -> bool:
        return self._connection is not None

    def rows(self, query: str, values: list[object] | None = None) -> list[tuple]:
        return self._connection.execute(query, values or []).fetchall() if self._connection else []

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def statuses(self) -> dict[str, tuple]:
        """What was decided about each delivery: status, reason, whether it is in force."""
        rows = self.rows("select delivery_id, status_code, reason, is_in_force from lake.deliveries")
        return {row[0]: row[1:] for row in rows}

    def superseded(self, feed: str) -> set[tuple[str, int]]:
        return set(self.rows("select delivery_id, row_number from lake.superseded_keys where feed = ?", [feed]))

    def quarantined(self, feed: str) -> list[tuple[str, str, int]]:
        return self.rows(
            "select deliveries.file_name, quarantine.rule_code, count(*) from lake.quarantine as quarantine "
            "inner join lake.deliveries as deliveries using (delivery_id) where quarantine.feed = ? "
            "group by all order by all",
            [feed],
        )


def identity_stop(warehouse: WarehouseFile, standing: Found) -> Stop:
    """Whom the row was linked to, in words; a person_id is a pseudonym, and all that is told."""
    if standing.identity_id is None:
        return Stop("identity", "identity.person_map", "Its identity was withheld, so it is nobody's (WITHHELD).")
    rows = warehouse.rows(
        "select person_id::varchar, link_method_code, link_prob, is_nhs_number_conflict from identity.person_map "
        "where identity_id::varchar = ?",
        [standing.identity_id],
    )
    if not rows:
        return Stop(
            "identity",
            "identity.person_map",
            "No map resolves its token: the person objects (LOCAL), or the last run did not use the row. "
            "No fact is made of it.",
        )
    person_id, method, probability, is_conflict = rows[0]
    facts = {"person_id": person_id, "link_method_code": method}
    if probability is not None:
        facts["link_prob"] = f"{probability:g}"
    if is_conflict:
        facts["conflict"] = "its NHS number contradicts the index and was not believed on its own"
    facts |= _moves(warehouse, standing.identity_id)
    return Stop("identity", "identity.person_map", f"Linked by {_METHODS.get(method, method)}.", facts)


def _moves(warehouse: WarehouseFile, identity_id: str) -> dict[str, str]:
    """On which nights the identity became another person's or was linked by another pass, and why."""
    moves = warehouse.rows(
        "select night_number, as_of_date, event_code, cause_code, person_id_before::varchar "
        "from identity.identity_history where identity_id::varchar = ? and event_code <> 'FIRST_SIGHT' "
        "order by night_number",
        [identity_id],
    )
    return {
        f"night {night}, as of {day}": f"{event} ({cause})" + (f", until then of {before}" if before else "")
        for night, day, event, cause, before in moves
    }


def staging_stop(warehouse: WarehouseFile, record: Record, standing: Found) -> Iterator[Stop]:
    """The row in its staging view."""
    model = record.contract.staging_model
    if not warehouse.rows(
        "select 1 from duckdb_columns() where schema_name = 'staging' and table_name = ? "
        "and column_name = 'row_number'",
        [model],
    ):
        return
    count = warehouse.rows(
        f"select count(*) from staging.{model} where delivery_id = ? and row_number = ?",
        [standing.delivery_id, standing.row_number],
    )[0][0]
    sentence = "It is staged." if count else "It is not staged: it is not among the rows in force."
    yield Stop("staging", f"staging.{model}", sentence)
