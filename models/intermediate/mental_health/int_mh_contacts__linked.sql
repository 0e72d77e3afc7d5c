-- Mental health contacts.

with

linked as (
    {{ linked_rows('mh_contacts', ref('stg_mh_contacts__contacts'), dated_on=civil_date('contact_at')) }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    contact_id,
    referral_id,
    team_type_code,
    contact_at,
    attended_code,
    contact_minutes
from placed
