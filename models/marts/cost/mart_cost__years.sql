with

-- The months of practices hold all activity, and are few.
activity as (
    select
        practice_months.month,
        points_of_delivery.setting_code
    from {{ ref('mart_activity__practice_months') }} as practice_months
    inner join {{ ref('code_points_of_delivery') }} as points_of_delivery
        on practice_months.point_of_delivery_code = points_of_delivery.point_of_delivery_code
),

deflators as (
    select fin_year, gdp_deflator
    from {{ ref('code_deflators') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- Services and stays that began long before the first files reach back into years of which nothing else is known. Files
-- of hospitals come by the month, so theirs say for which years there are any.
years as (
    select
        {{ fin_year('month') }} as fin_year,
        {{ first_day_of_fin_year('min(month)') }} as first_date,
        count(distinct month) filter (where setting_code = 'ACUTE') as hospital_months_count
    from activity
    group by {{ fin_year('month') }}
),

dated as (
    select
        years.fin_year,
        years.first_date,
        cast(years.first_date + interval 1 year as date) - 1 as last_date,
        reporting.as_of_date,
        years.hospital_months_count
    from years
    cross join reporting
),

judged as (
    select
        fin_year,
        first_date,
        least(last_date, as_of_date) as last_date,
        date_diff('day', first_date, last_date) + 1 as days_count,
        hospital_months_count = 12 and last_date <= as_of_date as is_whole
    from dated
),

baseline as (
    select min(fin_year) as fin_year
    from judged
    where
        {{ "fin_year = '" ~ var('cost_baseline_fin_year') ~ "'" if var('cost_baseline_fin_year') else 'is_whole' }}
)

select
    judged.fin_year,
    judged.first_date,
    judged.last_date,
    judged.days_count,
    judged.is_whole,
    coalesce(judged.fin_year = baseline.fin_year, false) as is_baseline,
    deflators.gdp_deflator
from judged
cross join baseline
left join deflators
    on judged.fin_year = deflators.fin_year
