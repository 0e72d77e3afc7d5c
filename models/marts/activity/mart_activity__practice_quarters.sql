with

activity as (
    select
        practice_code,
        {{ quarter_of('month') }} as quarter,
        point_of_delivery_code,
        source_feed,
        quantity,
        person_id
    from {{ ref('fct_activity') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- People cannot be added up over months: somebody seen in two of them is one person of the quarter.
counted as (
    select
        practice_code,
        quarter,
        point_of_delivery_code,
        min(source_feed) as source_feed,
        sum(quantity) as activity_count,
        count(distinct person_id) as person_count
    from activity
    group by practice_code, quarter, point_of_delivery_code
)

select
    counted.practice_code,
    counted.quarter,
    counted.point_of_delivery_code,
    counted.source_feed,
    cast(counted.activity_count as bigint) as activity_count,
    cast(counted.person_count as bigint) as person_count,
    {{ is_provisional(last_day_of_quarter('counted.quarter'), 'reporting.as_of_date') }} as is_provisional
from counted
cross join reporting
