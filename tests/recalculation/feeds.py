"""An independent recalculation of the published tables from the interface pages alone: the feeds, restated.

What belongs here: of every feed its load, key, date, columns (name, type, requirement, closed code list) and rules.
What does not: how a value is read, or what is done with a row that breaks a rule. Open code lists are left out, since
every value loads.
"""

from dataclasses import dataclass

METHODS = "11 12 13 21 22 23 24 25 28 2A 2B 2C 2D 31 32 81 82 83 98 99"
ATTENDED = "0 2 3 4 5 6 7"
CONSENT = "GIVEN DECLINED WITHDRAWN BEST_INTEREST"
PLACES_OF_DEATH = "HOME CARE_HOME HOSPICE HOSPITAL OTHER"
WITHHELD = "01 02 03 97 99"

IDENTITY = """
    nhs_number nhs_number E
    nhs_number_status_code code O
    local_patient_id text E
    given_name text O
    family_name text O
    birth_date date E
    gender_code code E
    postcode text E
"""


@dataclass(frozen=True)
class Column:
    """One column of a feed: how it is read, how much it is wanted, and its closed code list if it has one."""

    name: str
    kind: str
    letter: str
    codes: frozenset[str] | None


@dataclass(frozen=True)
class Feed:
    """One feed as the interface page writes it."""

    name: str
    load: str
    key: tuple[str, ...]
    dated_by: str | None
    columns: tuple[Column, ...]
    rules: tuple[tuple, ...]
    has_person: bool

    @property
    def own_columns(self) -> list[str]:
        """The columns that are not part of an identity, in order."""
        identity = {column.name for column in parse_columns(IDENTITY)} | {"superseded_by_nhs_number"}
        return [column.name for column in self.columns if not (self.has_person and column.name in identity)]


def parse_columns(text: str) -> tuple[Column, ...]:
    """Read lines of `name kind letter [codes ...]`."""
    columns = []
    for line in text.strip().splitlines():
        name, kind, letter, *codes = line.split()
        columns.append(Column(name, kind, letter, frozenset(codes) or None))
    return tuple(columns)


FEEDS: dict[str, Feed] = {}


def add(name: str, load: str, key: str, dated_by: str | None, columns: str, rules: tuple = ()) -> None:
    """Add one feed to the table; a feed without a date is a reference list and has no person."""
    has_person = dated_by is not None
    parsed = (parse_columns(IDENTITY) if has_person else ()) + parse_columns(columns)
    FEEDS[name] = Feed(name, load, tuple(key.split()), dated_by, parsed, rules, has_person)


add(
    "registrations",
    "snapshot",
    "registration_id",
    "registered_from",
    """
    registration_id text R
    superseded_by_nhs_number nhs_number O
    practice_code code R
    registered_from date R
    registered_to date O
    ethnic_category_code code E
    death_date date O
    """,
)
add(
    "gp_events",
    "period",
    "practice_code event_id",
    "event_date",
    """
    practice_code code R
    event_id text R
    snomed_code snomed R
    event_date date R
    numeric_value decimal O
    unit text O
    """,
    (("not_after_extraction", "event_date"),),
)
add(
    "gp_medications",
    "period",
    "practice_code issue_id",
    "issue_date",
    """
    practice_code code R
    issue_id text R
    bnf_code code E
    issue_date date R
    quantity decimal O
    net_ingredient_cost_gbp decimal E
    """,
    (("at_least", "net_ingredient_cost_gbp", 0),),
)
add(
    "gp_appointments",
    "period",
    "practice_code appointment_id",
    "appointment_at",
    """
    practice_code code R
    appointment_id text R
    appointment_at datetime R
    status_code code R ATTENDED DNA CANCELLED BOOKED
    mode_code code E
    professional_code code E
    """,
)
add(
    "apc",
    "period",
    "provider_code spell_number episode_number",
    "admission_date",
    f"""
    provider_code code R
    practice_code code E
    ethnic_category_code code E
    withheld_identity_reason_code code O {WITHHELD}
    spell_number text R
    episode_number integer R
    admission_date date R
    admission_method_code code R {METHODS}
    admission_source_code code E
    patient_classification_code code R 1 2 3 4 5 8 9
    administrative_category_code code E
    episode_start_date date R
    episode_end_date date R
    discharge_date date O
    discharge_ready_date date O
    discharge_method_code code E
    discharge_destination_code code E
    main_specialty_code code E
    treatment_function_code code E
    primary_diagnosis icd10 E
    secondary_diagnoses text O
    primary_procedure opcs4 O
    spell_hrg_code code E
    site_code code E
    commissioner_code code E
    sus_price_gbp decimal O
    """,
    (
        ("order", "admission_date", "discharge_date"),
        ("at_least", "episode_number", 1),
        ("at_most", "episode_number", 99),
    ),
)
add(
    "op",
    "period",
    "provider_code appointment_id",
    "appointment_date",
    f"""
    provider_code code R
    practice_code code E
    withheld_identity_reason_code code O {WITHHELD}
    appointment_id text R
    appointment_date date R
    attended_code code R {ATTENDED}
    first_attendance_code code R 1 2 3 4 5
    treatment_function_code code R
    referral_source_code code E
    referral_id text O
    outcome_code code O
    setting_code code E
    hrg_code code O
    administrative_category_code code E
    site_code code E
    commissioner_code code E
    sus_price_gbp decimal O
    """,
)
add(
    "ecds",
    "period",
    "provider_code attendance_id",
    "arrival_at",
    f"""
    provider_code code R
    practice_code code E
    withheld_identity_reason_code code O {WITHHELD}
    attendance_id text R
    department_type_code code R 01 02 03 04 05
    arrival_at datetime R
    arrival_mode_code code E
    attendance_category_code code R 1 2 3 4 X
    seen_at datetime O
    decision_to_admit_at datetime O
    departure_at datetime E
    acuity_code code O
    diagnosis_code snomed O
    disposal_code code R 01 02 03 04 05 06 07 10 11 12 13 14 99
    hrg_code code E
    site_code code E
    sus_price_gbp decimal O
    """,
    (("order", "arrival_at", "departure_at"),),
)
add(
    "csds",
    "period",
    "provider_code referral_id contact_id",
    "contact_at",
    """
    provider_code code R
    contact_id text R
    referral_id text E
    referral_received_date date E
    team_type_code code R
    contact_at datetime R
    contact_mode_code code E
    attended_code code E
    contact_minutes integer O
    """,
    (("at_least", "contact_minutes", 0), ("at_most", "contact_minutes", 1440)),
)
add(
    "mh_contacts",
    "period",
    "provider_code referral_id contact_id",
    "contact_at",
    """
    provider_code code R
    contact_id text R
    referral_id text E
    team_type_code code R
    contact_at datetime R
    attended_code code E
    contact_minutes integer O
    """,
)
add(
    "mh_stays",
    "keyed",
    "provider_code spell_number",
    "admission_date",
    f"""
    provider_code code R
    spell_number text R
    admission_date date R
    discharge_date date O
    admission_method_code code R {METHODS}
    primary_diagnosis icd10 E
    detained boolean E
    """,
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
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
)
add(
    "ref_postcodes",
    "snapshot",
    "postcode",
    None,
    """
    postcode text R
    lsoa_code code R
    borough_code code R
    borough_name text R
    """,
)
add(
    "ref_deprivation",
    "snapshot",
    "lsoa_code",
    None,
    """
    lsoa_code code R
    imd_decile integer R
    population_count integer O
    """,
)
add(
    "ref_practices",
    "snapshot",
    "practice_code",
    None,
    """
    practice_code code R
    practice_name text R
    network_code code O
    network_name text O
    borough_code code R
    """,
)
add(
    "ref_prices",
    "snapshot",
    "price_list_code currency_code modifier_code valid_from",
    None,
    """
    price_list_code code R APC AE OP GP CSDS MH_CONTACT MH_BED_DAY SOCIAL_CARE VOLUNTARY RAPID_RESPONSE
    currency_code code R
    modifier_code code O
    valid_from date R
    valid_to date O
    price_gbp decimal R
    short_stay_price_gbp decimal O
    trim_point_days integer O
    excess_day_price_gbp decimal O
    """,
    (("at_least", "price_gbp", 0),),
)
add(
    "ref_market_forces",
    "snapshot",
    "provider_code valid_from",
    None,
    """
    provider_code code R
    valid_from date R
    valid_to date O
    market_forces_factor decimal R
    """,
)
add(
    "ref_programmes",
    "snapshot",
    "programme_code",
    None,
    """
    programme_code code R
    programme_name text R
    intervention_code code E
    borough_code code O
    start_date date E
    end_date date O
    annual_investment_gbp decimal O
    """,
    (("at_least", "annual_investment_gbp", 0),),
)
add(
    "ref_providers",
    "snapshot",
    "provider_code",
    None,
    """
    provider_code code R
    provider_name text R
    provider_type_code code E
    parent_provider_code code O
    successor_provider_code code O
    successor_from date O
    """,
)
