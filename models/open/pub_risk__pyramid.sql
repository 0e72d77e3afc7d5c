{#- What people cost includes mental health, so the table hides 0 as well. -#}
with

parts as (
    select
        borough_code,
        risk_band_code,
        people_count,
        people_pct,
        emergency_admission_count,
        emergency_admission_pct,
        cost_gbp,
        cost_pct
    from {{ ref('mart_risk__pyramid') }}
),

boroughs as (
    select borough_code, min(borough_name) as borough_name
    from {{ ref('dim_lsoa') }}
    group by borough_code
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

-- Scores are made of many feeds, and cost of nearly all: with any of them closed nothing is shown.
closed as (
    select count(*) > 0 as is_withheld
    from closed_feeds
),

-- A total that has exactly one hidden part would tell it.
totals as (
    select
        risk_band_code,
        {{ gives_a_part_away('count(*) filter (where ' ~ is_small_count('people_count', hides_zero=true) ~ ')') }}
            as is_people_telling,
        {{ gives_a_part_away(
            'count(*) filter (where ' ~ is_small_count('people_count', hides_zero=true)
            ~ ' or ' ~ is_small_count('emergency_admission_count', hides_zero=true) ~ ')'
        ) }} as is_telling
    from parts
    where borough_code is distinct from 'ALL'
    group by risk_band_code
),

judged as (
    select
        parts.borough_code,
        parts.risk_band_code,
        parts.people_count,
        parts.people_pct,
        parts.emergency_admission_count,
        parts.emergency_admission_pct,
        parts.cost_gbp,
        parts.cost_pct,
        closed.is_withheld
        or coalesce(parts.borough_code = 'ALL' and totals.is_people_telling, false) as is_people_withheld,
        closed.is_withheld
        or {{ is_small_count('parts.people_count', hides_zero=true) }}
        or coalesce(parts.borough_code = 'ALL' and (totals.is_people_telling or totals.is_telling), false)
            as is_use_withheld
    from parts
    cross join closed
    left join totals
        on parts.risk_band_code = totals.risk_band_code
),

-- Shares of a borough add up to 100: they are shown only where each of its bands is.
shown as (
    select
        borough_code,
        risk_band_code,
        people_count,
        people_pct,
        emergency_admission_count,
        emergency_admission_pct,
        cost_gbp,
        cost_pct,
        is_people_withheld,
        is_use_withheld,
        bool_or(is_people_withheld or {{ is_small_count('people_count', hides_zero=true) }}) over borough
            as is_people_share_hidden,
        is_use_withheld or {{ is_small_count('emergency_admission_count', hides_zero=true) }} as is_use_hidden,
        bool_or(is_use_withheld or {{ is_small_count('emergency_admission_count', hides_zero=true) }}) over borough
            as is_use_share_hidden
    from judged
    window borough as (partition by borough_code)
)

select
    shown.borough_code,
    case when shown.borough_code = 'ALL' then 'All boroughs' else boroughs.borough_name end as borough_name,
    shown.risk_band_code,
    {{ published_count('people_count', hides_zero=true, also_hidden='shown.is_people_withheld', relation='shown') }},
    case when not shown.is_people_share_hidden then round(shown.people_pct, 1) end as people_pct,
    shown.is_people_share_hidden as people_pct_is_suppressed,
    {{ published_count(
        'emergency_admission_count', hides_zero=true, also_hidden='shown.is_use_withheld', relation='shown'
    ) }},
    case when not shown.is_use_share_hidden then round(shown.emergency_admission_pct, 1) end
        as emergency_admission_pct,
    shown.is_use_share_hidden or shown.emergency_admission_pct is null as emergency_admission_pct_is_suppressed,
    {{ published_money('cost_gbp', hidden='shown.is_use_hidden') }},
    case when not shown.is_use_share_hidden then round(shown.cost_pct, 1) end as cost_pct,
    shown.is_use_share_hidden or shown.cost_pct is null as cost_pct_is_suppressed
from shown
left join boroughs
    on shown.borough_code = boroughs.borough_code
