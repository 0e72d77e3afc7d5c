-- What the people of each band used in the 365 days up to the reporting date. A share is of the same borough.

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

people as (
    select person_id, borough_code, risk_band_code
    from {{ ref('dim_person') }}
    where risk_band_code is not null
),

admissions as (
    select
        admissions.person_id,
        count(*) as emergency_admission_count
    from {{ ref('fct_admission') }} as admissions
    cross join reporting
    where
        admissions.point_of_delivery_code = 'NEL'
        and admissions.is_nhs_funded
        and not admissions.is_mental_health_spell
        and admissions.admission_date > reporting.as_of_date - 365
    group by admissions.person_id
),

costs as (
    select
        activity.person_id,
        sum(activity.cost_gbp) as cost_gbp
    from {{ ref('fct_activity') }} as activity
    cross join reporting
    where activity.activity_date > reporting.as_of_date - 365
    group by activity.person_id
),

used as (
    select
        people.borough_code,
        people.risk_band_code,
        coalesce(admissions.emergency_admission_count, 0) as emergency_admission_count,
        coalesce(costs.cost_gbp, 0) as cost_gbp
    from people
    left join admissions
        on people.person_id = admissions.person_id
    left join costs
        on people.person_id = costs.person_id
),

areas as (
    select borough_code, risk_band_code, emergency_admission_count, cost_gbp
    from used
    union all
    select 'ALL' as borough_code, risk_band_code, emergency_admission_count, cost_gbp
    from used
),

bands as (
    select
        borough_code,
        risk_band_code,
        count(*) as people_count,
        cast(sum(emergency_admission_count) as bigint) as emergency_admission_count,
        cast(sum(cost_gbp) as decimal(18, 2)) as cost_gbp
    from areas
    group by borough_code, risk_band_code
)

select
    borough_code,
    risk_band_code,
    people_count,
    100.0 * people_count / sum(people_count) over whole as people_pct,
    emergency_admission_count,
    100.0 * emergency_admission_count / nullif(sum(emergency_admission_count) over whole, 0)
        as emergency_admission_pct,
    cost_gbp,
    100.0 * cast(cost_gbp as double) / nullif(cast(sum(cost_gbp) over whole as double), 0) as cost_pct
from bands
window whole as (partition by borough_code)
