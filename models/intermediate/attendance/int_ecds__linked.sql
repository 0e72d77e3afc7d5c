-- A&E attendances; a departure after the reporting date has not happened yet.

with

linked as (
    {{ linked_rows('ecds', ref('stg_ecds__attendances'), dated_on=civil_date('arrival_at')) }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    provider_code,
    practice_code as source_practice_code,
    withheld_identity_reason_code,
    attendance_id,
    department_type_code,
    arrival_at,
    arrival_mode_code,
    attendance_category_code,
    seen_at,
    decision_to_admit_at,
    case when {{ civil_date('departure_at') }} <= as_of_date then departure_at end as departure_at,
    acuity_code,
    diagnosis_code,
    disposal_code,
    hrg_code,
    site_code,
    sus_price_gbp
from placed
