{{ config(materialized='table') }}

-- From when until when somebody has had a medicine for a condition within the months that its register asks for: each
-- issue holds for so long, unless it is said to be stopped; issues that follow closely hold together.

with

codes as (
    select ltc_code, cast(code as varchar) as code
    from {{ ref('code_condition_codes') }}
    where code_system = 'BNF'
),

windows as (
    select ltc_code, holds_for_months
    from {{ ref('code_conditions') }}
    where holds_for_months is not null
),

permissions as (
    select person_id, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
),

coded_issues as (
    select
        issues.identity_id,
        issues.sender_code,
        issues.issue_date,
        codes.ltc_code
    from {{ ref('stg_gp_medications__issues') }} as issues
    inner join codes
        on left(issues.bnf_code, 4) = left(codes.code, 4) and starts_with(issues.bnf_code, codes.code)
),

linked as (
    {{ linked_rows('gp_medications', 'coded_issues', dated_on='issue_date') }}
),

issues as (
    select distinct
        linked.person_id,
        linked.ltc_code,
        linked.issue_date
    from linked
    inner join permissions
        on linked.person_id = permissions.person_id
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        not permissions.is_type_1_opt_out
        and linked.issue_date <= reporting_date.as_of_date
        and {{ is_known_of_people('linked') }}
),

stops as (
    select person_id, ltc_code, coded_on
    from {{ ref('int_condition__coded_days') }}
    where code_role = 'STOPPED'
),

issue_stops as (
    select
        issues.person_id,
        issues.ltc_code,
        issues.issue_date,
        min(stops.coded_on) as stopped_on
    from issues
    left join stops
        on
            issues.person_id = stops.person_id
            and issues.ltc_code = stops.ltc_code
            and issues.issue_date <= stops.coded_on
    group by issues.person_id, issues.ltc_code, issues.issue_date
),

spans as (
    select
        issue_stops.person_id,
        issue_stops.ltc_code,
        issue_stops.issue_date as treated_from,
        least(
            {{ last_day_within('issue_stops.issue_date', 'windows.holds_for_months') }},
            coalesce(issue_stops.stopped_on - 1, {{ last_possible_date() }})
        ) as treated_to
    from issue_stops
    inner join windows
        on issue_stops.ltc_code = windows.ltc_code
),

marked as (
    select
        person_id,
        ltc_code,
        treated_from,
        treated_to,
        coalesce(
            treated_from <= 1 + max(treated_to) over (
                partition by person_id, ltc_code
                order by treated_from
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_continued
    from spans
    where treated_from <= treated_to
),

numbered as (
    select
        person_id,
        ltc_code,
        treated_from,
        treated_to,
        count(*) filter (where not is_continued) over (
            partition by person_id, ltc_code
            order by treated_from
            rows between unbounded preceding and current row
        ) as stretch_number
    from marked
)

select
    person_id,
    ltc_code,
    min(treated_from) as treated_from,
    max(treated_to) as treated_to
from numbered
group by person_id, ltc_code, stretch_number
