-- Community contacts.

with

linked as (
    {{ linked_rows('csds', ref('stg_csds__contacts'), dated_on=civil_date('contact_at')) }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    contact_id,
    referral_id,
    referral_received_date,
    team_type_code,
    contact_at,
    contact_mode_code,
    attended_code,
    contact_minutes
from placed
