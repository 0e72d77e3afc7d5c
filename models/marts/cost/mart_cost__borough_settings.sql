with

years as (
    select fin_year, days_count, is_whole
    from {{ ref('mart_cost__years') }}
),

settings as (
    select distinct setting_code
    from {{ ref('code_points_of_delivery') }}
),

rates as (
    select fin_year, segment_code, setting_code, rate_gbp
    from {{ ref('mart_cost__segment_rates') }}
),

registered as (
    select fin_year, borough_code, segment_code, sum(registered_days) as registered_days
    from {{ ref('mart_cost__registered_people') }}
    group by fin_year, borough_code, segment_code
),

-- All activity, that of withheld identities too; the months of practices hold it, and are few.
activity as (
    select
        {{ fin_year('practice_months.month') }} as fin_year,
        practice_months.borough_code,
        points_of_delivery.setting_code,
        practice_months.activity_count,
        practice_months.cost_gbp
    from {{ ref('mart_activity__practice_months') }} as practice_months
    inner join {{ ref('code_points_of_delivery') }} as points_of_delivery
        on practice_months.point_of_delivery_code = points_of_delivery.point_of_delivery_code
),

-- Somebody with two practices in a borough is one person.
of_each as (
    select person_id, fin_year, borough_code, setting_code, sum(registered_cost_gbp) as registered_cost_gbp
    from {{ ref('mart_cost__person_boroughs') }}
    group by person_id, fin_year, borough_code, setting_code
),

people as (
    select
        fin_year,
        borough_code,
        setting_code,
        count(*) as person_count,
        sum(registered_cost_gbp) as registered_cost_gbp
    from of_each
    group by fin_year, borough_code, setting_code
),

-- Every setting of a borough that has either people or activity, so that a table of settings has no holes.
boroughs as (
    select fin_year, borough_code
    from registered
    union
    select fin_year, borough_code
    from activity
),

-- Grouping, unlike joining, keeps what is of no borough together.
together as (
    select
        boroughs.fin_year, boroughs.borough_code, settings.setting_code,
        0 as activity_count, 0 as person_count, null as cost_gbp, null as registered_cost_gbp, null as capitation_gbp
    from boroughs
    cross join settings
    union all
    select
        fin_year, borough_code, setting_code,
        activity_count, 0 as person_count, cost_gbp, null as registered_cost_gbp, null as capitation_gbp
    from activity
    union all
    select
        fin_year, borough_code, setting_code,
        0 as activity_count, person_count, null as cost_gbp, registered_cost_gbp, null as capitation_gbp
    from people
    union all
    select
        registered.fin_year, registered.borough_code, rates.setting_code,
        0 as activity_count, 0 as person_count, null as cost_gbp, null as registered_cost_gbp,
        {{ share_to_the_penny('rates.rate_gbp', 'registered.registered_days', 'years.days_count') }} as capitation_gbp
    from registered
    inner join years
        on registered.fin_year = years.fin_year
    inner join rates
        on
            registered.fin_year = rates.fin_year
            and registered.segment_code is not distinct from rates.segment_code
            and rates.setting_code <> 'ALL'
),

added_up as (
    select
        fin_year,
        borough_code,
        setting_code,
        sum(activity_count) as activity_count,
        sum(person_count) as person_count,
        sum(cost_gbp) as cost_gbp,
        sum(registered_cost_gbp) as registered_cost_gbp,
        sum(capitation_gbp) as capitation_gbp
    from together
    group by fin_year, borough_code, setting_code
),

-- Nothing done costs nothing; something done that has no price has no cost.
valued as (
    select
        fin_year,
        borough_code,
        setting_code,
        activity_count,
        person_count,
        case when activity_count = 0 then 0 else cost_gbp end as cost_gbp,
        case when activity_count = 0 or cost_gbp is not null then coalesce(registered_cost_gbp, 0) end
            as registered_cost_gbp,
        capitation_gbp
    from added_up
),

residents as (
    select fin_year, borough_code, cast(sum(registered_days) as bigint) as registered_days
    from registered
    group by fin_year, borough_code
)

-- A rate takes only activity inside its denominator.
select
    valued.fin_year,
    valued.borough_code,
    valued.setting_code,
    cast(valued.activity_count as bigint) as activity_count,
    cast(valued.person_count as bigint) as person_count,
    cast(coalesce(residents.registered_days, 0) / years.days_count as double) as person_years,
    cast(valued.cost_gbp as decimal(18, 2)) as cost_gbp,
    cast(valued.registered_cost_gbp as decimal(18, 2)) as registered_cost_gbp,
    cast(
        {{ share_to_the_penny('valued.registered_cost_gbp', 'years.days_count', 'residents.registered_days') }}
        as decimal(18, 2)
    ) as cost_per_head_gbp,
    cast(valued.capitation_gbp as decimal(18, 2)) as capitation_gbp,
    cast(valued.cost_gbp - valued.capitation_gbp as decimal(18, 2)) as variance_gbp,
    years.is_whole as is_whole_year
from valued
inner join years
    on valued.fin_year = years.fin_year
left join residents
    on
        valued.fin_year = residents.fin_year
        and valued.borough_code is not distinct from residents.borough_code
