{#- The page as in schema marts, of the rows that may be used for direct care, and with the people who object to
    secondary use: care for them goes on. -#}
{{ config(alias='mart_care__person_summary') }}

select
    person_id,
    as_of_date,
    practice_code,
    borough_code,
    care_plans_open_count,
    care_plan_programme_codes,
    care_plan_created_date,
    care_plan_reviewed_date,
    care_plan_review_due_date,
    is_care_plan_review_overdue,
    care_coordinator_role_code,
    enrolled_programme_codes,
    open_referrals_count,
    open_referral_treatment_function_codes,
    community_team_type_codes,
    mental_health_team_type_codes,
    care_package_service_type_codes,
    hospital_stay_provider_codes,
    mental_health_stay_provider_codes,
    last_gp_appointment_date,
    last_ae_attendance_date,
    last_admission_date,
    last_outpatient_date,
    last_community_contact_date,
    last_mental_health_contact_date,
    last_social_care_event_date,
    last_rapid_response_date,
    last_voluntary_support_date,
    risk_band_code
from {{ ref('int_care__person_summary') }}
where purpose_code = 'DIRECT_CARE'
