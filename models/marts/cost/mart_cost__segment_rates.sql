with

years as (
    select fin_year, days_count, gdp_deflator, is_baseline
    from {{ ref('mart_cost__years') }}
),

settings as (
    select distinct setting_code
    from {{ ref('code_points_of_delivery') }}
    union all
    select 'ALL' as setting_code
),

registered as (
    select fin_year, segment_code, sum(registered_days) as registered_days
    from {{ ref('mart_cost__registered_people') }}
    group by fin_year, segment_code
),

-- A person registered in two boroughs in a year has one segment.
segments as (
    select person_id, fin_year, max(segment_code) as segment_code
    from {{ ref('mart_cost__registered_people') }}
    group by person_id, fin_year
),

spent as (
    select
        boroughs.fin_year,
        segments.segment_code,
        boroughs.setting_code,
        sum(boroughs.cost_gbp) as cost_gbp
    from {{ ref('mart_cost__person_boroughs') }} as boroughs
    left join segments
        on boroughs.person_id = segments.person_id and boroughs.fin_year = segments.fin_year
    group by boroughs.fin_year, segments.segment_code, boroughs.setting_code
),

all_settings as (
    select fin_year, segment_code, setting_code, cost_gbp
    from spent
    union all
    select fin_year, segment_code, 'ALL' as setting_code, sum(cost_gbp) as cost_gbp
    from spent
    group by fin_year, segment_code
),

-- What a person-year of a segment cost over all boroughs in the baseline year. Nothing done costs nothing; something
-- done that has no price has no cost, and then no rate.
baseline as (
    select
        registered.segment_code,
        settings.setting_code,
        case when all_settings.setting_code is null then 0 else all_settings.cost_gbp end as cost_gbp,
        cast(registered.registered_days as hugeint) as registered_days,
        years.days_count,
        cast(years.gdp_deflator * 10000 as hugeint) as deflator
    from registered
    inner join years
        on registered.fin_year = years.fin_year and years.is_baseline
    cross join settings
    left join all_settings
        on
            registered.fin_year = all_settings.fin_year
            and registered.segment_code is not distinct from all_settings.segment_code
            and settings.setting_code = all_settings.setting_code
)

select
    years.fin_year,
    baseline.segment_code,
    baseline.setting_code,
    cast(
        {{ share_to_the_penny(
            'baseline.cost_gbp',
            'baseline.days_count * cast(years.gdp_deflator * 10000 as hugeint)',
            'baseline.registered_days * baseline.deflator'
        ) }} as decimal(18, 2)
    ) as rate_gbp
from baseline
cross join years
