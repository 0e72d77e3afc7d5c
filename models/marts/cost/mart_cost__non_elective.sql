{#- What the programme set itself: non-elective spend 24 to 40 per cent lower within five years, at constant prices. -#}
{%- set years_to_go = 5 -%}
{%- set least_fall_pct = 24 -%}
{%- set most_fall_pct = 40 -%}

with

years as (
    select fin_year, first_date, days_count, gdp_deflator, is_whole, is_baseline
    from {{ ref('mart_cost__years') }}
),

spent as (
    select {{ fin_year('month') }} as fin_year, borough_code, cost_gbp
    from {{ ref('mart_activity__practice_months') }}
    where point_of_delivery_code = 'NEL'
),

registered as (
    select fin_year, borough_code, registered_days, weighted_heads
    from {{ ref('mart_cost__weighted_people') }}
),

-- Grouping, unlike joining, keeps what is of no borough together.
together as (
    select fin_year, borough_code, cost_gbp, 0 as registered_days, 0 as weighted_heads
    from spent
    union all
    select fin_year, 'ALL' as borough_code, cost_gbp, 0 as registered_days, 0 as weighted_heads
    from spent
    union all
    select fin_year, borough_code, null as cost_gbp, registered_days, weighted_heads
    from registered
    union all
    select fin_year, 'ALL' as borough_code, null as cost_gbp, registered_days, weighted_heads
    from registered
),

added_up as (
    select
        fin_year,
        borough_code,
        cast(sum(registered_days) as bigint) as registered_days,
        sum(weighted_heads order by weighted_heads) as weighted_heads,
        coalesce(sum(cost_gbp), 0) as cost_gbp
    from together
    group by fin_year, borough_code
),

baseline as (
    select first_date, cast(gdp_deflator * 10000 as hugeint) as deflator
    from years
    where is_baseline
),

constant as (
    select
        added_up.fin_year,
        added_up.borough_code,
        added_up.registered_days,
        added_up.weighted_heads,
        added_up.cost_gbp,
        {{ share_to_the_penny(
            'added_up.cost_gbp', 'baseline.deflator', 'cast(years.gdp_deflator * 10000 as hugeint)'
        ) }} as constant_price_gbp,
        {{ share_to_the_penny(
            'added_up.cost_gbp',
            'baseline.deflator * years.days_count',
            'cast(years.gdp_deflator * 10000 as hugeint) * added_up.registered_days'
        ) }} as constant_price_per_head_gbp,
        date_diff('year', baseline.first_date, years.first_date) as years_on,
        years.is_whole,
        years.is_baseline
    from added_up
    inner join years
        on added_up.fin_year = years.fin_year
    left join baseline
        on true
),

weighed as (
    select
        fin_year,
        borough_code,
        case when weighted_heads > 0 then cast(constant_price_gbp as double) / weighted_heads end as per_weighted_head
    from constant
),

in_baseline as (
    select constant.borough_code, constant.constant_price_per_head_gbp, weighed.per_weighted_head
    from constant
    inner join weighed
        on
            constant.fin_year = weighed.fin_year
            and constant.borough_code is not distinct from weighed.borough_code
    where constant.is_baseline
)

select
    constant.fin_year,
    constant.borough_code,
    cast(constant.cost_gbp as decimal(18, 2)) as cost_gbp,
    cast(constant.constant_price_gbp as decimal(18, 2)) as constant_price_gbp,
    cast(constant.constant_price_per_head_gbp as decimal(18, 2)) as constant_price_per_head_gbp,
    cast(in_baseline.constant_price_per_head_gbp as decimal(18, 2)) as baseline_per_head_gbp,
    cast(
        100.0 * (constant.constant_price_per_head_gbp - in_baseline.constant_price_per_head_gbp)
        / nullif(in_baseline.constant_price_per_head_gbp, 0) as double
    ) as change_pct,
    cast(weighed.per_weighted_head as decimal(18, 2)) as constant_price_per_weighted_head_gbp,
    round(100 * (weighed.per_weighted_head / nullif(in_baseline.per_weighted_head, 0) - 1), 6) as weighted_change_pct,
    -- A straight line from the baseline year, and level after the last year of it.
    cast(
        case
            when constant.years_on >= 0 then -1.0 * {{ least_fall_pct }} * least(constant.years_on, {{ years_to_go }})
        end / {{ years_to_go }} as double
    ) as least_fall_pct,
    cast(
        case
            when constant.years_on >= 0 then -1.0 * {{ most_fall_pct }} * least(constant.years_on, {{ years_to_go }})
        end / {{ years_to_go }} as double
    ) as most_fall_pct,
    constant.is_whole as is_whole_year,
    constant.is_baseline
from constant
inner join weighed
    on
        constant.fin_year = weighed.fin_year
        and constant.borough_code is not distinct from weighed.borough_code
left join in_baseline
    on constant.borough_code is not distinct from in_baseline.borough_code
