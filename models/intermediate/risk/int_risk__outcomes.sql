{{ config(materialized='table') }}

-- What came in the twelve months from last year's index date on. The question is an emergency admission within twelve
-- months: who dies or leaves without one is a no, and how long they were followed stands beside it.

with

population as (
    select
        person_id,
        reference_date,
        index_date,
        cast(index_date + interval 12 month as date) as window_end_date,
        is_national_opt_out
    from {{ ref('int_risk__population') }}
    where index_code = 'YEAR_AGO'
),

admissions as (
    select person_id, admission_date
    from {{ ref('int_admission__classified') }}
    where
        person_id is not null
        and admission_type_code = 'EMERGENCY'
        and is_nhs_funded
        and not is_mental_health_spell
        and is_direct_care_covered
        and is_planning_covered
),

admitted as (
    select
        population.person_id,
        count(*) as emergency_admissions_12m_count
    from population
    inner join admissions
        on
            population.person_id = admissions.person_id
            and population.index_date <= admissions.admission_date
            and population.window_end_date > admissions.admission_date
    group by population.person_id
),

deaths as (
    select person_id, death_date
    from {{ ref('int_person__deaths') }}
),

-- Days registered and alive: the day of death is not one.
followed as (
    select
        population.person_id,
        sum(
            greatest(
                date_diff(
                    'day',
                    greatest(periods.valid_from, population.index_date),
                    least(
                        coalesce(periods.valid_to + 1, population.window_end_date),
                        coalesce(periods.death_date, population.window_end_date),
                        population.window_end_date
                    )
                ),
                0
            )
        ) as followed_days
    from population
    inner join {{ ref('int_registration__periods') }} as periods
        on population.person_id = periods.person_id
    group by population.person_id
)

select
    population.person_id,
    population.reference_date,
    population.is_national_opt_out,
    admitted.person_id is not null as is_emergency_admission_12m,
    cast(coalesce(admitted.emergency_admissions_12m_count, 0) as bigint) as emergency_admissions_12m_count,
    coalesce(deaths.death_date >= population.index_date and deaths.death_date < population.window_end_date, false)
        as is_death_12m,
    cast(coalesce(followed.followed_days, 0) as bigint) as followed_days
from population
left join admitted on population.person_id = admitted.person_id
left join deaths on population.person_id = deaths.person_id
left join followed on population.person_id = followed.person_id
