{#- No feed says when a referral ends. Eighteen weeks is the NHS Constitution's limit from referral to treatment; an
    outpatient discharge under the same referral ends it sooner. -#}
{%- set open_for_days = 126 -%}

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

recent as (
    select
        referrals.person_id,
        referrals.referral_id,
        referrals.referral_date,
        referrals.treatment_function_code,
        referrals.is_direct_care_covered,
        referrals.is_planning_covered
    from {{ ref('int_referrals__linked') }} as referrals
    cross join reporting
    where
        referrals.person_id is not null
        and referrals.referral_date > reporting.as_of_date - {{ open_for_days }}
),

-- A discharge that may not be used for a purpose ends no referral for it.
discharged as (
    select
        appointments.person_id,
        appointments.referral_id,
        bool_or(appointments.is_direct_care_covered) as is_direct_care_discharged,
        bool_or(appointments.is_planning_covered) as is_planning_discharged
    from {{ ref('int_op__linked') }} as appointments
    cross join reporting
    where
        appointments.outcome_code = '1'
        and appointments.referral_id is not null
        and appointments.appointment_date > reporting.as_of_date - {{ open_for_days }}
    group by appointments.person_id, appointments.referral_id
),

open_by_purpose as (
    select
        recent.person_id,
        recent.referral_id,
        recent.referral_date,
        recent.treatment_function_code,
        recent.is_direct_care_covered
        and not coalesce(discharged.is_direct_care_discharged, false) as is_direct_care_covered,
        recent.is_planning_covered
        and not coalesce(discharged.is_planning_discharged, false) as is_planning_covered
    from recent
    left join discharged on recent.person_id = discharged.person_id and recent.referral_id = discharged.referral_id
)

select
    person_id,
    referral_id,
    referral_date,
    treatment_function_code,
    is_direct_care_covered,
    is_planning_covered
from open_by_purpose
where is_direct_care_covered or is_planning_covered
