"""The feeds of social care, care planning, voluntary support, deaths and objections, restated likewise.

What belongs here: of every feed its load, key, date, columns (name, type, requirement, closed code list) and rules.
What does not: how a value is read, or what is done with a row that breaks a rule. Open code lists are left out, since
every value loads.
"""

from tests.recalculation.feed import feed

CONSENT = "GIVEN DECLINED WITHDRAWN BEST_INTEREST"
PLACES_OF_DEATH = "HOME CARE_HOME HOSPICE HOSPITAL OTHER"

PROGRAMMES = (
    feed(
        "social_care",
        "keyed",
        "provider_code event_id",
        "start_date",
        """
    provider_code code R
    event_id text R
    event_type_code code R REQUEST ASSESSMENT SERVICE REVIEW
    service_type_code code O
    start_date date R
    end_date date O
    weekly_cost_gbp decimal O
    """,
        (
            ("order", "start_date", "end_date"),
            ("at_least", "weekly_cost_gbp", 0),
            ("requires", "event_type_code", "SERVICE", "service_type_code"),
            ("requires", "event_type_code", "SERVICE", "weekly_cost_gbp"),
        ),
    ),
    feed(
        "referrals",
        "period",
        "practice_code referral_id",
        "referral_date",
        """
    practice_code code R
    referral_id text R
    referral_date date R
    treatment_function_code code R
    destination_setting_code code E
    priority_code code E
    """,
    ),
    feed(
        "care_plans",
        "snapshot",
        "provider_code care_plan_id",
        "created_date",
        f"""
    provider_code code R
    care_plan_id text R
    programme_code code R
    created_date date R
    reviewed_date date O
    review_due_date date E
    closed_date date O
    consent_status_code code R {CONSENT}
    consent_date date E
    care_coordinator_role_code code O
    preferred_place_of_death_code code O
    """,
        (("order", "consent_date", "created_date"),),
    ),
    feed(
        "case_conferences",
        "period",
        "mdg_code discussion_id",
        "conference_date",
        """
    discussion_id text R
    mdg_code code R
    conference_id text R
    conference_date date R
    attendee_count integer E
    practice_code code E
    status_code code E
    attendee_roles text O
    """,
    ),
    feed(
        "enrolments",
        "snapshot",
        "enrolment_id",
        "offered_date",
        f"""
    enrolment_id text R
    programme_code code R
    offered_date date R
    consent_status_code code R {CONSENT}
    enrolled_date date O
    ended_date date O
    completed boolean O
    measure_code code O
    value_before decimal O
    value_after decimal O
    """,
    ),
    feed(
        "risk_reviews",
        "period",
        "practice_code review_id",
        "review_date",
        """
    practice_code code R
    review_id text R
    review_date date R
    reviewer_role_code code R GP COMMUNITY_MATRON OTHER
    outcome_code code E
    """,
    ),
    feed(
        "rapid_response",
        "period",
        "provider_code call_id",
        "call_received_at",
        """
    provider_code code R
    call_id text R
    call_received_at datetime R
    first_response_at datetime O
    arrived_at datetime O
    accepted boolean R
    outcome_code code E
    """,
        (("order", "call_received_at", "first_response_at"), ("order", "call_received_at", "arrived_at")),
    ),
    feed(
        "voluntary_support",
        "period",
        "provider_code support_id",
        "start_date",
        """
    provider_code code R
    support_id text R
    service_code code R
    start_date date R
    end_date date O
    contact_count integer E
    """,
    ),
    feed(
        "deaths",
        "period",
        "death_id",
        "death_date",
        f"""
    death_id text R
    death_date date R
    underlying_cause icd10 E
    place_of_death_code code R {PLACES_OF_DEATH}
    """,
    ),
    feed(
        "opt_outs",
        "snapshot",
        "opt_out_id",
        "effective_from",
        """
    opt_out_id text R
    opt_out_code code R NATIONAL TYPE_1 LOCAL
    effective_from date R
    withdrawn_on date O
    """,
    ),
)
