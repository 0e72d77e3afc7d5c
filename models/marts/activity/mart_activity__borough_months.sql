with

admissions as (
    select
        borough_code,
        {{ month_of('admission_date') }} as month,
        admission_date,
        discharge_date,
        point_of_delivery_code,
        is_acsc,
        is_readmission_30d,
        is_readmission_index
    from {{ ref('fct_admission') }}
    where is_nhs_funded and not is_mental_health_spell
),

attendances as (
    select borough_code, {{ month_of(civil_date('arrival_at')) }} as month
    from {{ ref('fct_ae_attendance') }}
    where point_of_delivery_code in ('AE1', 'AE2', 'AE3')
),

registered as (
    select borough_code, month, registered_change_count
    from {{ ref('int_activity__registered_changes') }}
),

activity as (
    select distinct borough_code, month
    from {{ ref('fct_activity') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- A night belongs to the day before it: the night before discharge is the last, tonight is one of an open spell.
emergency_stays as (
    select
        admissions.borough_code,
        admissions.admission_date,
        least(coalesce(admissions.discharge_date - 1, reporting.as_of_date), reporting.as_of_date) as last_night
    from admissions
    cross join reporting
    where admissions.point_of_delivery_code = 'NEL'
),

emergency_stay_months as (
    select
        borough_code,
        admission_date,
        last_night,
        cast(unnest({{ months_between('admission_date', 'last_night') }}) as date) as month
    from emergency_stays
    where last_night >= admission_date
),

admitted as (
    select
        borough_code,
        month,
        count(*) filter (where point_of_delivery_code = 'NEL') as emergency_admission_count,
        count(*) filter (where point_of_delivery_code in ('EL', 'DC')) as elective_admission_count,
        count(*) filter (where is_readmission_30d) as emergency_readmission_count,
        count(*) filter (where point_of_delivery_code = 'NEL' and is_acsc) as acsc_admission_count,
        count(*) filter (where is_readmission_index) as readmission_index_count
    from admissions
    group by borough_code, month
),

attended as (
    select borough_code, month, count(*) as ae_attendance_count
    from attendances
    group by borough_code, month
),

stayed as (
    select
        borough_code,
        month,
        sum(
            date_diff('day', greatest(admission_date, month), least(last_night, last_day(month))) + 1
        ) as emergency_bed_days_count
    from emergency_stay_months
    group by borough_code, month
),

-- From the first month of any activity to the last; registrations reach back much further.
active as (
    select borough_code, month from activity
    union
    select borough_code, month from admitted
    union
    select borough_code, month from attended
    union
    select borough_code, month from stayed
),

months as (
    select cast(unnest(generate_series(min(month), max(month), interval 1 month)) as date) as month
    from active
),

-- Changes of before the first month add up to the people who were already there in it.
registered_then as (
    select
        registered.borough_code,
        months.month,
        sum(registered.registered_change_count) as registered_count
    from months
    inner join registered on months.month >= registered.month
    group by registered.borough_code, months.month
    having sum(registered.registered_change_count) > 0
),

boroughs as (
    select borough_code from active
    union
    select borough_code from registered_then
),

grid as (
    select boroughs.borough_code, months.month
    from boroughs
    cross join months
)

select
    grid.borough_code,
    grid.month,
    cast(coalesce(registered_then.registered_count, 0) as bigint) as registered_count,
    coalesce(admitted.emergency_admission_count, 0) as emergency_admission_count,
    coalesce(admitted.elective_admission_count, 0) as elective_admission_count,
    coalesce(attended.ae_attendance_count, 0) as ae_attendance_count,
    coalesce(admitted.emergency_readmission_count, 0) as emergency_readmission_count,
    coalesce(admitted.acsc_admission_count, 0) as acsc_admission_count,
    cast(coalesce(stayed.emergency_bed_days_count, 0) as bigint) as emergency_bed_days_count,
    coalesce(admitted.readmission_index_count, 0) as readmission_index_count,
    {{ is_provisional('last_day(grid.month)', 'reporting.as_of_date') }} as is_provisional
from grid
cross join reporting
left join registered_then
    on grid.borough_code is not distinct from registered_then.borough_code and grid.month = registered_then.month
left join admitted
    on grid.borough_code is not distinct from admitted.borough_code and grid.month = admitted.month
left join attended
    on grid.borough_code is not distinct from attended.borough_code and grid.month = attended.month
left join stayed
    on grid.borough_code is not distinct from stayed.borough_code and grid.month = stayed.month
