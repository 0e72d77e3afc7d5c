"""`careweave trace --person` as it looks: a unit of activity per paragraph, and what they add up to.

Does not belong here: how a cost came about (trace).
"""

from dataclasses import astuple, fields

from rich.console import Console

from orchestration.console.query import Format, show_answer
from orchestration.console.spoken import say
from orchestration.contracts import load_contracts
from orchestration.settings import Settings
from orchestration.trace import PersonYear, Unit, explain_person, pounds, rule, source, working


def show_person(console: Console, settings: Settings, person_id: str, fin_year: str | None, form: Format) -> None:
    """Lay out what a person's year cost, or write its units as CSV or JSON."""
    year = explain_person(settings, load_contracts(), person_id, fin_year)
    if form is not Format.table:
        names = [field.name for field in fields(Unit)]
        show_answer(console, form, [*names, "working"], [(*astuple(unit), working(unit)) for unit in year.units])
        return
    say(f"{year.fin_year}, valued at unit price, which is not what was paid.")
    for unit in year.units:
        _show_unit(console, unit)
    console.print()
    _show_totals(console, year)
    if year.other_years:
        say(f"Other years: {', '.join(year.other_years)}; name one with --year.")


def _show_unit(console: Console, unit: Unit) -> None:
    cost = "-" if unit.cost_gbp is None else pounds(unit.cost_gbp)
    told = [f"{unit.activity_date}  {unit.point_of_delivery_code:<4} {cost:>10}  {working(unit)}"]
    told += [f"    {found}" for found in (rule(unit), source(unit)) if found]
    for line in told:
        console.print(line, markup=False, soft_wrap=True)


def _show_totals(console: Console, year: PersonYear) -> None:
    for setting, count, cost in year.settings:
        if count:
            console.print(f"{setting:<15} {count:>6,} {'-' if cost is None else pounds(cost):>14}", markup=False)
    same = "the same" if year.is_the_marts else "something else: report it"
    say(f"Together {pounds(year.cost_gbp)}; mart_cost__person_years says {same}.")
