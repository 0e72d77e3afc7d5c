with

-- A declined plan is no plan; one whose consent was withdrawn is a plan until it is closed.
plans as (
    select borough_code, programme_code, person_id, created_date, closed_date
    from {{ ref('fct_care_plan') }}
    where consent_status_code <> 'DECLINED'
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- One row per plan and month from its creation to its closing, or to the reporting date.
plan_months as (
    select
        plans.borough_code,
        plans.programme_code,
        plans.person_id,
        plans.created_date,
        plans.closed_date,
        reporting.as_of_date,
        cast(
            unnest(
                {{ months_between(
                    'plans.created_date',
                    'greatest(plans.created_date, least(coalesce(plans.closed_date, reporting.as_of_date), reporting.as_of_date))'
                ) }}
            ) as date
        ) as month
    from plans
    cross join reporting
),

judged as (
    select
        borough_code,
        programme_code,
        person_id,
        month,
        as_of_date,
        {{ month_of('created_date') }} = month as is_created,
        closed_date is null or closed_date > least(last_day(month), as_of_date) as is_open
    from plan_months
)

select
    borough_code,
    programme_code,
    month,
    count(*) filter (where is_created) as care_plans_created_count,
    count(*) filter (where is_open) as care_plans_open_count,
    count(distinct person_id) filter (where is_open) as people_with_open_care_plan_count,
    {{ is_provisional('last_day(month)', 'as_of_date') }} as is_provisional
from judged
where is_created or is_open
group by borough_code, programme_code, month, as_of_date
