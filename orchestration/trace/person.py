"""What a person's year cost, unit by unit: the price, the rule that found it, the factor, and the rows they stand in.

Belongs here: asking the models that costed the activity how they did. A model of intermediate/cost names first, before
its pounds, what its list is asked by; every fact found its cost by just these columns, and so they are read from the
model and not told here again. Does not belong here: working anything out anew, or who the person is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import duckdb

from orchestration import duck
from orchestration.contracts import Contract
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings
from orchestration.trace.warehouse import WarehouseBusy

# The price list of a feed; a feed that stands here not brings its own amount.
COSTED_BY = {
    "apc": "int_cost__apc",
    "ecds": "int_cost__ae",
    "op": "int_cost__op",
    "gp_appointments": "int_cost__gp",
    "csds": "int_cost__csds",
    "mh_contacts": "int_cost__mh_contact",
    "mh_stays": "int_cost__mh_bed_day",
    "social_care": "int_cost__social_care",
    "rapid_response": "int_cost__rapid_response",
    "voluntary_support": "int_cost__voluntary",
}
# Of a cost: what a price is made of, where the list has such a part.
_PARTS = {
    "price_gbp": "decimal(18, 6)",
    "price_rule_code": "varchar",
    "price_delivery_id": "varchar",
    "price_row_number": "bigint",
    "stay_price_gbp": "decimal(18, 6)",
    "excess_days": "bigint",
    "excess_day_price_gbp": "decimal(18, 6)",
    "market_forces_factor": "decimal(18, 6)",
    "contact_count": "bigint",
}
_OWN_AMOUNT = {"gp_medications": "net_ingredient_cost_gbp"}


class PersonUnknown(Refusal):
    """There is nothing of such a person to explain."""


class YearUnreadable(Refusal):
    """What was given is no person_id, or no year."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Unit:
    """One row of fct_activity, and how its cost came about. Money and factors as the lists have them."""

    activity_date: date
    setting_code: str
    point_of_delivery_code: str
    quantity: int
    cost_gbp: Decimal | None
    unpriced_reason_code: str | None
    source_feed: str
    source_key: str
    sender_code: str
    source_file: str | None
    price_gbp: Decimal | None
    price_rule_code: str | None
    stay_price_gbp: Decimal | None
    excess_days: int | None
    excess_day_price_gbp: Decimal | None
    market_forces_factor: Decimal | None
    contact_count: int | None
    price_list_code: str | None
    currency_code: str | None
    modifier_code: str | None
    valid_from: date | None
    valid_to: date | None
    trim_point_days: int | None
    price_file: str | None
    price_row_number: int | None


@dataclass(frozen=True)
class PersonYear:
    """A person's year: its units in order, and what mart_cost__person_years says of it, by setting."""

    fin_year: str
    other_years: tuple[str, ...]
    units: tuple[Unit, ...]
    settings: tuple[tuple[str, int, Decimal | None], ...]

    @property
    def cost_gbp(self) -> Decimal:
        return sum((unit.cost_gbp for unit in self.units if unit.cost_gbp is not None), Decimal(0))

    @property
    def is_the_marts(self) -> bool:
        """Whether the units add up to what the mart says, setting by setting, to the penny."""
        told = {setting: (count, cost or 0) for setting, count, cost in self.settings if count}
        found: dict[str, tuple[int, Decimal | int]] = {}
        for unit in self.units:
            count, cost = found.get(unit.setting_code, (0, 0))
            found[unit.setting_code] = (count + unit.quantity, cost + (unit.cost_gbp or 0))
        return told == found


def explain_person(
    settings: Settings, contracts: Mapping[str, Contract], person_id: str, fin_year: str | None = None
) -> PersonYear:
    """A year of a person: the one named, as 2023/24, or the last that holds anything.

    Raises YearUnreadable for what is no person_id or no year, PersonUnknown where nothing of the person is published.
    """
    try:
        person = UUID(person_id)
    except ValueError:
        raise YearUnreadable(f"'{person_id}' is no person_id: write it as dim_person has it.") from None
    if fin_year is not None and not re.fullmatch(r"\d{4}/\d{2}", fin_year):
        raise YearUnreadable(f"'{fin_year}' is not a financial year; write it as 2023/24.")
    warehouse = Explaining(settings, contracts)
    try:
        return warehouse.year(person, fin_year)
    finally:
        warehouse.close()


class Explaining:
    """The warehouse of the last publication with what was published beside it, read-only."""

    def __init__(self, settings: Settings, contracts: Mapping[str, Contract]) -> None:
        published = (settings.published_dir / "careweave.duckdb").resolve()
        if not published.is_file() or not settings.warehouse_db.is_file():
            raise PersonUnknown(f"Nothing is published in {settings.published_dir} yet: run `careweave run` first.")
        self._contracts = contracts
        try:
            self._connection = duck.open_database(settings.warehouse_db, settings, read_only=True)
            duck.attach_read_only(self._connection, published)
        except duckdb.Error:
            raise WarehouseBusy("The warehouse cannot be read: another process holds it. Try again later.") from None

    def close(self) -> None:
        self._connection.close()

    def year(self, person: UUID, fin_year: str | None) -> PersonYear:
        years = [
            row[0]
            for row in self.rows(
                "select distinct fin_year from careweave.marts.mart_cost__person_years where person_id = ? order by 1",
                [person],
            )
        ]
        if not years:
            raise PersonUnknown("Nothing is published of that person: no such person_id, or one who objects.")
        if fin_year is not None and fin_year not in years:
            raise PersonUnknown(f"Nothing is published of that person in {fin_year}, but in {', '.join(years)}.")
        latest = "select max(fin_year) from careweave.marts.fct_activity where person_id = ?"
        wanted = fin_year or self.rows(latest, [person])[0][0] or years[-1]
        feeds = self.rows(
            "select distinct source_feed from careweave.marts.fct_activity where person_id = ? and fin_year = ?",
            [person, wanted],
        )
        units = [unit for (feed,) in feeds for unit in self._units(person, wanted, feed)]
        units.sort(key=lambda unit: (unit.activity_date, unit.source_feed, unit.sender_code, unit.source_key))
        told = self.rows(
            "select setting_code, activity_count, cost_gbp from careweave.marts.mart_cost__person_years "
            "where person_id = ? and fin_year = ? order by 1",
            [person, wanted],
        )
        return PersonYear(wanted, tuple(year for year in years if year != wanted), tuple(units), tuple(told))

    def _units(self, person: UUID, fin_year: str, feed: str) -> Iterator[Unit]:
        fact = self.rows("select table_name from careweave.marts.mart_quality__fact_rows where feed = ?", [feed])[0][0]
        in_fact = self._columns("careweave", fact)
        costs, costed_by = COSTED_BY.get(feed), "false"
        in_costs: list[str] = []
        if costs:
            in_costs = self._columns("warehouse", costs)
            costed_by = " and ".join(_same(column, in_fact) for column in in_costs[: in_costs.index("cost_gbp")])
        parts = [
            f"costs.{name}" if name in in_costs else f"cast(null as {kind}) as {name}" for name, kind in _PARTS.items()
        ]
        if feed in _OWN_AMOUNT:
            parts[0] = f"facts.{_OWN_AMOUNT[feed]} as price_gbp"
        query = f"""
            with units as (
                select units.*, {", ".join(parts)}
                from careweave.marts.fct_activity as units
                inner join careweave.marts.{fact} as facts
                    on facts.person_id = units.person_id and facts.sender_code = units.sender_code
                        and {self._key(feed, in_fact)} = units.source_key
                left join {f"warehouse.intermediate.{costs}" if costs else "(select null as nothing)"} as costs
                    on {costed_by}
                where units.person_id = ? and units.fin_year = ? and units.source_feed = ?
            )
            select
                units.activity_date, units.setting_code, units.point_of_delivery_code, units.quantity, units.cost_gbp,
                units.unpriced_reason_code, units.source_feed, units.source_key, units.sender_code,
                sources.file_name, units.price_gbp, units.price_rule_code, units.stay_price_gbp, units.excess_days,
                units.excess_day_price_gbp, units.market_forces_factor, units.contact_count, prices.price_list_code,
                prices.currency_code, prices.modifier_code, prices.valid_from,
                case when prices.valid_to < date '9999-12-31' then prices.valid_to end, prices.trim_point_days,
                lists.file_name, units.price_row_number
            from units
            left join warehouse.intermediate.int_cost__prices as prices
                on units.price_delivery_id = prices.delivery_id and units.price_row_number = prices.row_number
            left join warehouse.lake.deliveries as lists on units.price_delivery_id = lists.delivery_id
            left join warehouse.lake.deliveries as sources on units.delivery_id = sources.delivery_id
        """
        for row in self.rows(query, [person, fin_year, feed]):
            yield Unit(*row)

    def _key(self, feed: str, in_fact: list[str]) -> str:
        """The key of a fact's row as fct_activity writes it: the feed's, without what stands for several rows."""
        names = [f"source_{name}" if f"source_{name}" in in_fact else name for name in self._contracts[feed].key]
        return " || '|' || ".join(f"coalesce(facts.{name}, '')" for name in names if name in in_fact)

    def _columns(self, database: str, table: str) -> list[str]:
        query = (
            "select column_name from duckdb_columns() where database_name = ? and table_name = ? order by column_index"
        )
        found = [row[0] for row in self.rows(query, [database, table])]
        if not found:
            raise PersonUnknown(f"The warehouse has no {table}, which explains costs: run `careweave run` first.")
        return found

    def rows(self, query: str, values: list[object]) -> list[tuple]:
        return self._connection.execute(query, values).fetchall()


def _same(column: str, in_fact: list[str]) -> str:
    """A cost's column beside what the fact, or its unit of activity, says under the same name."""
    if column == "costing_date":
        return "costs.costing_date = units.activity_date"
    return f"costs.{column} is not distinct from {'facts' if column in in_fact else 'units'}.{column}"
