{#- Mental health is among the settings, so the table hides 0 as well. -#}
with

parts as (
    select
        fin_year,
        borough_code,
        setting_code,
        activity_count,
        person_count,
        person_years,
        cost_gbp,
        registered_cost_gbp,
        cost_per_head_gbp,
        is_whole_year
    from {{ ref('mart_cost__borough_settings') }}
),

boroughs as (
    select borough_code, min(borough_name) as borough_name
    from {{ ref('dim_lsoa') }}
    group by borough_code
),

activity as (
    select distinct point_of_delivery_code, source_feed
    from {{ ref('mart_activity__practice_quarters') }}
),

covered_parts as (
    select part_code, setting_code
    from {{ ref('mart_cost__coverage') }}
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

closed_settings as (
    {{ closed_settings('activity', 'covered_parts', 'closed_feeds') }}
),

-- A total is the sum of the parts before they were rounded; who moved between boroughs is in it twice.
totals as (
    select
        fin_year,
        setting_code,
        cast(sum(activity_count) as bigint) as activity_count,
        cast(sum(person_count) as bigint) as person_count,
        sum(person_years) as person_years,
        cast(sum(cost_gbp) as decimal(18, 2)) as cost_gbp,
        cast(sum(registered_cost_gbp) as decimal(18, 2)) as registered_cost_gbp,
        {{ gives_a_part_away('count(*) filter (where ' ~ is_small_count('activity_count', hides_zero=true) ~ ')') }}
        or {{ gives_a_part_away('count(*) filter (where ' ~ is_small_count('person_count', hides_zero=true) ~ ')') }}
            as is_telling,
        is_whole_year
    from parts
    group by fin_year, setting_code, is_whole_year
),

areas as (
    select
        parts.fin_year,
        parts.borough_code,
        boroughs.borough_name,
        parts.setting_code,
        parts.activity_count,
        parts.person_count,
        parts.person_years,
        parts.cost_gbp,
        parts.cost_per_head_gbp,
        false as is_telling,
        parts.is_whole_year
    from parts
    left join boroughs
        on parts.borough_code = boroughs.borough_code
    union all
    select
        fin_year,
        'ALL' as borough_code,
        'All boroughs' as borough_name,
        setting_code,
        activity_count,
        person_count,
        person_years,
        cost_gbp,
        registered_cost_gbp / nullif(person_years, 0) as cost_per_head_gbp,
        is_telling,
        is_whole_year
    from totals
),

-- Money is hidden wherever the people are whose it is, and a rate where those are whom it is over.
judged as (
    select
        areas.fin_year,
        areas.borough_code,
        areas.borough_name,
        areas.setting_code,
        areas.activity_count,
        areas.person_count,
        areas.cost_gbp,
        areas.cost_per_head_gbp,
        areas.is_whole_year,
        areas.is_telling or closed_settings.setting_code is not null as is_withheld,
        areas.is_telling
        or closed_settings.setting_code is not null
        or {{ is_small_count('areas.activity_count', hides_zero=true) }}
        or {{ is_small_count('areas.person_count', hides_zero=true) }}
            as is_hidden,
        areas.person_years <= {{ highest_hidden_count() }} as is_denominator_hidden
    from areas
    left join closed_settings
        on areas.setting_code = closed_settings.setting_code
)

select
    fin_year,
    borough_code,
    borough_name,
    setting_code,
    {{ published_count('activity_count', hides_zero=true, also_hidden='is_withheld') }},
    {{ published_count('person_count', hides_zero=true, also_hidden='is_withheld') }},
    {{ published_money('cost_gbp', hidden='is_hidden') }},
    case
        when not (is_hidden or is_denominator_hidden) then cast(round(cost_per_head_gbp, 0) as decimal(18, 2))
    end as cost_per_head_gbp,
    is_hidden or is_denominator_hidden or cost_per_head_gbp is null as cost_per_head_gbp_is_suppressed,
    is_whole_year
from judged
