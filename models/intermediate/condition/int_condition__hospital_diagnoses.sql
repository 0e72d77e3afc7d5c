{{ config(materialized='table') }}

-- What hospitals diagnosed, and when it was known: on the last day of the episode. A score that looks back must not
-- know on the day of admission what was found in the weeks after it.

with

episodes as (
    select
        identity_id,
        sender_code,
        greatest(admission_date, episode_end_date) as diagnosed_on,
        primary_diagnosis,
        secondary_diagnoses
    from {{ ref('stg_apc__episodes') }}
),

linked as (
    {{ linked_rows('apc', 'episodes', dated_on='diagnosed_on') }}
),

listed as (
    select person_id, dated_on, is_direct_care_covered, is_planning_covered, primary_diagnosis as diagnosis_code
    from linked
    where primary_diagnosis is not null
    union all
    select
        person_id,
        dated_on,
        is_direct_care_covered,
        is_planning_covered,
        {{ listed_codes('secondary_diagnoses') }} as diagnosis_code
    from linked
    where secondary_diagnoses is not null
),

bare as (
    select
        listed.person_id,
        listed.dated_on,
        {{ bare_diagnosis('listed.diagnosis_code') }} as diagnosis_code
    from listed
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        listed.person_id is not null
        and listed.dated_on <= reporting_date.as_of_date
        and {{ is_known_of_people('listed') }}
)

select distinct
    person_id,
    dated_on as diagnosed_on,
    diagnosis_code
from bare
where diagnosis_code <> ''
