{{ config(materialized='table') }}

-- Which registration is in force on which day: of those that cover the day, the first in registration order. From one
-- start or end to the next nothing changes, so each such stretch has one answer; neighbours that agree are joined.

with

covering as (
    select
        person_id,
        registration_order,
        registration_id,
        practice_code,
        lsoa_code,
        borough_code,
        is_postcode_unknown,
        registered_from,
        registered_to,
        coalesce(registered_to, {{ last_possible_date() }}) as covers_to
    from {{ ref('int_registration__rows') }}
    where registered_to is null or registered_to >= registered_from
),

changes as (
    select person_id, registered_from as valid_from
    from covering
    union
    select person_id, registered_to + 1 as valid_from
    from covering
    where registered_to is not null
),

stretches as (
    select
        person_id,
        valid_from,
        lead(valid_from) over (partition by person_id order by valid_from) - 1 as valid_to
    from changes
),

-- Stretches that no registration covers drop out here.
in_force as (
    select
        stretches.person_id,
        stretches.valid_from,
        stretches.valid_to,
        min(covering.registration_order) as registration_order
    from stretches
    inner join covering
        on
            stretches.person_id = covering.person_id
            and stretches.valid_from >= covering.registered_from
            and stretches.valid_from <= covering.covers_to
    group by stretches.person_id, stretches.valid_from, stretches.valid_to
),

-- Without a break a stretch begins on the day after the last one that the same registration won.
marked as (
    select
        person_id,
        valid_from,
        valid_to,
        registration_order,
        coalesce(
            lag(valid_to) over (partition by person_id, registration_order order by valid_from) = valid_from - 1, false
        ) as is_continued
    from in_force
),

numbered as (
    select
        person_id,
        valid_from,
        valid_to,
        registration_order,
        count(*) filter (where not is_continued) over (
            partition by person_id, registration_order
            order by valid_from
            rows between unbounded preceding and current row
        ) as period_number
    from marked
),

periods as (
    select
        person_id,
        registration_order,
        min(valid_from) as valid_from,
        nullif(max(coalesce(valid_to, {{ last_possible_date() }})), {{ last_possible_date() }}) as valid_to
    from numbered
    group by person_id, registration_order, period_number
)

select
    periods.person_id,
    periods.valid_from,
    periods.valid_to,
    covering.registration_id,
    covering.practice_code,
    covering.lsoa_code,
    covering.borough_code,
    covering.is_postcode_unknown,
    covering.registered_from,
    covering.registered_to,
    deaths.death_date
from periods
inner join covering
    on
        periods.person_id = covering.person_id
        and periods.registration_order = covering.registration_order
left join {{ ref('int_person__deaths') }} as deaths
    on periods.person_id = deaths.person_id
