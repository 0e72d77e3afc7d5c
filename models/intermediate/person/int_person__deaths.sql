{{ config(materialized='table') }}

-- Civil registration is believed before a practice's list; of two dates from the same source the earlier.

with

registered_deaths as (
    select
        person_map.person_id,
        min(deaths.death_date) as death_date
    from {{ ref('stg_deaths__deaths') }} as deaths
    inner join {{ source('identity', 'person_map') }} as person_map
        on deaths.identity_id = person_map.identity_id
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where deaths.death_date <= reporting_date.as_of_date
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
