{%- set measures = 'cost_gbp, registered_cost_gbp, comparable_gbp, registered_comparable_gbp' -%}

with

years as (
    select fin_year, days_count, is_whole
    from {{ ref('mart_cost__years') }}
),

registered as (
    select fin_year, borough_code, registered_days
    from {{ ref('mart_cost__registered_people') }}
),

-- A factor belongs to a provider and a day, so hospital activity is added up by those before it is taken out.
hospital as (
    select
        fin_year,
        borough_code,
        provider_code,
        activity_date as costing_date,
        sum(cost_gbp) as cost_gbp,
        coalesce(sum(case when is_in_registered_population then cost_gbp end), 0) as registered_cost_gbp
    from {{ ref('fct_activity') }}
    where setting_code = 'ACUTE' and is_priced
    group by fin_year, borough_code, provider_code, activity_date
),

factored as (
    {{ with_market_forces('hospital') }}
),

others as (
    select
        fin_year,
        borough_code,
        coalesce(cost_gbp, 0) as cost_gbp,
        coalesce(registered_cost_gbp, 0) as registered_cost_gbp
    from {{ ref('mart_cost__borough_settings') }}
    where setting_code <> 'ACUTE'
),

-- Prices of no other setting bear a factor.
settings as (
    select
        'HOSPITAL' as scope_code,
        fin_year,
        borough_code,
        cost_gbp,
        registered_cost_gbp,
        {{ share_to_the_penny('cost_gbp', '1000000', 'cast(market_forces_factor * 1000000 as hugeint)') }}
            as comparable_gbp,
        {{ share_to_the_penny('registered_cost_gbp', '1000000', 'cast(market_forces_factor * 1000000 as hugeint)') }}
            as registered_comparable_gbp
    from factored
    union all
    select
        'OTHER' as scope_code,
        fin_year,
        borough_code,
        cost_gbp,
        registered_cost_gbp,
        cost_gbp as comparable_gbp,
        registered_cost_gbp as registered_comparable_gbp
    from others
),

scope_codes as (
    select 'HOSPITAL' as scope_code
    union all
    select 'WHOLE_SYSTEM' as scope_code
),

scopes as (
    select
        scope_codes.scope_code, settings.fin_year, settings.borough_code, 0 as registered_days,
        {{ measures }}
    from settings
    inner join scope_codes
        on settings.scope_code = 'HOSPITAL' or scope_codes.scope_code = 'WHOLE_SYSTEM'
    union all
    select
        scope_codes.scope_code, registered.fin_year, registered.borough_code, registered.registered_days,
        0 as cost_gbp, 0 as registered_cost_gbp, 0 as comparable_gbp, 0 as registered_comparable_gbp
    from registered
    cross join scope_codes
),

areas as (
    select
        scope_code, fin_year, borough_code, registered_days,
        {{ measures }}
    from scopes
    union all
    select
        scope_code, fin_year, 'ALL' as borough_code, registered_days,
        {{ measures }}
    from scopes
),

added_up as (
    select
        fin_year,
        borough_code,
        scope_code,
        sum(cost_gbp) as cost_gbp,
        sum(registered_cost_gbp) as registered_cost_gbp,
        sum(comparable_gbp) as comparable_gbp,
        sum(registered_comparable_gbp) as registered_comparable_gbp,
        cast(sum(registered_days) as bigint) as registered_days
    from areas
    group by fin_year, borough_code, scope_code
),

per_head as (
    select
        added_up.fin_year,
        added_up.borough_code,
        added_up.scope_code,
        added_up.registered_days / years.days_count as person_years,
        added_up.cost_gbp,
        added_up.comparable_gbp,
        {{ share_to_the_penny('added_up.registered_cost_gbp', 'years.days_count', 'added_up.registered_days') }}
            as cost_per_head_gbp,
        {{ share_to_the_penny('added_up.registered_comparable_gbp', 'years.days_count', 'added_up.registered_days') }}
            as comparable_per_head_gbp,
        years.is_whole
    from added_up
    inner join years
        on added_up.fin_year = years.fin_year
),

everybody as (
    select fin_year, scope_code, comparable_per_head_gbp
    from per_head
    where borough_code = 'ALL'
)

select
    per_head.fin_year,
    per_head.borough_code,
    per_head.scope_code,
    cast(per_head.person_years as double) as person_years,
    cast(per_head.cost_gbp as decimal(18, 2)) as cost_gbp,
    cast(per_head.cost_gbp - per_head.comparable_gbp as decimal(18, 2)) as market_forces_gbp,
    cast(per_head.comparable_gbp as decimal(18, 2)) as comparable_gbp,
    cast(per_head.cost_per_head_gbp as decimal(18, 2)) as cost_per_head_gbp,
    cast(per_head.comparable_per_head_gbp as decimal(18, 2)) as comparable_per_head_gbp,
    cast(
        100.0 * (per_head.comparable_per_head_gbp - everybody.comparable_per_head_gbp)
        / nullif(everybody.comparable_per_head_gbp, 0) as double
    ) as difference_pct,
    per_head.is_whole as is_whole_year
from per_head
left join everybody
    on per_head.fin_year = everybody.fin_year and per_head.scope_code = everybody.scope_code
