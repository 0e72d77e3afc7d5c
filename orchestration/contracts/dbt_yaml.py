"""What dbt is told of the feeds: their sources, their staging models' columns, and a seed of one row per feed.

Belongs here: text made from contracts, and nothing else. The SQL of a staging model is written by hand; the tables that
Python writes beside the feeds are described where they are read, in models/intermediate/_sources.yml.
"""

import csv
import io
from collections.abc import Iterable

import yaml

from orchestration.contracts.contract import LAKE_COLUMNS, Contract

MARK = "# Generated from expectations/ by `make generate`; change the contract, not this file."

_LAKE = {
    "delivery_id": ("VARCHAR", "The delivery that the row came in."),
    "sender_code": ("VARCHAR", "The sender that the delivery's file name gives."),
    "period": ("DATE", "First day of the month that the delivery's file name gives."),
    "extracted_at": ("TIMESTAMP", "The moment, in UTC, at which the sender made the file."),
    "row_number": ("BIGINT", "The row's place among the data records of the file, from 1."),
    "identity_id": ("UUID", "Opaque token of the identity as received; null where it was withheld on purpose."),
}
_SEED_TYPES = {
    "feed_code": ("varchar", "Key of the feed."),
    "title": ("varchar", "What the feed is called."),
    "load_code": ("varchar", "How files replace each other: PERIOD, SNAPSHOT or KEYED."),
    "cadence_code": ("varchar", "How often a sender's file is expected: WEEK, MONTH, QUARTER, YEAR or AD_HOC."),
    "expected_within_days": ("integer", "How many days after its period a file is expected; null for AD_HOC."),
    "feed_group_code": ("varchar", "What the rules of use call it: GENERAL_PRACTICE, OTHER, OBJECTIONS, REFERENCE."),
    "is_about_persons": ("boolean", "Whether the rows are about persons, not a reference list."),
    "is_required": ("boolean", "Whether a gate closes while nothing of the feed is in force."),
    "key_columns": ("varchar", "The columns that tell the rows of a sender apart, joined by |."),
    "dated_by": ("varchar", "The column that dates a row; null for a reference list."),
    "source": ("varchar", "The contract that the row is made from."),
}


def sources_yaml(contracts: Iterable[Contract]) -> str:
    """One source, the lake, with a table for each feed."""
    tables = [
        {
            "name": contract.feed,
            "description": f"{contract.grain}, over the deliveries in force ({contract.title}).",
            "columns": _described(contract),
        }
        for contract in contracts
    ]
    lake = {
        "name": "lake",
        "schema": "lake",
        "description": "What was ingested and is in force, without anything that identifies; one view for each feed.",
        "tables": tables,
    }
    return _dump({"version": 2, "sources": [lake]})


def staging_yaml(contract: Contract) -> str:
    """The staging model of a feed: every column described, and one test of all that the contract promises."""
    required = [column for column in contract.event_columns if column.is_required]
    promise = {
        "required": ["delivery_id", "row_number", *(column.name for column in required)],
        "lists": {column.name: list(column.codes) for column in required if column.codes},
    }
    model = {
        "name": contract.staging_model,
        "description": f"{contract.grain}. {contract.title} in force, as received and typed.",
        "data_tests": [{"keeps_its_contract": {"name": f"{contract.feed}_keeps_its_contract", "arguments": promise}}],
        "columns": _described(contract),
    }
    return _dump({"version": 2, "models": [model]})


def seed_csv(contracts: Iterable[Contract]) -> str:
    """One row per feed: what the quality marts need to know of it."""
    text = io.StringIO()
    seed = csv.writer(text, lineterminator="\n")
    seed.writerow(_SEED_TYPES)
    for contract in contracts:
        days = contract.cadence.expected_within_days
        seed.writerow(
            [
                contract.feed,
                contract.title,
                contract.load.upper(),
                contract.cadence.every.upper().replace(" ", "_"),
                "" if days is None else days,
                contract.feed_group,
                str(contract.identity).lower(),
                str(contract.is_required).lower(),
                "|".join(contract.key),
                contract.dated_by or "",
                f"expectations/feeds/{contract.feed}.yml",
            ]
        )
    return text.getvalue()


def seed_yaml() -> str:
    seed = {
        "name": "code_feeds",
        "description": "One row per feed, generated from its contract.",
        "config": {"column_types": {name: sql_type for name, (sql_type, _) in _SEED_TYPES.items()}},
        "columns": [{"name": name, "description": description} for name, (_, description) in _SEED_TYPES.items()],
    }
    return _dump({"version": 2, "seeds": [seed]})


def _described(contract: Contract) -> list[dict[str, object]]:
    lake = [
        {"name": name, "description": _LAKE[name][1], "data_type": _LAKE[name][0]}
        for name in LAKE_COLUMNS
        if contract.identity or name != "identity_id"
    ]
    return lake + [
        {"name": column.name, "description": column.description, "data_type": column.lake_type}
        for column in contract.event_columns
    ]


def _dump(content: dict[str, object]) -> str:
    return f"{MARK}\n{yaml.safe_dump(content, sort_keys=False, width=120, allow_unicode=True)}"
