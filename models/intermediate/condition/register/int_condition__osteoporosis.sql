-- Osteoporosis: diagnosed and with a fragility fracture. From 50 to 74 the fracture is since 1 April 2012 and a bone
-- scan confirms it; from 75 the fracture is since 1 April 2014.

with

diagnosed as (
    {{ diagnosed('OST', ref('int_condition__diagnosed')) }}
),

evidence as (
    select
        person_id,
        min(coded_on) filter (where code_role = 'FRACTURE' and coded_on >= date '2012-04-01') as fractured_on,
        min(coded_on) filter (where code_role = 'FRACTURE' and coded_on >= date '2014-04-01') as lately_fractured_on,
        min(coded_on) filter (where code_role = 'BONE_SCAN' and lowest_value <= -2.5) as confirmed_on
    from {{ ref('int_condition__coded_days') }}
    where ltc_code = 'OST'
    group by person_id
),

proven as (
    select
        diagnosed.person_id,
        diagnosed.ltc_code,
        diagnosed.since_date,
        greatest(diagnosed.held_from, evidence.fractured_on, evidence.confirmed_on) as held_from,
        least(
            diagnosed.held_to,
            case
                when diagnosed.death_date < {{ first_day_aged('diagnosed.birth_month', 75) }}
                    then {{ last_possible_date() }}
                else {{ first_day_aged('diagnosed.birth_month', 75) }} - 1
            end
        ) as held_to,
        diagnosed.birth_month,
        diagnosed.death_date
    from diagnosed
    inner join evidence
        on diagnosed.person_id = evidence.person_id
    where evidence.fractured_on is not null and evidence.confirmed_on is not null
),

assumed as (
    select
        diagnosed.person_id,
        diagnosed.ltc_code,
        diagnosed.since_date,
        greatest(diagnosed.held_from, evidence.lately_fractured_on) as held_from,
        diagnosed.held_to,
        diagnosed.birth_month,
        diagnosed.death_date
    from diagnosed
    inner join evidence
        on diagnosed.person_id = evidence.person_id
    where evidence.lately_fractured_on is not null
),

middle_aged as (
    {{ from_the_age_of(50, 'proven') }}
),

old as (
    {{ from_the_age_of(75, 'assumed') }}
)

select {{ register_columns() }}
from middle_aged
where held_from <= held_to
union all
select {{ register_columns() }}
from old
