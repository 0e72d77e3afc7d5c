with

years as (
    select fin_year, days_count, gdp_deflator, is_baseline
    from {{ ref('mart_cost__years') }}
),

budgets as (
    select fin_year, borough_code, segment_code, registered_days, person_years, cost_gbp, budget_gbp, is_whole_year
    from {{ ref('mart_cost__capitation_budgets') }}
),

-- A person registered in two boroughs in a year has one segment.
segments as (
    select person_id, fin_year, max(segment_code) as segment_code
    from {{ ref('mart_cost__registered_people') }}
    group by person_id, fin_year
),

pooled_people as (
    select person_id, fin_year, cost_gbp, pooled_gbp
    from {{ ref('mart_cost__pooled_people') }}
),

spent as (
    select boroughs.person_id, boroughs.fin_year, boroughs.borough_code, coalesce(sum(boroughs.cost_gbp), 0) as cost_gbp
    from {{ ref('mart_cost__person_boroughs') }} as boroughs
    inner join pooled_people
        on boroughs.person_id = pooled_people.person_id and boroughs.fin_year = pooled_people.fin_year
    group by boroughs.person_id, boroughs.fin_year, boroughs.borough_code
),

-- What is pooled of a person falls on boroughs as the cost did: up to each borough in turn, so that no penny is lost.
climbed as (
    select
        pooled_people.person_id,
        pooled_people.fin_year,
        pooled_people.pooled_gbp,
        spent.borough_code,
        cast(pooled_people.cost_gbp * 100 as hugeint) as all_pence,
        cast(spent.cost_gbp * 100 as hugeint) as pence,
        cast(sum(spent.cost_gbp) over along * 100 as hugeint) as pence_to_here
    from pooled_people
    inner join spent
        on pooled_people.person_id = spent.person_id and pooled_people.fin_year = spent.fin_year
    window
        along as (
            partition by pooled_people.person_id, pooled_people.fin_year
            order by spent.borough_code
            rows between unbounded preceding and current row
        )
),

pooled as (
    select
        climbed.fin_year,
        climbed.borough_code,
        segments.segment_code,
        count(*) as pooled_people_count,
        sum(
            {{ share_to_the_penny('climbed.pooled_gbp', 'climbed.pence_to_here', 'climbed.all_pence') }}
            - {{ share_to_the_penny(
                'climbed.pooled_gbp', 'climbed.pence_to_here - climbed.pence', 'climbed.all_pence'
            ) }}
        ) as pooled_gbp
    from climbed
    left join segments
        on climbed.person_id = segments.person_id and climbed.fin_year = segments.fin_year
    group by climbed.fin_year, climbed.borough_code, segments.segment_code
),

divided as (
    select
        budgets.fin_year,
        budgets.borough_code,
        budgets.segment_code,
        budgets.registered_days,
        budgets.person_years,
        budgets.cost_gbp,
        budgets.budget_gbp,
        budgets.is_whole_year,
        coalesce(pooled.pooled_people_count, 0) as pooled_people_count,
        coalesce(pooled.pooled_gbp, 0) as pooled_gbp
    from budgets
    left join pooled
        on
            budgets.fin_year = pooled.fin_year
            and budgets.borough_code is not distinct from pooled.borough_code
            and budgets.segment_code is not distinct from pooled.segment_code
),

-- What is kept has a rate for each group of the population; the pool has one rate for everybody.
baseline as (
    select
        divided.segment_code,
        sum(divided.cost_gbp - divided.pooled_gbp) as kept_gbp,
        cast(sum(divided.registered_days) as hugeint) as registered_days,
        sum(sum(divided.pooled_gbp)) over () as pooled_gbp,
        cast(sum(sum(divided.registered_days)) over () as hugeint) as all_days,
        years.days_count,
        cast(years.gdp_deflator * 10000 as hugeint) as deflator
    from divided
    inner join years
        on divided.fin_year = years.fin_year and years.is_baseline
    group by divided.segment_code, years.days_count, years.gdp_deflator
),

rates as (
    select
        years.fin_year,
        years.days_count,
        baseline.segment_code,
        {{ share_to_the_penny(
            'baseline.kept_gbp',
            'baseline.days_count * cast(years.gdp_deflator * 10000 as hugeint)',
            'baseline.registered_days * baseline.deflator'
        ) }} as kept_rate_gbp,
        {{ share_to_the_penny(
            'baseline.pooled_gbp',
            'baseline.days_count * cast(years.gdp_deflator * 10000 as hugeint)',
            'baseline.all_days * baseline.deflator'
        ) }} as pool_rate_gbp
    from baseline
    cross join years
),

given as (
    select
        divided.fin_year,
        divided.borough_code,
        divided.segment_code,
        divided.person_years,
        divided.pooled_people_count,
        divided.cost_gbp,
        divided.pooled_gbp,
        divided.budget_gbp,
        {{ share_to_the_penny('rates.kept_rate_gbp', 'divided.registered_days', 'rates.days_count') }}
            as kept_budget_gbp,
        {{ share_to_the_penny('rates.pool_rate_gbp', 'divided.registered_days', 'rates.days_count') }}
            as pool_share_gbp,
        divided.is_whole_year
    from divided
    left join rates
        on divided.fin_year = rates.fin_year and divided.segment_code is not distinct from rates.segment_code
)

select
    fin_year,
    borough_code,
    segment_code,
    person_years,
    pooled_people_count,
    cost_gbp,
    cast(pooled_gbp as decimal(18, 2)) as pooled_gbp,
    cast(cost_gbp - pooled_gbp as decimal(18, 2)) as kept_gbp,
    budget_gbp,
    cast(kept_budget_gbp as decimal(18, 2)) as kept_budget_gbp,
    cast(pool_share_gbp as decimal(18, 2)) as pool_share_gbp,
    cast(cost_gbp - budget_gbp as decimal(18, 2)) as variance_gbp,
    cast(cost_gbp - pooled_gbp - kept_budget_gbp as decimal(18, 2)) as kept_variance_gbp,
    is_whole_year
from given
