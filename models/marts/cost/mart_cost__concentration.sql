with

years as (
    select fin_year, is_whole
    from {{ ref('mart_cost__years') }}
),

spent as (
    select fin_year, borough_code, person_id, setting_code, cost_gbp
    from {{ ref('mart_cost__person_boroughs') }}
),

registered as (
    select fin_year, borough_code, person_id
    from {{ ref('mart_cost__registered_people') }}
),

-- A person costs in the borough of each event, lives where the registration says, and counts once in each and in all.
places as (
    select fin_year, borough_code, person_id, setting_code, cost_gbp, false as is_resident
    from spent
    union all
    select fin_year, borough_code, person_id, null as setting_code, null as cost_gbp, true as is_resident
    from registered
),

in_boroughs as (
    select
        fin_year,
        borough_code,
        person_id,
        sum(case when setting_code = 'ACUTE' then cost_gbp end) as hospital_gbp,
        sum(cost_gbp) as whole_system_gbp,
        bool_or(is_resident) as is_resident
    from places
    group by fin_year, borough_code, person_id
),

people as (
    select fin_year, borough_code, hospital_gbp, whole_system_gbp, is_resident
    from in_boroughs
    union all
    select
        fin_year,
        'ALL' as borough_code,
        sum(hospital_gbp) as hospital_gbp,
        sum(whole_system_gbp) as whole_system_gbp,
        bool_or(is_resident) as is_resident
    from in_boroughs
    group by fin_year, person_id
),

scopes as (
    select fin_year, borough_code, 'HOSPITAL' as scope_code, coalesce(hospital_gbp, 0) as cost_gbp, is_resident
    from people
    union all
    select fin_year, borough_code, 'WHOLE_SYSTEM' as scope_code, coalesce(whole_system_gbp, 0) as cost_gbp, is_resident
    from people
),

-- Everybody who costs something, at a place among all of the area: the costliest is first. Who costs as much as another
-- may change places with them, and no sum with it. From here on in pence: whole numbers are exact.
patients as (
    select
        fin_year,
        borough_code,
        scope_code,
        cast(cost_gbp * 100 as hugeint) as cost_pence,
        row_number() over (partition by fin_year, borough_code, scope_code order by cost_gbp desc) as place
    from scopes
    where cost_gbp > 0
),

-- Who costs nothing is no patient, and stands behind them all; who costs nothing and lives elsewhere is nobody here.
counted as (
    select
        fin_year, borough_code, scope_code,
        count(*) filter (where cost_gbp > 0) as patients_count,
        count(*) filter (where cost_gbp > 0 or is_resident) as residents_count
    from scopes
    group by fin_year, borough_code, scope_code
),

-- The first share of people that each patient is in: the costliest ceil(n x pct / 100). Whole numbers throughout, so
-- that no share is one person out.
placed as (
    select
        patients.fin_year,
        patients.borough_code,
        patients.scope_code,
        counted.patients_count, counted.residents_count,
        (patients.place - 1) * 100 // counted.patients_count + 1 as patients_pct,
        (patients.place - 1) * 100 // counted.residents_count + 1 as residents_pct,
        sum(patients.cost_pence) as cost_pence,
        sum(patients.cost_pence * (2 * patients.place - 1)) as pence_times_place
    from patients
    inner join counted
        on
            patients.fin_year = counted.fin_year
            and patients.borough_code is not distinct from counted.borough_code
            and patients.scope_code = counted.scope_code
    group by
        patients.fin_year, patients.borough_code, patients.scope_code, counted.patients_count, counted.residents_count,
        patients_pct, residents_pct
),

based as (
    select
        'PATIENTS' as basis_code, patients_count as people_count, patients_pct as people_pct,
        fin_year, borough_code, scope_code, cost_pence, pence_times_place
    from placed
    union all
    select
        'RESIDENTS' as basis_code, residents_count as people_count, residents_pct as people_pct,
        fin_year, borough_code, scope_code, cost_pence, pence_times_place
    from placed
),

-- Twice the area under the curve, which is straight from person to person, in whole pennies: what somebody costs counts
-- once at their own place, and twice at each behind it.
bases as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_count,
        sum(cost_pence) as total_pence,
        2 * people_count * sum(cost_pence) - sum(pence_times_place) as twice_area
    from based
    group by fin_year, borough_code, scope_code, basis_code, people_count
),

-- Every share of every basis, also one that brings nobody new who costs anything.
steps as (
    select fin_year, borough_code, scope_code, basis_code, people_pct, cost_pence
    from based
    union all
    select
        fin_year, borough_code, scope_code, basis_code,
        unnest(generate_series(1, 100)) as people_pct, 0 as cost_pence
    from bases
),

shares as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_pct,
        sum(sum(cost_pence)) over (partition by fin_year, borough_code, scope_code, basis_code order by people_pct)
            as costliest_pence
    from steps
    group by fin_year, borough_code, scope_code, basis_code, people_pct
)

-- Pennies over pennies, both whole, so that all of the cost is 100 per cent of it and not nearly so.
select
    shares.fin_year,
    shares.borough_code,
    shares.scope_code,
    shares.basis_code,
    cast(shares.people_pct as double) as people_pct,
    bases.people_count,
    (bases.people_count * shares.people_pct + 99) // 100 as costliest_people_count,
    cast(cast(bases.total_pence as decimal(36, 0)) * 0.01 as decimal(18, 2)) as cost_gbp,
    cast(100 * shares.costliest_pence / bases.total_pence as double) as cost_pct,
    cast(round(bases.twice_area / (bases.people_count * bases.total_pence) - 1, 6) as double) as gini_rate,
    years.is_whole as is_whole_year
from shares
inner join bases
    on
        shares.fin_year = bases.fin_year
        and shares.borough_code is not distinct from bases.borough_code
        and shares.scope_code = bases.scope_code
        and shares.basis_code = bases.basis_code
inner join years
    on shares.fin_year = years.fin_year
