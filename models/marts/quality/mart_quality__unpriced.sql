with

activity as (
    select fin_year, month, point_of_delivery_code, unpriced_reason_code, quantity
    from {{ ref('fct_activity') }}
    where not is_priced
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

counted as (
    select
        fin_year,
        month,
        point_of_delivery_code,
        unpriced_reason_code,
        count(*) as rows_count,
        sum(quantity) as activity_count
    from activity
    group by fin_year, month, point_of_delivery_code, unpriced_reason_code
)

select
    counted.fin_year,
    counted.month,
    counted.point_of_delivery_code,
    counted.unpriced_reason_code,
    counted.rows_count,
    cast(counted.activity_count as bigint) as activity_count,
    {{ is_provisional('last_day(counted.month)', 'reporting.as_of_date') }} as is_provisional
from counted
cross join reporting
