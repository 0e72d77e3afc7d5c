"""The part of the page on what care costs in each borough, by setting."""

from decimal import Decimal

import duckdb

from orchestration.report import drawing, words
from orchestration.report.open_tables import about_year, rows, year_to_show
from orchestration.report.page import Figure, Section, Table

TABLE = "pub_cost__borough_settings"
# From the hospital outwards.
_ORDER = ("ACUTE", "PRIMARY_CARE", "PRESCRIBING", "COMMUNITY", "MENTAL_HEALTH", "SOCIAL_CARE", "VOLUNTARY")
Amounts = dict[str, tuple[Decimal | None, Decimal | None]]


def settings_of_care(connection: duckdb.DuckDBPyConnection) -> Section:
    """What each borough's residents cost, over all and a head."""
    year, is_whole = year_to_show(connection, TABLE)
    title = "What care costs, by setting and borough"
    if year is None:
        return Section("settings", title, ("No activity has arrived yet.",))
    found: dict[str | None, Amounts] = {}
    for name, setting, cost, per_head in rows(
        connection,
        f'select borough_name, setting_code, cost_gbp, cost_per_head_gbp from "open".{TABLE} where fin_year = ? '
        "order by borough_code is null, borough_code is distinct from 'ALL', borough_name, borough_code, setting_code",
        year,
    ):
        found.setdefault(name, {})[setting] = (cost, per_head)
    there = {setting for amounts in found.values() for setting in amounts}
    settings = [*(of for of in _ORDER if of in there), *sorted(there - set(_ORDER))]
    when = about_year(year, is_whole)
    return Section(
        "settings",
        title,
        (
            f"Activity of {when} by the borough in which the person lived on the day. A head is a person registered "
            "for a whole year; cost a head takes what was done while people were registered. A setting that is hidden "
            "(*) is missing from its bar.",
        ),
        (
            Figure(_table(found, settings, 1, f"Cost a head, in pounds, {when}."), _picture(found, settings, when)),
            Figure(_table(found, settings, 0, f"Cost in pounds, to the nearest thousand, {when}.")),
        ),
    )


def _picture(found: dict[str | None, Amounts], settings: list[str], when: str) -> str:
    return drawing.bars(
        "settings",
        f"Cost a head by setting and borough, {when}",
        "One bar per borough, the first of all together, made of one part per setting; its length is the cost a head "
        "in pounds. The table below it has the numbers.",
        [words.code(setting) for setting in settings],
        [
            drawing.Bar(name, parts, is_cut=None in parts)
            for name, amounts in found.items()
            if name is not None
            and (parts := tuple(_number(amounts.get(setting, (None, None))[1]) for setting in settings))
        ],
        "£",
    )


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _table(found: dict[str | None, Amounts], settings: list[str], which: int, caption: str) -> Table:
    return Table(
        f"{caption} Valued at unit price, not what was paid.",
        ("Borough", *(words.code(setting) for setting in settings)),
        tuple(
            (words.place(name), *(words.pounds(amounts.get(setting, (None, None))[which]) for setting in settings))
            for name, amounts in found.items()
        ),
        TABLE,
    )
