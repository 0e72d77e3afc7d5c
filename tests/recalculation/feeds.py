"""An independent recalculation of the published tables from the interface pages alone: every feed, by name.

What belongs here: putting the pages together. What does not: any one feed (feeds_of_*.py), or what a feed is (feed.py).
"""

from tests.recalculation.feed import Feed
from tests.recalculation.feeds_of_health import HEALTH
from tests.recalculation.feeds_of_programmes import PROGRAMMES
from tests.recalculation.feeds_of_reference import REFERENCE

FEEDS: dict[str, Feed] = {feed.name: feed for feed in (*HEALTH, *PROGRAMMES, *REFERENCE)}
