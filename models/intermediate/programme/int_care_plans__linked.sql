-- Care plans; one that closes after the reporting date is open.

with

linked as (
    {{ linked_rows('care_plans', ref('stg_care_plans__plans'), dated_on='created_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    care_plan_id,
    programme_code,
    created_date,
    reviewed_date,
    review_due_date,
    {{ if_happened('closed_date') }} as closed_date,
    consent_status_code,
    consent_date,
    care_coordinator_role_code,
    preferred_place_of_death_code
from placed
