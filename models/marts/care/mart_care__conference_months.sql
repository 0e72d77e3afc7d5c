with

discussions as (
    select mdg_code, {{ month_of('conference_date') }} as month, conference_id, person_id
    from {{ ref('fct_case_discussion') }}
    -- An empty status is how a conference that was held is usually sent.
    where status_code is distinct from 'CANCELLED'
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

counted as (
    select
        mdg_code,
        month,
        count(distinct conference_id) as conferences_count,
        count(*) as discussions_count,
        count(distinct person_id) as people_discussed_count
    from discussions
    group by mdg_code, month
)

select
    counted.mdg_code,
    counted.month,
    counted.conferences_count,
    counted.discussions_count,
    counted.people_discussed_count,
    {{ is_provisional('last_day(counted.month)', 'reporting.as_of_date') }} as is_provisional
from counted
cross join reporting
