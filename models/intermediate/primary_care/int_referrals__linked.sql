-- Referrals made by practices.

with

linked as (
    {{ linked_rows('referrals', ref('stg_referrals__referrals'), dated_on='referral_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    practice_code as source_practice_code,
    referral_id,
    referral_date,
    treatment_function_code,
    destination_setting_code,
    priority_code
from placed
