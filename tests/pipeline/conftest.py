"""Whole nights, shared by the tests of a session: which there are, and what each needs.

A night takes most of a minute, so these are few. Tests look at what they left; one that changes a place copies it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline import closed_gates
from tests.pipeline.agreed_night import agreed_night
from tests.pipeline.closed_gates import ClosedGate
from tests.pipeline.hand_night import hand_night
from tests.pipeline.looking_back import LookedBack, looking_back
from tests.pipeline.made_up import earlier_night, first_night, world
from tests.pipeline.nights import Nights, Plan
from tests.pipeline.place import Place
from tests.pipeline.struck import Struck, struck_nights

# By the name of the fixture that gives each.
PLANS = {
    "known": Plan(world),
    "first": Plan(first_night, ("known",)),
    "earlier": Plan(earlier_night, ("known",)),
    "hand": Plan(hand_night),
    "agreed": Plan(agreed_night),
    "struck": Plan(struck_nights, ("known", "earlier")),
    "looked_back": Plan(looking_back, ("known", "earlier")),
    **closed_gates.PLANS,
    "closed": Plan(closed_gates.all_closed, tuple(closed_gates.PLANS)),
}


@pytest.fixture(scope="session")
def nights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """The nights that this session's tests ask for, begun with the first of them."""
    # Begun at once: while the tests wait for one night, the next is under way.
    made = Nights(Path(tmp_path_factory.mktemp("nights")), PLANS)
    made.begin(dict.fromkeys(name for item in request.session.items for name in item.fixturenames))
    yield made
    made.close()


@pytest.fixture(scope="session")
def known(nights: Nights) -> Place:
    """The made-up world: an inbox and keys, and no night yet."""
    return nights.of("known")


@pytest.fixture(scope="session")
def first(nights: Nights) -> Place:
    """A warehouse after its first night over the made-up world. To be read only."""
    return nights.of("first")


@pytest.fixture(scope="session")
def earlier(nights: Nights) -> Place:
    """Another one, after a night over what had been extracted by a moment. To be read only."""
    return nights.of("earlier")


@pytest.fixture(scope="session")
def hand(nights: Nights) -> Place:
    """A warehouse after its first night over the hand-made world. To be read only."""
    return nights.of("hand")


@pytest.fixture(scope="session")
def agreed(nights: Nights) -> Place:
    """A warehouse after a night over the hand-made world, under sharing agreements. To be read only."""
    return nights.of("agreed")


@pytest.fixture(scope="session")
def struck(nights: Nights) -> Struck:
    return nights.of("struck")


@pytest.fixture(scope="session")
def looked_back(nights: Nights) -> LookedBack:
    return nights.of("looked_back")


@pytest.fixture(scope="session")
def closed(nights: Nights) -> dict[str, ClosedGate]:
    """The five nights that a gate stopped, by its zone. To be read only."""
    return nights.of("closed")
