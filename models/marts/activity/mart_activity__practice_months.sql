with

activity as (
    select practice_code, borough_code, month, point_of_delivery_code, quantity, person_id, cost_gbp
    from {{ ref('fct_activity') }}
),

admissions as (
    select practice_code, borough_code, discharge_date, point_of_delivery_code, length_of_stay_days
    from {{ ref('fct_admission') }}
    where discharge_date is not null and is_nhs_funded and not is_mental_health_spell
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- A mental health stay brings its bed days as its quantity.
counted as (
    select
        practice_code,
        borough_code,
        month,
        point_of_delivery_code,
        sum(quantity) as activity_count,
        sum(case when point_of_delivery_code = 'MHBD' then quantity else 0 end) as bed_days_count,
        count(distinct person_id) as person_count,
        sum(cost_gbp) as cost_gbp
    from activity
    group by practice_code, borough_code, month, point_of_delivery_code
),

-- A spell brings its whole length of stay in the month of its discharge, the month that its activity stands in.
stayed as (
    select
        practice_code,
        borough_code,
        {{ month_of('discharge_date') }} as month,
        point_of_delivery_code,
        sum(length_of_stay_days) as bed_days_count
    from admissions
    group by practice_code, borough_code, {{ month_of('discharge_date') }}, point_of_delivery_code
),

-- Grouping, unlike joining, keeps the rows of no practice and of no borough together.
together as (
    select
        practice_code, borough_code, month, point_of_delivery_code,
        activity_count, bed_days_count, person_count, cost_gbp
    from counted
    union all
    select
        practice_code, borough_code, month, point_of_delivery_code,
        0 as activity_count, bed_days_count, 0 as person_count, null as cost_gbp
    from stayed
),

added_up as (
    select
        practice_code,
        borough_code,
        month,
        point_of_delivery_code,
        sum(activity_count) as activity_count,
        sum(bed_days_count) as bed_days_count,
        sum(person_count) as person_count,
        sum(cost_gbp) as cost_gbp
    from together
    group by practice_code, borough_code, month, point_of_delivery_code
)

select
    added_up.practice_code,
    added_up.borough_code,
    added_up.month,
    added_up.point_of_delivery_code,
    cast(added_up.activity_count as bigint) as activity_count,
    cast(added_up.bed_days_count as bigint) as bed_days_count,
    cast(added_up.person_count as bigint) as person_count,
    cast(added_up.cost_gbp as decimal(18, 2)) as cost_gbp,
    {{ is_provisional('last_day(added_up.month)', 'reporting.as_of_date') }} as is_provisional
from added_up
cross join reporting
