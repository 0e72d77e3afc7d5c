with

years as (
    select fin_year, days_count, is_whole
    from {{ ref('mart_cost__years') }}
),

rates as (
    select fin_year, segment_code, rate_gbp
    from {{ ref('mart_cost__segment_rates') }}
    where setting_code = 'ALL'
),

registered as (
    select person_id, fin_year, borough_code, segment_code, registered_days
    from {{ ref('mart_cost__registered_people') }}
),

-- A person registered in two boroughs in a year has one segment.
segments as (
    select person_id, fin_year, max(segment_code) as segment_code
    from registered
    group by person_id, fin_year
),

-- Grouping, unlike joining, keeps what is of no borough and of no segment together.
together as (
    select fin_year, borough_code, segment_code, registered_days, null as cost_gbp
    from registered
    union all
    select
        boroughs.fin_year,
        boroughs.borough_code,
        segments.segment_code,
        0 as registered_days,
        boroughs.cost_gbp
    from {{ ref('mart_cost__person_boroughs') }} as boroughs
    left join segments
        on boroughs.person_id = segments.person_id and boroughs.fin_year = segments.fin_year
),

added_up as (
    select
        fin_year,
        borough_code,
        segment_code,
        cast(sum(registered_days) as bigint) as registered_days,
        coalesce(sum(cost_gbp), 0) as cost_gbp
    from together
    group by fin_year, borough_code, segment_code
),

budgeted as (
    select
        added_up.fin_year,
        added_up.borough_code,
        added_up.segment_code,
        added_up.registered_days,
        years.days_count,
        years.is_whole,
        added_up.cost_gbp,
        rates.rate_gbp,
        {{ share_to_the_penny('rates.rate_gbp', 'added_up.registered_days', 'years.days_count') }} as budget_gbp
    from added_up
    inner join years
        on added_up.fin_year = years.fin_year
    left join rates
        on
            added_up.fin_year = rates.fin_year
            and added_up.segment_code is not distinct from rates.segment_code
)

select
    fin_year,
    borough_code,
    segment_code,
    registered_days,
    cast(registered_days / days_count as double) as person_years,
    cast(cost_gbp as decimal(18, 2)) as cost_gbp,
    rate_gbp,
    cast(budget_gbp as decimal(18, 2)) as budget_gbp,
    cast(cost_gbp - budget_gbp as decimal(18, 2)) as variance_gbp,
    is_whole as is_whole_year
from budgeted
