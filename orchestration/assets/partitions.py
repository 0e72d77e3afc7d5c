"""The months that deliveries are kept apart by, and which of them a run is about.

Belongs here: the partitions of feeds, and the tags that give one run a range of them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import dagster as dg

# Dagster's own tags of a run over a range of partitions.
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
FIRST_MONTH = "2010-01"
# With the current month, which daily month-to-date files are about.
MONTHS = dg.MonthlyPartitionsDefinition(start_date=FIRST_MONTH, fmt="%Y-%m", end_offset=1)
# A run that bears this tag reads whatever is new, of any month: what the inbox holds is not ours to choose.
EVERYTHING_NEW = {"careweave/reads": "everything new"}


def range_tags(periods: Iterable[str]) -> dict[str, str]:
    """The tags of one run over the months from the first of these to the last, or over the current month."""
    current = f"{datetime.now(UTC):%Y-%m}"
    months = sorted(period for period in periods if FIRST_MONTH <= period <= current) or [current]
    return {RANGE_START: months[0], RANGE_END: months[-1]}


def wanted_periods(context: dg.AssetExecutionContext) -> set[str] | None:
    """The months that a feed's step shall read, or None for all."""
    ((name, value),) = EVERYTHING_NEW.items()
    if not context.has_partition_key and not context.has_partition_key_range:
        return None
    return None if context.run.tags.get(name) == value else set(context.partition_keys)
