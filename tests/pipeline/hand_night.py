"""The night over the hand-made world, bad files and all: what opt-outs, bad input and leaks are asked of."""

from orchestration.contracts import load_contracts
from tests.pipeline.bad_files import add_bad_rows, put_bad_files
from tests.pipeline.hand_made import deliver_all
from tests.pipeline.nights import Nights
from tests.pipeline.place import Place


def hand_night(nights: Nights) -> Place:
    """A new warehouse after one night; only what is good, and what of the rest can be read, is published."""
    place, contracts = nights.place("hand_night").with_keys(), load_contracts()
    deliver_all(place.inbox, contracts)
    add_bad_rows(place.inbox, contracts)
    put_bad_files(place.inbox, contracts)
    place.have_a_night()
    return place
