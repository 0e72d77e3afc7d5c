"""A row in the published marts: the fact that it became, its units of activity, and where those are counted.

Belongs here: questions to careweave.duckdb. Which fact a feed becomes is read from mart_quality__fact_rows, so that it
stands in one place.
"""

from collections.abc import Iterator

import duckdb

from orchestration import duck
from orchestration.settings import Settings
from orchestration.trace.lake import Found
from orchestration.trace.record import Record
from orchestration.trace.stop import Stop

# What a reader of a fact wants to see first; the rest is a query away.
_SHOWN = (
    "person_id", "link_method_code", "practice_code", "borough_code", "point_of_delivery_code", "admission_date",
    "discharge_date", "episode_count", "length_of_stay_days", "is_in_registered_population", "is_nhs_funded",
    "is_mental_health_spell", "is_attended", "cost_gbp", "is_priced",
)  # fmt: skip
_MONTH_MARTS = {
    "mart_activity__practice_months": ("practice_code", "borough_code", "month", "point_of_delivery_code"),
    "mart_activity__borough_months": ("borough_code", "month"),
}


class PublishedMarts:
    """The published marts, read-only."""

    def __init__(self, settings: Settings) -> None:
        path = (settings.published_dir / "careweave.duckdb").resolve()
        self._connection: duckdb.DuckDBPyConnection | None = None
        if path.is_file():
            self._connection = duck.open_database(path, settings, read_only=True)

    @property
    def is_there(self) -> bool:
        return self._connection is not None

    def rows(self, query: str, values: list[object] | None = None) -> list[tuple]:
        return self._connection.execute(query, values or []).fetchall() if self._connection else []

    def columns(self, table: str) -> set[str]:
        query = "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?"
        return {row[0] for row in self.rows(query, [table])}

    def close(self) -> None:
        if self._connection:
            self._connection.close()


def mart_stops(marts: PublishedMarts, record: Record, standing: Found) -> Iterator[Stop]:
    """The fact, the activity, and the marts that count it."""
    feed = record.contract.feed
    facts = marts.rows("select table_name from marts.mart_quality__fact_rows where feed = ?", [feed])
    if not facts:
        yield Stop("marts", "-", "The feed becomes no fact: it is used in dimensions and intermediate models.")
        return
    yield _fact_stop(marts, record, standing, facts[0][0])
    yield from _activity_stops(marts, record, standing)
    yield from _quality_stops(marts, record, standing)


def _fact_stop(marts: PublishedMarts, record: Record, standing: Found, table: str) -> Stop:
    columns = marts.columns(table)
    # A column of the extract that the house's own meaning displaced stands under source_.
    keys = {
        f"source_{name}" if f"source_{name}" in columns else name: value
        for name, value in zip(record.contract.key, record.values, strict=True)
    }
    known = {name: value for name, value in keys.items() if name in columns} | {
        "sender_code": standing.manifest["provider_code"]
    }
    shown = [name for name in _SHOWN if name in columns]
    rows = marts.rows(
        f"select {', '.join(shown)} from marts.{table} where {' and '.join(f'{name}::varchar = ?' for name in known)}",
        list(known.values()),
    )
    if not rows and _is_planning_closed(marts, record.contract.feed, standing.manifest["provider_code"]):
        return Stop(
            "marts",
            f"marts.{table}",
            "It is not there: no sharing agreement in force covers planning with the rows of its sender "
            "(see mart_quality__agreements).",
        )
    if not rows:
        return Stop(
            "marts",
            f"marts.{table}",
            "It is not there: the row is dated after the reporting date, is not in force, or its person objects "
            "(see mart_quality__reconciliation for how many are).",
        )
    facts = {name: str(value) for name, value in zip(shown, rows[0], strict=True) if value is not None}
    is_itself = set(keys) <= columns or facts.get("episode_count") == "1"
    told = "It is there." if is_itself else "It is part of this row, which stands for several of the feed's."
    return Stop("marts", f"marts.{table}", told, facts)


def _is_planning_closed(marts: PublishedMarts, feed: str, sender_code: str) -> bool:
    asked = (
        "select not is_used from marts.mart_quality__agreements "
        "where feed = ? and provider_code = ? and purpose_code = 'PLANNING'"
    )
    return (True,) in marts.rows(asked, [feed, sender_code])


def _activity_stops(marts: PublishedMarts, record: Record, standing: Found) -> Iterator[Stop]:
    columns = "practice_code, borough_code, month, point_of_delivery_code, quantity"
    # A spell of several episodes is counted under the spell's own key, which is the beginning of the episode's.
    keys = ["|".join(record.values[:length]) for length in range(len(record.values), 0, -1)]
    units: list[tuple] = []
    for key in keys:
        units = marts.rows(
            f"select {columns} from marts.fct_activity where source_feed = ? and source_key = ? and sender_code = ? "
            "order by month",
            [record.contract.feed, key, standing.manifest["provider_code"]],
        )
        if units:
            break
    if not units:
        yield Stop("marts", "marts.fct_activity", "It is not activity: nothing of it counts, or not yet.")
        return
    for practice, borough, month, delivery, quantity in units:
        values = {
            "practice_code": practice,
            "borough_code": borough,
            "month": month,
            "point_of_delivery_code": delivery,
        }
        facts = {name: str(value) for name, value in values.items() if value is not None}
        yield Stop("marts", "marts.fct_activity", f"It counts {quantity:g}.", facts)
        for table, names in _MONTH_MARTS.items():
            yield from _counted(marts, table, {name: values[name] for name in names})


def _counted(marts: PublishedMarts, table: str, values: dict[str, object]) -> Iterator[Stop]:
    """The row of a month mart that counts it, with that row's counts."""
    counts = sorted(name for name in marts.columns(table) if name.endswith("_count"))
    same = " and ".join(f"{name} is not distinct from ?" for name in values)
    rows = marts.rows(f"select {', '.join(counts)} from marts.{table} where {same}", list(values.values()))
    if rows:
        facts = {name: f"{value:g}" for name, value in zip(counts, rows[0], strict=True) if value}
        yield Stop("marts", f"marts.{table}", "It is among what this row counts.", facts)


def _quality_stops(marts: PublishedMarts, record: Record, standing: Found) -> Iterator[Stop]:
    columns = "status_code, rows_received_count, rows_loaded_count, rows_quarantined_count"
    rows = marts.rows(
        f"select {columns} from marts.mart_quality__deliveries where feed = ? and file_name = ? and file_sha256 = ?",
        [record.contract.feed, standing.manifest["file_name"], standing.manifest["file_sha256"]],
    )
    if rows:
        facts = dict(zip(columns.split(", "), map(str, rows[0]), strict=True))
        yield Stop("marts", "marts.mart_quality__deliveries", "Its delivery is accounted for.", facts)
