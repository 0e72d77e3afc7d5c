"""An independent recalculation of the published tables from the interface pages alone.

It shares no code, no query and no contract file with the pipeline, so that the two can be wrong in different ways and
be caught. Three functions belong to the outside: `recalculate`, `differences`, and `read_given_links` for what no
second hand can repeat. Nothing here is fast or incremental.
"""

from tests.recalculation.published import differences, read_given_links
from tests.recalculation.warehouse import recalculate

__all__ = ["differences", "read_given_links", "recalculate"]
