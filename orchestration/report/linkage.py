"""The part of the page on how rows of each feed found their person."""

from collections.abc import Mapping

import duckdb

from orchestration.contracts import Contract
from orchestration.report import drawing, words
from orchestration.report.open_tables import rows
from orchestration.report.page import Figure, Section, Table

TABLE = "pub_quality__linkage"
# In the order in which the passes are tried.
_METHODS = {
    "NHS_NUMBER": "NHS number",
    "NHS_NUMBER_ONLY": "NHS number alone",
    "LOCAL_ID": "Sender's own id",
    "DEMOGRAPHIC": "Name, birth date, postcode",
    "PROBABILISTIC": "Probability",
    "UNLINKED": "Not linked",
    "WITHHELD": "Identity withheld",
}


def linkage(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]) -> Section:
    """How rows were linked, by feed."""
    title = "How rows found their person"
    found: dict[str, dict[str, int | None]] = {}
    for feed, method, shown in rows(
        connection,
        f'select feed, link_method_code, sum(records_count)::bigint from "open".{TABLE} group by all order by all',
    ):
        found.setdefault(feed, {})[method] = shown
    if not found:
        return Section("linkage", title, ("No row about a person has arrived yet.",))
    there = {method for methods in found.values() for method in methods}
    methods = [*(of for of in _METHODS if of in there), *sorted(there - set(_METHODS))]
    names = {feed: contracts[feed].title if feed in contracts else words.code(feed) for feed in found}
    heads = [_METHODS.get(method) or words.code(method) for method in methods]
    picture = drawing.bars(
        "linkage",
        "Rows in force by how they were linked, as shares of each feed",
        "One bar per feed, made of one part per way of linking; nearly all of each is rows linked by the NHS number, "
        "where the feed carries it. The table below it has the numbers.",
        heads,
        [drawing.Bar(names[feed], _shares(counts, methods)) for feed, counts in found.items()],
        "%",
    )
    table = Table(
        "Rows in force by how they were linked, senders together. Each sender's count is rounded to the nearest 5; "
        "those of 0 to 7 are hidden, and not in the sums.",
        ("Feed", *heads),
        tuple(
            (names[feed], *(words.count(counts.get(method)) for method in methods)) for feed, counts in found.items()
        ),
        TABLE,
    )
    return Section(
        "linkage",
        title,
        (
            "A row reaches a person by the first pass that holds: the NHS number, with the birth date in agreement; "
            "the number alone; the sender's own id; name, birth date and postcode; or the probability that two "
            "identities are one person's. Rows that reach nobody count as a person of their own.",
        ),
        (Figure(table, picture),),
    )


def _shares(counts: Mapping[str, int | None], methods: list[str]) -> tuple[float | None, ...]:
    total = sum(counts.get(method) or 0 for method in methods) or 1
    return tuple(100 * count / total if (count := counts.get(method)) else None for method in methods)
