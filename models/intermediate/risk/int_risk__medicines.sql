-- Different medicines in the 365 days before each index date. A medicine is its chemical substance, the first nine
-- characters of the BNF code; its chapter is the first two: from 01 to 15 they are medicines, the
-- rest dressings and appliances.

with

index_dates as (
    select index_dates.index_code, index_dates.index_date
    from {{ ref('int_risk__index_dates') }} as index_dates
    inner join {{ source('ops', 'risk_feature_groups') }} as groups
        on groups.feature_group_code = 'GP' and groups.is_used
),

-- By identity first and by person after: a fraction of the rows has to be joined.
issued as (
    select distinct
        issues.sender_code,
        issues.identity_id,
        index_dates.index_code,
        left(issues.bnf_code, 9) as substance_code
    from {{ ref('stg_gp_medications__issues') }} as issues
    cross join index_dates
    where
        issues.identity_id is not null
        and left(issues.bnf_code, 2) between '01' and '15'
        and issues.issue_date >= index_dates.index_date - 365
        and issues.issue_date < index_dates.index_date
),

person_map as (
    select identity_id, person_id
    from {{ source('identity', 'person_map') }}
),

coverage as (
    select sender_code
    from {{ ref('int_sender__coverage') }}
    where feed = 'gp_medications' and is_direct_care_covered and is_planning_covered
)

select
    person_map.person_id,
    issued.index_code,
    count(distinct issued.substance_code) as medicines_365d_count,
    count(distinct left(issued.substance_code, 2)) as medicine_chapters_365d_count
from issued
inner join person_map on issued.identity_id = person_map.identity_id
inner join coverage on issued.sender_code = coverage.sender_code
group by person_map.person_id, issued.index_code
