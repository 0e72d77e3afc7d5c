{{ config(materialized='table') }}

-- Civil registration is believed before a practice's list; of two dates from the same source the earlier. That somebody
-- has died serves direct care and planning alike: so only rows say it that may be used for both.

with

registered_deaths as (
    select
        person_map.person_id,
        min(deaths.death_date) as death_date
    from {{ ref('stg_deaths__deaths') }} as deaths
    inner join {{ source('identity', 'person_map') }} as person_map
        on deaths.identity_id = person_map.identity_id
    inner join {{ ref('int_sender__coverage') }} as coverage
        on deaths.sender_code = coverage.sender_code and coverage.feed = 'deaths'
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        deaths.death_date <= reporting_date.as_of_date
        and coverage.is_direct_care_covered
        and coverage.is_planning_covered
    group by person_map.person_id
),

practice_deaths as (
    select
        person_id,
        min(death_date) as death_date
    from {{ ref('int_registration__rows') }}
    where death_date is not null
    group by person_id
)

select
    coalesce(registered_deaths.person_id, practice_deaths.person_id) as person_id,
    coalesce(registered_deaths.death_date, practice_deaths.death_date) as death_date
from registered_deaths
full outer join practice_deaths
    on registered_deaths.person_id = practice_deaths.person_id
