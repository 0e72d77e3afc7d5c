-- A declined plan is no plan; one whose consent was withdrawn is a plan until it is closed.

with

plans as (
    select
        person_id,
        provider_code,
        care_plan_id,
        programme_code,
        created_date,
        reviewed_date,
        review_due_date,
        care_coordinator_role_code,
        is_direct_care_covered,
        is_planning_covered
    from {{ ref('int_care_plans__linked') }}
    where person_id is not null and consent_status_code <> 'DECLINED' and closed_date is null
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
)

select
    plans.person_id,
    plans.provider_code,
    plans.care_plan_id,
    plans.programme_code,
    plans.created_date,
    {{ if_happened('plans.reviewed_date', 'reporting.as_of_date') }} as reviewed_date,
    plans.review_due_date,
    plans.care_coordinator_role_code,
    plans.is_direct_care_covered,
    plans.is_planning_covered
from plans
cross join reporting
