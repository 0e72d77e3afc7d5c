-- Bed days with a mental health provider in the 365 days before each index date.

with

index_dates as (
    select index_dates.index_code, index_dates.index_date
    from {{ ref('int_risk__index_dates') }} as index_dates
    inner join {{ source('ops', 'risk_feature_groups') }} as groups
        on groups.feature_group_code = 'MENTAL_HEALTH' and groups.is_used
)

select
    stays.person_id,
    index_dates.index_code,
    sum({{ days_in_year_before_index('stays.admission_date', 'stays.discharge_date - 1') }})
        as mental_health_bed_days_365d_count
from {{ ref('int_mh_stays__linked') }} as stays
cross join index_dates
where
    stays.person_id is not null
    and stays.is_direct_care_covered
    and stays.is_planning_covered
    and stays.admission_date < index_dates.index_date
group by stays.person_id, index_dates.index_code
