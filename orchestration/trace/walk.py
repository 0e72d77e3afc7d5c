"""Two ways from row to pound in a warehouse of made-up people: an admission, and a care package.

Belongs here: which two are walked, and every figure on the way as the warehouse has it. Does not belong here: the words
between them (page.py).
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from orchestration.contracts import LAKE_COLUMNS, Contract
from orchestration.refusal import Refusal
from orchestration.settings import Settings
from orchestration.trace.person import Explaining, Unit
from orchestration.trace.worked import rule, working

# An emergency with a price of its own; best the longest past its trim point, in a hospital with a factor.
_ADMISSION = """
    select units.person_id, [units.fin_year], units.source_key
    from careweave.marts.fct_activity as units
    inner join warehouse.intermediate.int_cost__apc as costs on units.source_key = costs.admission_id
    where units.source_feed = 'apc' and units.person_id is not null and units.point_of_delivery_code = 'NEL'
        and costs.price_rule_code = 'EXACT' and units.cost_gbp is not null
    order by costs.market_forces_factor <> 1 desc, costs.excess_days desc, units.source_key
    limit 1
"""
# A service; best home support that has come to its end, of a few months in one year.
_PACKAGE = """
    select units.person_id, list(distinct units.fin_year order by units.fin_year), units.source_key
    from careweave.marts.fct_activity as units
    inner join careweave.marts.fct_social_care_event as events
        on events.provider_code || '|' || events.event_id = units.source_key
            and events.sender_code = units.sender_code
    where units.source_feed = 'social_care' and units.person_id is not null
        and events.event_type_code = 'SERVICE'
    group by units.person_id, units.source_key
    order by
        count(events.end_date) > 0 desc, count(*) >= 3 desc, min(events.service_type_code) = 'HOME_SUPPORT' desc,
        count(distinct units.fin_year), count(*), units.source_key
    limit 1
"""
# Which rows of the marts count a unit, by the columns that it has in common with them.
_COUNTED_IN = {
    "mart_activity__practice_months": ("practice_code", "borough_code", "month", "point_of_delivery_code"),
    "mart_cost__borough_settings": ("fin_year", "borough_code", "setting_code"),
}


class NothingToWalk(Refusal):
    """The warehouse has nothing that shows the way."""


class Row(BaseModel):
    """A row of a delivery: its file, its number, and what it says."""

    file: str
    number: int
    said: dict[str, str]


class Part(BaseModel):
    """A unit of activity as it was costed."""

    activity_date: str
    quantity: int
    price_gbp: Decimal
    working: str
    cost_gbp: Decimal


class Counted(BaseModel):
    """A row of a mart that counts it."""

    table: str
    named: dict[str, str]
    activity_count: int
    cost_gbp: Decimal


class Walk(BaseModel):
    """From a row to its pounds, and to the marts."""

    row: Row
    fact: dict[str, str]
    price: Row | None = None
    rule: str | None = None
    factor: Row | None = None
    stay_price_gbp: Decimal | None = None
    excess: tuple[int, Decimal] | None = None
    parts: list[Part]
    counted: list[Counted]


class Walked(BaseModel):
    """Both ways, and the population and the reporting date that they were walked in."""

    made_with: str
    as_of_date: str
    admission: Walk
    package: Walk


def walk(settings: Settings, contracts: Mapping[str, Contract], made_with: str) -> Walked:
    """Walk both ways in the last publication. Raises NothingToWalk where there is no such care in it."""
    warehouse = Explaining(settings, contracts)
    try:
        as_of_date = warehouse.rows("select as_of_date::varchar from warehouse.ops.reporting_date", [])[0][0]
        ways = [_walked(warehouse, contracts, feed, query) for feed, query in (("apc", _ADMISSION),
                                                                              ("social_care", _PACKAGE))]  # fmt: skip
    finally:
        warehouse.close()
    return Walked(made_with=made_with, as_of_date=as_of_date, admission=ways[0], package=ways[1])


def _walked(warehouse: Explaining, contracts: Mapping[str, Contract], feed: str, chosen: str) -> Walk:
    found = warehouse.rows(chosen, [])
    if not found:
        raise NothingToWalk(f"There is no care in {feed} that shows how it is costed: take a larger population.")
    person, fin_years, source_key = found[0]
    told = [unit for fin_year in fin_years for unit in warehouse.year(person, fin_year).units]
    units = [unit for unit in told if (unit.source_feed, unit.source_key) == (feed, source_key)]
    first = units[0]
    fact, columns = ("fct_admission", _SPELL) if feed == "apc" else ("fct_social_care_event", _EVENT)
    key = "admission_id" if feed == "apc" else "provider_code || '|' || event_id"
    said = warehouse.rows(f"select {', '.join(columns)} from careweave.marts.{fact} where {key} = ?", [source_key])[0]
    days, price = first.excess_days, first.excess_day_price_gbp
    return Walk(
        row=_lake_row(warehouse, contracts[feed], source_key, first),
        fact={name: str(value) for name, value in zip(columns, said, strict=True) if value is not None},
        price=_price_row(warehouse, contracts["ref_prices"], first),
        rule=rule(first),
        factor=_factor_row(warehouse, contracts["ref_market_forces"], first) if feed == "apc" else None,
        stay_price_gbp=first.stay_price_gbp,
        excess=(days, price) if days and price is not None else None,
        parts=[_part(unit) for unit in units],
        counted=[*_person_year(warehouse, person, fin_years[0], first), *_counted(warehouse, first)],
    )


_SPELL = ("admission_id", "point_of_delivery_code", "hrg_code", "admission_date", "discharge_date", "episode_count",
          "length_of_stay_days", "age_at_admission_years", "cost_gbp")  # fmt: skip
_EVENT = ("event_type_code", "service_type_code", "start_date", "end_date", "weekly_cost_gbp")


def _part(unit: Unit) -> Part:
    assert unit.price_gbp is not None and unit.cost_gbp is not None, "what is chosen has a price"  # noqa: S101
    return Part(
        activity_date=str(unit.activity_date),
        quantity=unit.quantity,
        price_gbp=unit.price_gbp,
        working=working(unit),
        cost_gbp=unit.cost_gbp,
    )


def _said(contract: Contract, row: tuple, names: list[str]) -> dict[str, str]:
    """What a row says under the feed's own columns; the lake holds none that identifies."""
    own = {column.name for column in contract.event_columns}
    return {name: str(value) for name, value in zip(names, row, strict=True) if name in own and value is not None}


def _row(warehouse: Explaining, contract: Contract, condition: str, values: list[object]) -> Row | None:
    names = [*LAKE_COLUMNS, *(column.name for column in contract.event_columns)]
    names = [name for name in names if contract.identity or name != "identity_id"]
    found = warehouse.rows(
        f"select {', '.join(f'lists.{name}' for name in names)}, deliveries.file_name "
        f"from warehouse.lake.{contract.feed} as lists inner join warehouse.lake.deliveries using (delivery_id) "
        f"where {condition} order by lists.row_number limit 1",
        values,
    )
    if not found:
        return None
    *row, file = found[0]
    return Row(file=file, number=row[names.index("row_number")], said=_said(contract, tuple(row), names))


def _lake_row(warehouse: Explaining, contract: Contract, source_key: str, unit: Unit) -> Row:
    values = source_key.split("|")
    named = [f"lists.{name}::varchar = ?" for name, _ in zip(contract.key, values, strict=False)]
    found = _row(warehouse, contract, " and ".join(["deliveries.file_name = ?", *named]), [unit.source_file, *values])
    assert found is not None, "a fact has its row in the lake"  # noqa: S101
    return found


def _price_row(warehouse: Explaining, contract: Contract, unit: Unit) -> Row | None:
    condition = "deliveries.file_name = ? and lists.row_number = ?"
    return _row(warehouse, contract, condition, [unit.price_file, unit.price_row_number])


def _factor_row(warehouse: Explaining, contract: Contract, unit: Unit) -> Row | None:
    condition = (
        "lists.provider_code = ? and lists.market_forces_factor = ? and lists.valid_from <= ? "
        "and (lists.valid_to is null or lists.valid_to >= ?)"
    )
    provider = unit.source_key.split("|")[0]
    values = [provider, unit.market_forces_factor, unit.activity_date, unit.activity_date]
    return _row(warehouse, contract, condition, values)


def _person_year(warehouse: Explaining, person: UUID, fin_year: str, unit: Unit) -> list[Counted]:
    rows = warehouse.rows(
        "select activity_count, cost_gbp from careweave.marts.mart_cost__person_years "
        "where person_id = ? and fin_year = ? and setting_code = ?",
        [person, fin_year, unit.setting_code],
    )
    named = {"person_id": "the person's", "fin_year": fin_year, "setting_code": unit.setting_code}
    table = "mart_cost__person_years"
    return [Counted(table=table, named=named, activity_count=count, cost_gbp=cost) for count, cost in rows]


def _counted(warehouse: Explaining, unit: Unit) -> list[Counted]:
    found = []
    for table, names in _COUNTED_IN.items():
        same = " and ".join(f"marts.{name} is not distinct from units.{name}" for name in names)
        rows = warehouse.rows(
            f"select {', '.join(f'marts.{name}::varchar' for name in names)}, marts.activity_count, marts.cost_gbp "
            f"from careweave.marts.{table} as marts inner join careweave.marts.fct_activity as units on {same} "
            "where units.source_feed = ? and units.source_key = ? and units.sender_code = ? "
            "and units.activity_date = ?",
            [unit.source_feed, unit.source_key, unit.sender_code, unit.activity_date],
        )
        for *values, count, cost in rows:
            named = {name: value or "not known" for name, value in zip(names, values, strict=True)}
            found.append(Counted(table=table, named=named, activity_count=count, cost_gbp=cost))
    return found
