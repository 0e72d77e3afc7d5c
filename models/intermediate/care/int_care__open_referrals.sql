{#- No feed says when a referral ends. Eighteen weeks is the NHS Constitution's limit from referral to treatment; an
    outpatient discharge under the same referral ends it sooner. -#}
{%- set open_for_days = 126 -%}

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

recent as (
    select referrals.person_id, referrals.referral_id, referrals.referral_date, referrals.treatment_function_code
    from {{ ref('int_referrals__linked') }} as referrals
    cross join reporting
    where
        referrals.person_id is not null
        and referrals.referral_date > reporting.as_of_date - {{ open_for_days }}
),

discharged as (
    select distinct appointments.person_id, appointments.referral_id
    from {{ ref('int_op__linked') }} as appointments
    cross join reporting
    where
        appointments.outcome_code = '1'
        and appointments.referral_id is not null
        and appointments.appointment_date > reporting.as_of_date - {{ open_for_days }}
)

select
    recent.person_id,
    recent.referral_id,
    recent.referral_date,
    recent.treatment_function_code
from recent
left join discharged on recent.person_id = discharged.person_id and recent.referral_id = discharged.referral_id
where discharged.person_id is null
