{{ config(materialized='table') }}

-- From when until when somebody is diagnosed with a condition: a diagnosis holds from its day until a code that
-- resolves it, and a later diagnosis begins anew. Of both on one day the one that resolves wins, because the latest
-- diagnosis has to be later than the latest resolution. Conditions without such codes are for life.

with

people as (
    select person_id, birth_month, death_date
    from {{ ref('int_person__attributes') }}
),

days as (
    select
        person_id,
        ltc_code,
        coded_on,
        not bool_or(code_role = 'RESOLVED') as is_diagnosed
    from {{ ref('int_condition__coded_days') }}
    where code_role in ('DIAGNOSIS', 'RESOLVED')
    group by person_id, ltc_code, coded_on
),

changes as (
    select
        person_id,
        ltc_code,
        coded_on,
        is_diagnosed,
        coalesce(
            lag(is_diagnosed) over (partition by person_id, ltc_code order by coded_on), false
        ) as was_diagnosed
    from days
),

-- Only days that change something are left, so the next one ends what this one begins.
periods as (
    select
        person_id,
        ltc_code,
        coded_on as held_from,
        is_diagnosed,
        coalesce(
            lead(coded_on) over (partition by person_id, ltc_code order by coded_on) - 1,
            {{ last_possible_date() }}
        ) as held_to
    from changes
    where is_diagnosed <> was_diagnosed
)

select
    periods.person_id,
    periods.ltc_code,
    periods.held_from as since_date,
    periods.held_from,
    periods.held_to,
    people.birth_month,
    people.death_date
from periods
inner join people
    on periods.person_id = people.person_id
where periods.is_diagnosed
