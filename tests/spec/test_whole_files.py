"""What happens to a file: accepted, superseded, a duplicate or refused, whatever the order in which files came.

A history is a list of deliveries (period, extracted on day, rows, quarantined, bytes); the verdicts are what the
interface's page on LOAD and WHOLE FILE says of it.
"""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import Manifest, decide
from orchestration.ingest.manifest import Broken

NOW = datetime(2024, 12, 1)
A, S, R, D = "ACCEPTED", "SUPERSEDED", "REJECTED", "DUPLICATE"


def delivery(feed, period, day, rows, quarantined=0, content=None, problem=None, provider="R1H") -> Manifest:
    extracted_at = datetime(2024, 6, 1) + timedelta(days=day)
    name = f"{feed}_{provider}_{period}_{extracted_at:%Y%m%dT%H%M%SZ}.csv"
    return Manifest(
        delivery_id=f"{name}-{content or day}",
        feed=feed,
        provider_code=provider,
        period=period,
        extracted_at=extracted_at,
        file_name=name,
        file_sha256=content or f"bytes of day {day} for {period}",
        size_bytes=1,
        modified_ns=1,
        received_at=NOW,
        fingerprint="",
        identity_key_id=None,
        problem=problem,
        rows_received=None if problem else rows + quarantined,
        rows_loaded=rows,
        rows_quarantined=quarantined,
        last_date=None,
    )


HISTORIES = {
    "a resubmission replaces its month": [
        (("apc", "2024-05", 1, 100), S),
        (("apc", "2024-05", 2, 101), A),
        (("apc", "2024-06", 3, 90), A),
    ],
    "months of a snapshot replace one another": [
        (("registrations", "2024-05", 1, 100), S),
        (("registrations", "2024-06", 2, 101), A),
    ],
    "an old snapshot that comes late is superseded, by period before time": [
        (("registrations", "2024-06", 1, 100), A),
        (("registrations", "2024-05", 9, 100), S),
    ],
    "keyed files are all in force": [
        (("social_care", "2024-05", 1, 100), A),
        (("social_care", "2024-05", 2, 3), A),
        (("social_care", "2024-06", 3, 0), A),
    ],
    "the same bytes again are a duplicate, A then B then A is none": [
        (("apc", "2024-05", 1, 100, 0, "a"), S),
        (("apc", "2024-05", 2, 100, 0, "a"), D),
        (("apc", "2024-05", 3, 100, 0, "b"), S),
        (("apc", "2024-05", 4, 100, 0, "a"), A),
    ],
    "a header and no rows is accepted where it replaces nothing": [(("apc", "2024-05", 1, 0), A)],
    "a header and no rows never replaces": [(("apc", "2024-05", 1, 1), A), (("apc", "2024-05", 2, 0), R)],
    "fewer than half of what it would replace": [(("apc", "2024-05", 1, 20), A), (("apc", "2024-05", 2, 9), R)],
    "half of it is enough": [(("apc", "2024-05", 1, 20), S), (("apc", "2024-05", 2, 10), A)],
    "fewer than twenty rows are too few to judge by": [(("apc", "2024-05", 1, 19), S), (("apc", "2024-05", 2, 1), A)],
    "a refused file is not what the next one is held against": [
        (("apc", "2024-05", 1, 100), S),
        (("apc", "2024-05", 2, 10), R),
        (("apc", "2024-05", 3, 60), A),
    ],
    "a fifth quarantined is borne": [(("apc", "2024-05", 1, 80, 20), A)],
    "more than a fifth is not": [(("apc", "2024-05", 1, 79, 21), R)],
    "a price list with a wrong row does not replace one that is whole": [
        (("ref_prices", "2024-05", 1, 100), A),
        (("ref_prices", "2024-06", 2, 100, 1), R),
    ],
    "a wrong row is borne in the first price list that there is": [
        (("ref_prices", "2024-05", 1, 99, 1), S),
        (("ref_prices", "2024-06", 2, 100), A),
    ],
    "a factor that cannot be keeps the factors that were": [
        (("ref_market_forces", "2024-05", 1, 10), A),
        (("ref_market_forces", "2024-06", 2, 9, 1), R),
    ],
    "nothing could be read": [(("apc", "2024-05", 1, 0, 0, None, "The file is empty."), R)],
    "another sender's file replaces nothing": [
        (("apc", "2024-05", 1, 100), A),
        (("apc", "2024-05", 2, 1, 0, None, None, "RYJ"), A),
    ],
    "a name in the future": [(("apc", "2024-05", 185, 100), R)],
    "a clock half a day ahead": [(("apc", "2024-05", 183, 100), A)],
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_the_verdicts_are_those_of_the_interface_in_any_order_of_arrival(contracts, history):
    manifests = [delivery(*arguments) for arguments, _ in history]
    expected = {manifest.delivery_id: status for manifest, (_, status) in zip(manifests, history, strict=True)}
    for order in permutations(manifests):
        decided = decide(order, contracts, {}, now=NOW)
        assert {verdict.delivery_id: verdict.status_code for verdict in decided} == expected
        assert all(verdict.reason for verdict in decided)


def test_a_refused_delivery_counts_no_row_as_loaded_or_quarantined(contracts):
    (verdict,) = decide([delivery("apc", "2024-05", 1, 79, 21)], contracts, {}, now=NOW)
    assert (verdict.rows_received_count, verdict.rows_loaded_count, verdict.rows_quarantined_count) == (100, 0, 0)


BROKEN = [
    # rule, column and rows, the most broken first                     what the sender is told of them
    ([("UNREADABLE_VALUE", "arrival_at", 30)], "UNREADABLE_VALUE in arrival_at 30 rows"),
    (
        [("DUPLICATE_KEY", None, 29), ("MISSING_REQUIRED", "spell_number", 1)],
        "DUPLICATE_KEY 29 rows, MISSING_REQUIRED in spell_number 1 row",
    ),
    (
        [("DATE_ORDER", "discharge_date", 20), ("DUPLICATE_KEY", None, 5), ("MALFORMED_ROW", None, 3)],
        "DATE_ORDER in discharge_date 20 rows, DUPLICATE_KEY 5 rows, MALFORMED_ROW 3 rows",
    ),
    (
        [("OUT_OF_RANGE", f"c{n}", 6) for n in range(5)],
        "c0 6 rows, OUT_OF_RANGE in c1 6 rows, OUT_OF_RANGE in c2 6 rows, and 2 more",
    ),
]


@pytest.mark.parametrize(("broken", "told"), BROKEN)
def test_a_file_refused_for_its_rows_names_the_rules_that_they_break_most(contracts, broken, told):
    rows = sum(count for _, _, count in broken)
    counted = tuple(Broken(rule_code=rule, column_name=name, rows_count=count) for rule, name, count in broken)
    refused = delivery("apc", "2024-05", 1, 70, rows).model_copy(update={"broken": counted})
    (verdict,) = decide([refused], contracts, {}, now=NOW)
    assert verdict.reason.startswith(f"{rows} of {70 + rows} rows break the rules of the feed (")
    assert verdict.reason.endswith(f"{told}.")


def test_a_refused_price_list_says_which_one_stays(contracts):
    first, second = delivery("ref_prices", "2024-05", 1, 100), delivery("ref_prices", "2024-06", 2, 99, 1)
    refused = second.model_copy(
        update={"broken": (Broken(rule_code="OUT_OF_RANGE", column_name="price_gbp", rows_count=1),)}
    )
    reasons = [verdict.reason for verdict in decide([first, refused], contracts, {}, now=NOW)]
    assert reasons == [
        "In force.",
        f"1 of 100 rows break the rules of the feed (1%; more than 0% refuses a file that would replace "
        f"{first.file_name}, which stays in force): OUT_OF_RANGE in price_gbp 1 row.",
    ]


def test_a_person_can_take_a_refused_file(contracts):
    first, second = delivery("apc", "2024-05", 1, 100), delivery("apc", "2024-05", 2, 10)
    decided = decide([first, second], contracts, {second.delivery_id: "Accepted by A: a ward closed"}, now=NOW)
    assert [(v.status_code, v.reason) for v in decided] == [
        (S, f"Replaced by {second.file_name}."),
        (A, "Accepted by A: a ward closed"),
    ]


def test_as_known_at_forgets_what_was_extracted_later(contracts):
    first, second = delivery("apc", "2024-05", 1, 100), delivery("apc", "2024-05", 2, 100)
    decided = decide([first, second], contracts, {}, now=NOW, known_at=first.extracted_at)
    assert [(v.delivery_id, v.status_code) for v in decided] == [(first.delivery_id, A)]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["2024-04", "2024-05"]), st.integers(0, 5), st.integers(0, 60), st.integers(0, 9))
    ),
    st.randoms(use_true_random=False),
    st.sampled_from(["apc", "registrations", "social_care"]),
)
def test_one_of_what_replaces_one_another_is_in_force_whatever_came_first(contracts, drawn, random, feed):
    manifests = {m.delivery_id: m for m in (delivery(feed, p, day, rows, q) for p, day, rows, q in drawn)}
    order = list(manifests.values())
    decided = decide(order, contracts, {}, now=NOW)
    random.shuffle(order)
    assert decide(order, contracts, {}, now=NOW) == decided
    in_force = [v.period if feed == "apc" else "all" for v in decided if v.is_in_force]
    if feed != "social_care":
        assert len(in_force) == len(set(in_force))
    assert {v.status_code for v in decided if v.is_in_force} <= {A}
