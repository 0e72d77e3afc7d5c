"""The section of docs/linkage.md on the night's estimate of error: what it says, and what is true.

Belongs here: how estimates stand on the page and in its plot. Does not belong here: how they are made (estimated.py),
or the other sections (page.py).
"""

from collections.abc import Mapping, Sequence

from tests.linkage import drawing, page_text
from tests.linkage.estimated import Estimated, Held

LARGE_GROUP = 2_000  # rows from which a group is told of


def told(estimate: Estimated) -> str:
    """An estimate with its bounds."""
    return f"{estimate.mean:,.0f} ({estimate.low:,} to {estimate.high:,})"


def told_error(found: Mapping[str, Sequence[Held]]) -> str:
    """Every population as a whole, and every large group of the first."""
    lines = [
        page_text.ESTIMATED,
        "| Rows | Of them | Truly false | Estimated | Truly missed | Estimated |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    whole = [(name, groups[0]) for name, groups in found.items()]
    first = next(iter(found.values()))
    parts = [(f"{each.group} {each.name}", each) for each in first[1:] if each.rows >= LARGE_GROUP]
    for name, each in (*whole, *parts):
        lines.append(
            f"| {name} | {each.rows:,} | {each.false.true:,} | {told(each.false)} | {each.missed.true:,} "
            f"| {told(each.missed)} |"
        )
    large = [each for groups in found.values() for each in groups if each.rows >= LARGE_GROUP]
    lines.append(
        f"\nOf {len(large)} wholes and groups of {LARGE_GROUP:,} rows or more, in all of these populations, the bounds "
        f"hold the true false links of {sum(each.false.is_held for each in large)} and the true missed links of "
        f"{sum(each.missed.is_held for each in large)}.\n\n![Missed links, estimated and true](linkage/error.svg)\n"
    )
    return "\n".join(lines)


def drawn_error(found: Mapping[str, Sequence[Held]]) -> str:
    """Missed links by group of the first population: bounds, estimate, and the truth as a cross, per thousand rows."""
    first = [each for each in next(iter(found.values())) if each.rows >= LARGE_GROUP]
    rows = [
        (f"{each.group} {each.name}", *(1_000 * value / each.rows for value in _figures(each.missed))) for each in first
    ]
    return drawing.rows_of_estimates("Missed links by group, of a thousand rows: estimated, and true (x)", rows)


def _figures(estimate: Estimated) -> tuple[float, float, float, float]:
    return estimate.low, estimate.mean, estimate.high, estimate.true
