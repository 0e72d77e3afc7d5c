with

months as (
    select
        borough_code,
        programme_code,
        {{ quarter_of('month') }} as quarter,
        month,
        care_plans_created_count,
        care_plans_open_count,
        people_with_open_care_plan_count
    from {{ ref('mart_care__borough_months') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- What is open in a quarter is what is open at its end, or, in the quarter that is still running, now.
quarters as (
    select
        months.borough_code,
        months.programme_code,
        months.quarter,
        months.care_plans_created_count,
        months.care_plans_open_count,
        months.people_with_open_care_plan_count,
        months.month = least(
            {{ month_of(last_day_of_quarter('months.quarter')) }}, {{ month_of('reporting.as_of_date') }}
        ) as is_last_month,
        {{ is_provisional(last_day_of_quarter('months.quarter'), 'reporting.as_of_date') }} as is_provisional
    from months
    cross join reporting
)

select
    borough_code,
    programme_code,
    quarter,
    cast(sum(care_plans_created_count) as bigint) as care_plans_created_count,
    cast(sum(case when is_last_month then care_plans_open_count else 0 end) as bigint) as care_plans_open_count,
    cast(
        sum(case when is_last_month then people_with_open_care_plan_count else 0 end) as bigint
    ) as people_with_open_care_plan_count,
    is_provisional
from quarters
group by borough_code, programme_code, quarter, is_provisional
