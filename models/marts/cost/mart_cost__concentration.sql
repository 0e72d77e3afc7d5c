with

years as (
    select fin_year, is_whole
    from {{ ref('mart_cost__years') }}
),

spent as (
    select
        fin_year,
        borough_code,
        person_id,
        sum(case when setting_code = 'ACUTE' then cost_gbp end) as hospital_gbp,
        sum(cost_gbp) as whole_system_gbp
    from {{ ref('mart_cost__person_boroughs') }}
    group by fin_year, borough_code, person_id
),

registered as (
    select fin_year, borough_code, person_id
    from {{ ref('mart_cost__registered_people') }}
),

-- A person costs in the borough of each event, lives where the registration says, and counts once in each and in all.
places as (
    select fin_year, borough_code, person_id, hospital_gbp, whole_system_gbp, false as is_resident
    from spent
    union all
    select fin_year, borough_code, person_id, null as hospital_gbp, null as whole_system_gbp, true as is_resident
    from registered
),

areas as (
    select fin_year, borough_code, person_id, hospital_gbp, whole_system_gbp, is_resident
    from places
    union all
    select fin_year, 'ALL' as borough_code, person_id, hospital_gbp, whole_system_gbp, is_resident
    from places
),

people as (
    select
        fin_year,
        borough_code,
        person_id,
        sum(hospital_gbp) as hospital_gbp,
        sum(whole_system_gbp) as whole_system_gbp,
        bool_or(is_resident) as is_resident
    from areas
    group by fin_year, borough_code, person_id
),

scopes as (
    select fin_year, borough_code, 'HOSPITAL' as scope_code, coalesce(hospital_gbp, 0) as cost_gbp, is_resident
    from people
    union all
    select fin_year, borough_code, 'WHOLE_SYSTEM' as scope_code, coalesce(whole_system_gbp, 0) as cost_gbp, is_resident
    from people
),

-- People who cost the same to the penny stand on one step. Who costs nothing and lives elsewhere is nobody here. From
-- here on in pence: whole numbers are added and multiplied faster than pounds and pence.
steps as (
    select fin_year, borough_code, scope_code, cast(cost_gbp * 100 as hugeint) as cost_pence, count(*) as people_count
    from scopes
    where cost_gbp > 0 or is_resident
    group by fin_year, borough_code, scope_code, cost_gbp
),

climbed as (
    select
        fin_year,
        borough_code,
        scope_code,
        cost_pence,
        people_count,
        cast(sum(people_count) over costliest as bigint) as people_after,
        sum(cost_pence * people_count) over costliest as cost_after_pence
    from steps
    window
        costliest as (
            partition by fin_year, borough_code, scope_code
            order by cost_pence desc
            rows between unbounded preceding and current row
        )
),

-- Who costs nothing, on the last step of all, is no patient.
based as (
    select
        'PATIENTS' as basis_code,
        fin_year, borough_code, scope_code, cost_pence, people_count, people_after, cost_after_pence
    from climbed
    where cost_pence > 0
    union all
    select
        'RESIDENTS' as basis_code,
        fin_year, borough_code, scope_code, cost_pence, people_count, people_after, cost_after_pence
    from climbed
),

-- Twice the area under the curve, step by step, in whole pennies: the curve is straight along a step.
bases as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        cast(sum(people_count) as bigint) as people_count,
        sum(cost_pence * people_count) as total_pence,
        sum(people_count * (2 * cost_after_pence - cost_pence * people_count)) as twice_area
    from based
    group by fin_year, borough_code, scope_code, basis_code
),

-- The shares of people that end on a step: ceil(n x pct / 100) people are more than stand before it, and no more than
-- have been met on it. Whole numbers throughout, so that no share is one person out.
shares as (
    select
        based.fin_year,
        based.borough_code,
        based.scope_code,
        based.basis_code,
        bases.people_count,
        bases.total_pence,
        bases.twice_area,
        based.cost_pence,
        based.people_after - based.people_count as people_before,
        based.cost_after_pence - based.cost_pence * based.people_count as cost_before_pence,
        unnest(
            generate_series(
                (based.people_after - based.people_count) * 100 // bases.people_count + 1,
                based.people_after * 100 // bases.people_count
            )
        ) as people_pct
    from based
    inner join bases
        on
            based.fin_year = bases.fin_year
            and based.borough_code is not distinct from bases.borough_code
            and based.scope_code = bases.scope_code
            and based.basis_code = bases.basis_code
    where bases.total_pence > 0
),

costliest as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_pct,
        people_count,
        (people_count * people_pct + 99) // 100 as costliest_people_count,
        total_pence,
        twice_area / (people_count * total_pence) - 1 as gini_rate,
        cost_before_pence + ((people_count * people_pct + 99) // 100 - people_before) * cost_pence as costliest_pence
    from shares
)

-- Pennies over pennies, both whole, so that all of the cost is 100 per cent of it and not nearly so.
select
    costliest.fin_year,
    costliest.borough_code,
    costliest.scope_code,
    costliest.basis_code,
    cast(costliest.people_pct as double) as people_pct,
    costliest.people_count,
    costliest.costliest_people_count,
    cast(cast(costliest.total_pence as decimal(36, 0)) * 0.01 as decimal(18, 2)) as cost_gbp,
    cast(100 * costliest.costliest_pence / costliest.total_pence as double) as cost_pct,
    cast(round(costliest.gini_rate, 6) as double) as gini_rate,
    years.is_whole as is_whole_year
from costliest
inner join years
    on costliest.fin_year = years.fin_year
