"""An independent recalculation of the published tables from the interface pages alone: what a file name says."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from tests.recalculation.feeds import FEEDS

SHAPE = re.compile(r"(?P<head>.+)_(?P<period>[0-9]{4}-(0[1-9]|1[0-2]))_(?P<moment>[0-9]{8}T[0-9]{6}Z)\.csv(\.gz)?")


class Name(NamedTuple):
    """The four parts of a file name."""

    feed: str
    provider: str
    period: str
    extracted_at: datetime


def read_name(file_name: str) -> Name | None:
    """Take a file name apart; the feed is the longest key that fits. Nothing, where it does not follow the form."""
    shape = SHAPE.fullmatch(file_name)
    if shape is None:
        return None
    head = shape["head"]
    fitting = [feed for feed in FEEDS if head.startswith(feed + "_") and len(head) > len(feed) + 1]
    if not fitting:
        return None
    feed = max(fitting, key=len)
    try:
        extracted_at = datetime.strptime(shape["moment"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Name(feed, head[len(feed) + 1 :].upper(), shape["period"], extracted_at)
