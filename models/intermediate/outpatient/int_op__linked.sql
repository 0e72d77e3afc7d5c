-- Outpatient appointments.

with

linked as (
    {{ linked_rows('op', ref('stg_op__appointments'), dated_on='appointment_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    provider_code,
    practice_code as source_practice_code,
    withheld_identity_reason_code,
    appointment_id,
    appointment_date,
    attended_code,
    first_attendance_code,
    treatment_function_code,
    referral_source_code,
    referral_id,
    outcome_code,
    setting_code,
    hrg_code,
    administrative_category_code,
    site_code,
    commissioner_code,
    sus_price_gbp
from placed
