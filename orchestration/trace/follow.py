"""The way of one row, stop by stop.

Belongs here: the order of the zones, and where the way ends. Does not belong here: a question to any of them.
"""

from collections.abc import Iterator

from orchestration.settings import Settings
from orchestration.trace.lake import Found, found_in_lake, lake_stops, not_searched, nowhere
from orchestration.trace.marts import PublishedMarts, mart_stops
from orchestration.trace.record import Record
from orchestration.trace.stop import Stop
from orchestration.trace.warehouse import WarehouseFile, identity_stop, staging_stop


def follow(settings: Settings, record: Record) -> Iterator[Stop]:
    """Every stop of a row, from its deliveries to the marts."""
    warehouse, marts = WarehouseFile(settings), PublishedMarts(settings)
    try:
        yield from _stops(settings, record, warehouse, marts)
    finally:
        warehouse.close()
        marts.close()


def _stops(settings: Settings, record: Record, warehouse: WarehouseFile, marts: PublishedMarts) -> Iterator[Stop]:
    found, statuses = found_in_lake(settings, record), warehouse.statuses()
    if not found:
        refused = not_searched(settings, record, statuses)
        yield nowhere(record, warehouse.quarantined(record.contract.feed), refused)
        return
    superseded = warehouse.superseded(record.contract.feed)
    yield from lake_stops(record, found, statuses, superseded)
    standing = _standing(found, statuses, superseded)
    if not warehouse.is_there:
        yield Stop("warehouse", "-", "Nothing has been built yet: run `careweave run`.")
    elif standing is None:
        yield Stop("warehouse", "-", "No delivery that holds it is in force, so it goes no further.")
    else:
        if record.contract.identity:
            yield identity_stop(warehouse, standing)
        yield from staging_stop(warehouse, record, standing)
        if marts.is_there:
            yield from mart_stops(marts, record, standing)


def _standing(found: list[Found], statuses: dict[str, tuple], superseded: set) -> Found | None:
    """The copy that the last build used."""
    used = [
        each
        for each in found
        if statuses.get(each.delivery_id, (None, None, False))[2]
        and (each.delivery_id, each.row_number) not in superseded
    ]
    return used[-1] if used else None
