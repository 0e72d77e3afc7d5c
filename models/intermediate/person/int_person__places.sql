{{ config(materialized='table') }}

-- Where everybody is on every day there is: the periods of a person's registrations, the gaps between them, and all of
-- time for somebody never registered and for the one who stands for withheld identities. Facts find their place here.

with

people as (
    select person_id, is_national_opt_out, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
    union all
    select
        {{ nobody() }} as person_id,
        false as is_national_opt_out,
        false as is_type_1_opt_out
),

periods as (
    select
        person_id,
        valid_from,
        coalesce(valid_to, {{ last_possible_date() }}) as valid_to,
        practice_code,
        borough_code,
        death_date
    from {{ ref('int_registration__periods') }}
),

-- From the day after each period to the day before the next one, and to the end of time.
gaps_after as (
    select
        person_id,
        valid_to + 1 as valid_from,
        coalesce(
            lead(valid_from) over (partition by person_id order by valid_from) - 1, {{ last_possible_date() }}
        ) as valid_to
    from periods
),

gaps_before as (
    select
        people.person_id,
        {{ first_possible_date() }} as valid_from,
        coalesce(min(periods.valid_from) - 1, {{ last_possible_date() }}) as valid_to
    from people
    left join periods
        on people.person_id = periods.person_id
    group by people.person_id
),

days as (
    select
        person_id,
        valid_from,
        valid_to,
        practice_code,
        borough_code,
        death_date,
        true as is_registered
    from periods
    union all
    select
        person_id,
        valid_from,
        valid_to,
        null as practice_code,
        null as borough_code,
        null as death_date,
        false as is_registered
    from gaps_after
    where valid_from <= valid_to
    union all
    select
        person_id,
        valid_from,
        valid_to,
        null as practice_code,
        null as borough_code,
        null as death_date,
        false as is_registered
    from gaps_before
)

select
    days.person_id,
    days.valid_from,
    days.valid_to,
    days.is_registered,
    days.practice_code,
    days.borough_code,
    days.death_date,
    people.is_national_opt_out,
    people.is_type_1_opt_out,
    reporting_date.as_of_date
from days
inner join people
    on days.person_id = people.person_id
cross join {{ source('ops', 'reporting_date') }} as reporting_date
