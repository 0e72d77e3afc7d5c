"""The feeds of health services, and who is registered with them, restated from the interface pages alone.

What belongs here: of every feed its load, key, date, columns (name, type, requirement, closed code list) and rules.
What does not: how a value is read, or what is done with a row that breaks a rule. Open code lists are left out, since
every value loads.
"""

from tests.recalculation.feed import feed

METHODS = "11 12 13 21 22 23 24 25 28 2A 2B 2C 2D 31 32 81 82 83 98 99"
ATTENDED = "0 2 3 4 5 6 7"
WITHHELD = "01 02 03 97 99"

HEALTH = (
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
    feed(
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
    ),
)
