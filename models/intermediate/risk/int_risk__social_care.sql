-- Social care services in the 365 days before each index date, and whether one was in force on the day before it.

with

index_dates as (
    select index_dates.index_code, index_dates.index_date
    from {{ ref('int_risk__index_dates') }} as index_dates
    inner join {{ source('ops', 'risk_feature_groups') }} as groups
        on groups.feature_group_code = 'SOCIAL_CARE' and groups.is_used
)

select
    events.person_id,
    index_dates.index_code,
    count(*) as social_care_services_365d_count,
    bool_or(coalesce(events.end_date, index_dates.index_date) >= index_dates.index_date - 1) as has_social_care_package
from {{ ref('int_social_care__linked') }} as events
cross join index_dates
where
    events.person_id is not null
    and events.is_direct_care_covered
    and events.is_planning_covered
    and events.event_type_code = 'SERVICE'
    and events.start_date < index_dates.index_date
    and coalesce(events.end_date, index_dates.index_date) >= index_dates.index_date - 365
group by events.person_id, index_dates.index_code
