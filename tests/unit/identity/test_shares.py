"""Shares and factors with how far off they may be: by hand, and by what must hold whatever is seen."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.identity.error.shares import factor_of, share_between, share_by_evidence, share_of

# Evidence so strong that each of them is known to be of the kind, or not.
SURELY, SURELY_NOT = 40.0, -40.0


def test_a_share_that_is_counted_is_that_of_jeffreys():
    found = share_of(2, 10)
    assert found.mean == pytest.approx(2.5 / 11)
    assert found.sd == pytest.approx(math.sqrt(2.5 * 8.5 / 11**2 / 12))


def test_what_was_never_seen_is_small_and_not_nought():
    assert 0 < share_of(0, 10_000).mean < 0.0001


@pytest.mark.parametrize(("found", "among"), [(0, 40), (3, 40), (20, 40), (40, 40)])
def test_evidence_that_leaves_no_doubt_is_counting(found, among):
    told = [(SURELY, found), (SURELY_NOT, among - found)]
    by_evidence, counted = share_by_evidence(told), share_of(found, among)
    assert by_evidence.mean == pytest.approx(counted.mean, rel=0.001)
    assert by_evidence.sd == pytest.approx(counted.sd, rel=0.001)


def test_evidence_that_says_nothing_leaves_everything_possible():
    nothing, none = share_by_evidence([(0.0, 1_000)]), share_by_evidence([])
    assert nothing.mean == pytest.approx(0.5)
    assert nothing.sd == pytest.approx(none.sd) and none.sd > 0.3


def test_a_share_is_found_that_nobody_in_particular_shows():
    """Of a thousand each looks three times likelier to be of the kind, or a third as likely: no one tells, all do."""
    # A quarter of those of the kind look unlike it, and a quarter of the others look like it: 0.4 are of the kind.
    alike = round(1_000 * (0.4 * 0.75 + 0.6 * 0.25))
    found = share_by_evidence([(math.log(3), alike), (-math.log(3), 1_000 - alike)])
    assert found.mean == pytest.approx(0.4, abs=0.005)
    assert found.sd == pytest.approx(math.sqrt(0.45 * 0.55 / 1_000) / 0.5, rel=0.05)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(-30, 30), st.integers(1, 500)), max_size=8), st.randoms())
def test_a_share_is_one_whatever_the_order(evidence, luck):
    shuffled = list(evidence)
    luck.shuffle(shuffled)
    found = share_by_evidence(evidence)
    assert 0 < found.mean < 1 and 0 < found.sd < 0.5
    assert share_by_evidence(shuffled) == found


def test_a_model_is_believed_until_it_is_seen_to_err():
    assert factor_of(0, 0).mean == 1 and factor_of(0, 0).sd == pytest.approx(math.sqrt(0.5))
    assert factor_of(400, 200).mean == pytest.approx(2, rel=0.02)
    assert factor_of(0, 100).mean < 0.05


def test_of_bounds_alone_anything_between_is_as_likely():
    found = share_between(0, 60, 10_000)
    assert found.mean == pytest.approx(0.003, rel=0.05)
    assert found.sd > 60 / 10_000 / math.sqrt(12)
    assert share_between(0, 0, 0) == share_of(0, 0)
