"""What senders agreed to, over a whole night: where their rows are, and where they are not, up to release.json."""

import pytest

from tests.pipeline.agreed_night import NOTHING, ONLY_CARE, ONLY_PLANNING
from tests.pipeline.hand_made import BOROUGH, PEOPLE
from tests.pipeline.place import Place

LIVING = [person for person in PEOPLE if not person.is_dead]
ALLOWED = [person for person in LIVING if person.objects_to not in ("LOCAL", "NATIONAL")]
FACTS = {NOTHING: "fct_voluntary_support", ONLY_CARE: "fct_social_care_event", ONLY_PLANNING: "fct_referral"}


@pytest.mark.parametrize("feed", FACTS)
def test_facts_are_made_of_what_planning_may_use(agreed: Place, feed):
    ((rows,),) = agreed.rows(f"select count(*) from marts.{FACTS[feed]}")
    assert rows == (len(ALLOWED) if feed == ONLY_PLANNING else 0)


def test_what_may_be_used_for_nothing_stays_in_the_lake(agreed: Place):
    assert agreed.rows(f"select count(*) from lake.{NOTHING}", "warehouse.duckdb") == [(0,)]
    received = f"read_parquet('{agreed.warehouse}/lake/{NOTHING}/*/*/rows.parquet')"
    assert agreed.rows(f"select count(*) from {received}", "warehouse.duckdb") == [(len(LIVING),)]
    assert agreed.rows(f"select count(*) from lake.identities where feed = '{NOTHING}'", "warehouse.duckdb") == [(0,)]


@pytest.mark.parametrize(
    ("schema", "file", "people", "social_care", "referrals"),
    [
        ("care", "warehouse.duckdb", len([p for p in LIVING if p.objects_to != "LOCAL"]), True, False),
        ("marts", "published/careweave.duckdb", len(ALLOWED), False, True),
    ],
)
def test_each_page_of_care_is_of_the_rows_of_its_purpose(agreed: Place, schema, file, people, social_care, referrals):
    assert agreed.rows(
        f"select count(*), bool_and((last_social_care_event_date is not null) = {social_care}), "
        f"bool_and((coalesce(open_referrals_count, 0) > 0) = {referrals}), count(last_voluntary_support_date) "
        f"from {schema}.mart_care__person_summary",
        file,
    ) == [(people, True, True, 0)]


def test_open_tables_hide_what_nobody_agreed_to_open(agreed: Place):
    """Attendances, of which the one sender has not; the registered are there."""
    file = "published/careweave_open.duckdb"
    assert agreed.rows(
        "select count(ae_attendance_count), bool_and(ae_attendance_count_is_suppressed), max(registered_count) "
        f"from open.pub_activity__borough_months where borough_code = '{BOROUGH}'",
        file,
    ) == [(0, True, 5 * round((len(ALLOWED) + 1) / 5))]
    shown = dict(agreed.rows("select feed, count(records_count) from open.pub_quality__linkage group by all", file))
    assert shown["ecds"] == shown[ONLY_PLANNING] == shown[ONLY_CARE] == 0 and shown["op"] > 0
    assert agreed.rows(
        "select count(*) filter (where not activity_count_is_suppressed) from open.pub_activity__practice_quarters "
        "where starts_with(point_of_delivery_code, 'AE')",
        file,
    ) == [(0,)]


def test_what_hospitals_cost_is_not_told_where_a_part_of_it_is_closed(agreed: Place):
    """Attendances are a part of the hospitals' setting; and hospitals a part of the whole."""
    told = agreed.rows(
        "select setting_code, count(cost_gbp) + count(activity_count) + count(person_count), "
        "bool_and(cost_gbp_is_suppressed) from open.pub_cost__borough_settings group by setting_code",
        "published/careweave_open.duckdb",
    )
    assert ("ACUTE", 0, True) in told and any(shown for setting, shown, _ in told if setting != "ACUTE")
    shares = agreed.rows(
        "select scope_code, count(cost_pct) from open.pub_cost__concentration group by scope_code",
        "published/careweave_open.duckdb",
    )
    assert all(shown == 0 for _, shown in shares)
    assert agreed.rows(
        "select distinct coverage_code from open.pub_cost__coverage where part_code in ('AE1', 'NEL')",
        "published/careweave_open.duckdb",
    ) == [("CLOSED",)]


def test_every_row_is_explained(agreed: Place):
    explained = {
        feed: (is_reconciled, count)
        for feed, is_reconciled, count in agreed.rows(
            "select feed, is_reconciled, no_agreement_count from marts.mart_quality__reconciliation"
        )
    }
    assert all(is_reconciled for is_reconciled, _ in explained.values())
    left_out = {feed: count for feed, (_, count) in explained.items() if count}
    assert left_out == {NOTHING: len(LIVING), ONLY_CARE: len(ALLOWED)}


def test_release_json_says_what_was_applied(agreed: Place):
    uses = agreed.release().permitted_uses
    assert uses.has_sharing_agreements
    told = {(each.purpose_code, each.use_code): 0 for each in uses.rows}
    for each in uses.rows:
        told[each.purpose_code, each.use_code] += each.rows_count
    assert told["PLANNING", "NO_AGREEMENT"] == len(LIVING) + len(ALLOWED)
    assert told["OPEN", "NO_AGREEMENT"] > told["PLANNING", "NO_AGREEMENT"]
    assert told["PLANNING", "LOCAL"] == told["DIRECT_CARE", "LOCAL"] > 0
    assert told["PLANNING", "NATIONAL"] > 0 and ("DIRECT_CARE", "NATIONAL") not in told
    sums = {sum(count for (of, _), count in told.items() if of == purpose) for purpose, _ in told}
    assert len(sums) == 1, "every row is counted once for every purpose"
    # Objections need no agreement, and so have none.
    assert {each.agreement_id for each in uses.agreements if each.is_covered} == {"ISA-1", None}
