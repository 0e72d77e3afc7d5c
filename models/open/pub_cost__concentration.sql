with

shares as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_pct,
        people_count,
        cost_pct,
        is_whole_year,
        {{ published_share_step('people_count') }} as share_step
    from {{ ref('mart_cost__concentration') }}
),

-- What programme documents say of a share, on the row that it is compared with.
statements as (
    select fin_year, borough_code, scope_code, basis_code, stated_people_pct, stated_cost_pct, statement
    from {{ ref('mart_cost__concentration_statements') }}
    where statement is not null
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

-- The whole system is all settings together, so it is closed where any of them is.
closed as (
    select
        count(*) filter (where setting_code = 'ACUTE') > 0 as is_hospital_closed,
        count(*) > 0 as is_whole_system_closed
    from closed_settings
),

-- A total gives a part away when it is the only one that is hidden.
telling as (
    select
        fin_year,
        scope_code,
        basis_code,
        {{ gives_a_part_away('count(*) filter (where ' ~ is_small_count('people_count') ~ ')') }} as is_telling
    from shares
    where people_pct = 100 and (borough_code <> 'ALL' or borough_code is null)
    group by fin_year, scope_code, basis_code
),

judged as (
    select
        shares.fin_year,
        shares.borough_code,
        case when shares.borough_code = 'ALL' then 'All boroughs' else boroughs.borough_name end as borough_name,
        shares.scope_code,
        shares.basis_code,
        shares.people_pct,
        shares.people_count,
        coalesce(shares.borough_code = 'ALL' and telling.is_telling, false) as is_telling,
        shares.share_step is null or cast(shares.people_pct as bigint) % shares.share_step <> 0 as is_between_steps,
        case shares.scope_code when 'HOSPITAL' then closed.is_hospital_closed else closed.is_whole_system_closed end
            as is_closed,
        shares.cost_pct,
        statements.stated_cost_pct,
        statements.statement,
        shares.is_whole_year
    from shares
    left join boroughs
        on shares.borough_code = boroughs.borough_code
    left join telling
        on
            shares.fin_year = telling.fin_year
            and shares.scope_code = telling.scope_code
            and shares.basis_code = telling.basis_code
    left join statements
        on
            shares.fin_year = statements.fin_year
            and shares.borough_code is not distinct from statements.borough_code
            and shares.scope_code = statements.scope_code
            and shares.basis_code = statements.basis_code
            and shares.people_pct = statements.stated_people_pct
    cross join closed
)

select
    fin_year,
    borough_code,
    borough_name,
    scope_code,
    basis_code,
    people_pct,
    {{ published_count('people_count', also_hidden='is_telling or is_closed') }},
    case when not (is_closed or is_between_steps) then round(cost_pct, 1) end as cost_pct,
    is_closed or is_between_steps as cost_pct_is_suppressed,
    stated_cost_pct,
    statement,
    is_whole_year
from judged
