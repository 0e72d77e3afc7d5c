-- Obesity: the latest body mass index at or over the limit, from the age of 18. The limit is lower in people of Asian,
-- Black, mixed and other groups. The highest of a day stands.

with

people as (
    select
        person_id,
        birth_month,
        death_date,
        ethnic_category_code
    from {{ ref('int_person__attributes') }}
),

measured as (
    select
        person_id,
        ltc_code,
        coded_on,
        highest_value,
        coalesce(
            lead(coded_on) over (partition by person_id order by coded_on) - 1, {{ last_possible_date() }}
        ) as valid_to
    from {{ ref('int_condition__coded_days') }}
    where
        ltc_code = 'OB'
        and code_role = 'VALUE'
        and highest_value between {{ var('lowest_believed_bmi') }} and {{ var('highest_believed_bmi') }}
),

obese as (
    select
        measured.person_id,
        measured.ltc_code,
        measured.coded_on as since_date,
        measured.coded_on as held_from,
        measured.valid_to as held_to,
        people.birth_month,
        people.death_date
    from measured
    inner join people
        on measured.person_id = people.person_id
    where
        measured.highest_value >= case
            when people.ethnic_category_code in ({{ lower_bmi_groups() }}) then 27.5
            else 30
        end
),

aged as (
    {{ from_the_age_of(18, 'obese') }}
)

select {{ register_columns() }}
from aged
