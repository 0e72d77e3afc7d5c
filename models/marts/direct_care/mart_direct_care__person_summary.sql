{#- The page as in schema marts, of the rows that may be used for direct care, and with the people who object to
    secondary use: care for them goes on. -#}
{{ config(alias='mart_care__person_summary') }}

select
    summaries.person_id,
    summaries.as_of_date,
    summaries.practice_code,
    summaries.borough_code,
    summaries.care_plans_open_count,
    summaries.care_plan_programme_codes,
    summaries.care_plan_created_date,
    summaries.care_plan_reviewed_date,
    summaries.care_plan_review_due_date,
    summaries.is_care_plan_review_overdue,
    summaries.care_coordinator_role_code,
    summaries.enrolled_programme_codes,
    summaries.open_referrals_count,
    summaries.open_referral_treatment_function_codes,
    summaries.community_team_type_codes,
    summaries.mental_health_team_type_codes,
    summaries.care_package_service_type_codes,
    summaries.hospital_stay_provider_codes,
    summaries.mental_health_stay_provider_codes,
    summaries.last_gp_appointment_date,
    summaries.last_ae_attendance_date,
    summaries.last_admission_date,
    summaries.last_outpatient_date,
    summaries.last_community_contact_date,
    summaries.last_mental_health_contact_date,
    summaries.last_social_care_event_date,
    summaries.last_rapid_response_date,
    summaries.last_voluntary_support_date,
    scores.risk_band_code
from {{ ref('int_care__person_summary') }} as summaries
left join {{ source('risk', 'person_scores') }} as scores
    on summaries.person_id = scores.person_id
where summaries.purpose_code = 'DIRECT_CARE'
