"""The dictionary of feeds: a page for each, in words, made from its contract.

Belongs here: Markdown made from contracts and overlays. What the marts hold is described by dbt, beside their SQL;
publishing makes pages of it.
"""

from collections.abc import Iterable, Mapping

from orchestration.contracts.column import REQUIREMENTS, Column
from orchestration.contracts.contract import Cadence, Contract
from orchestration.contracts.markdown import page, table
from orchestration.contracts.overlay import Overlay

MARK = "<!-- Generated from expectations/ by `make generate`; change the contract, not this file. -->"

_LOADS = {
    "period": "The file holds the rows of its month; a newer extract replaces it.",
    "snapshot": "The file holds the sender's whole current register; a newer one replaces it.",
    "keyed": "The file holds new and re-sent rows; of each key the newest row stands.",
}
_BROKEN = {
    "DATE_ORDER": "dates out of order",
    "AFTER_EXTRACT": "later than the extract",
    "OUT_OF_RANGE": "out of range",
    "REQUIRED_WHEN": "missing where required",
}


def index_page(contracts: Iterable[Contract]) -> str:
    """The list of all feeds."""
    return _page(
        "Feeds",
        "Every feed that the warehouse reads, each with a page of its own. A sender's own spellings are "
        "[overlays](../overlays.md).",
        feeds_table(contracts),
    )


def feeds_table(contracts: Iterable[Contract]) -> str:
    """A line per feed, with a link to its page."""
    rows = [
        [
            f"[{contract.feed}]({contract.feed}.md)",
            contract.title,
            contract.grain,
            contract.load,
            _cadence(contract.cadence),
        ]
        for contract in contracts
    ]
    return table(["Feed", "Title", "Grain", "Load", "Expected"], rows)


def feed_page(contract: Contract, overlays: Mapping[tuple[str, str], Overlay]) -> str:
    """The page of one feed."""
    facts = [
        ["Standard", contract.standard],
        ["Source", contract.source],
        ["Owner", contract.owner.replace("_", " ")],
        ["Grain", contract.grain],
        ["Key", f"the sender, {', '.join(contract.key)}"],
        ["Dated by", contract.dated_by or "nothing: a reference list"],
        ["Belongs in the month of", contract.month_column or "the file's name"],
        ["Load", _LOADS[contract.load]],
        ["Expected", _cadence(contract.cadence)],
        ["Required", "yes: a gate closes while none is in force" if contract.is_required else "no"],
        ["Refused whole", _refused(contract)],
        ["Staging model", f"`{contract.staging_model}`"],
    ]
    parts = [table(["", ""], facts), "## Columns", _columns(contract.event_columns)]
    if contract.identity:
        parts += [
            "## Identity",
            "These are taken off when the file is read, and go to the vault alone. A row that carries one in a column "
            "above is quarantined (IDENTIFIER_IN_FIELD).",
            _columns(contract.identity_columns),
        ]
    if lists := [column for column in contract.all_columns if column.code_meanings or column.known_code_meanings]:
        parts += ["## Codes", *(_codes(column) for column in lists)]
    if contract.rules:
        rows = [
            [f"`{rule.text}`", rule.rule_code, _BROKEN[rule.rule_code], rule.column_name] for rule in contract.rules
        ]
        parts += [
            "## Rules",
            "A row that breaks one is quarantined.",
            table(["Rule", "Code", "Broken", "Column"], rows),
        ]
    if contract.sensitive:
        rows = [[column.column, column.code_system, _taken_out(column.action)] for column in contract.sensitive]
        parts += ["## Sensitive codes", table(["Column", "Looked up in", "When one is found"], rows)]
    if own := [overlay for (feed, _), overlay in overlays.items() if feed == contract.feed]:
        parts += ["## Overlays", "\n".join(f"- `{overlay.provider}`: {overlay.why}" for overlay in own)]
    return _page(f"{contract.title} (`{contract.feed}`)", *parts)


def _cadence(cadence: Cadence) -> str:
    if cadence.expected_within_days is None:
        return "when it changes"
    return f"every {cadence.every}, within {cadence.expected_within_days} days of its end"


def _refused(contract: Contract) -> str:
    quarantined = f"more than {contract.max_quarantined_share:.0%} of its rows quarantined"
    if contract.load == "keyed":
        return quarantined
    if contract.max_quarantined_share_replacing is not None:
        quarantined += f" ({contract.max_quarantined_share_replacing:.0%} where it would replace another)"
    share, rows = contract.min_replaced_share, contract.min_replaced_rows
    return f"{quarantined}, or fewer than {share:.0%} of the rows that it replaces (where those are {rows} or more)"


def _columns(columns: Iterable[Column]) -> str:
    rows = [[f"`{c.name}`", c.type, REQUIREMENTS[c.requirement], c.description] for c in columns]
    return table(["Column", "Type", "", "Meaning"], rows)


def _codes(column: Column) -> str:
    kind = "known codes; any other loads too" if column.is_open else "closed list"
    pairs = column.known_code_meanings if column.is_open else column.code_meanings
    return f"`{column.name}` ({kind})\n\n" + table(["Code", "Meaning"], [[code, meaning] for code, meaning in pairs])


def _taken_out(action: str) -> str:
    return "the row is quarantined" if action == "quarantine" else "the code is taken out, and the row loads"


def _page(title: str, *parts: str) -> str:
    return page(MARK, title, *parts)
