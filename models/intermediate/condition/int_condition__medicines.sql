{{ config(materialized='table') }}

-- How many medicines practices issued to somebody in the months before an index day: a medicine is a substance, nine
-- characters of the BNF code, of the chapters that are medicines. Of everybody with any.

with

days as (
    select person_id, reference_date
    from {{ ref('int_condition__reference_dates') }}
    where (is_now or is_year_ago) and not is_gp_data_absent
),

-- Long before the earliest day nothing is looked at.
window_start as (
    select
        cast(min(reference_date) - to_months({{ var('medicine_look_back_months') }} + 1) as date) as first_date
    from {{ ref('int_risk__index_dates') }}
),

issues as (
    select
        issues.identity_id,
        issues.sender_code,
        issues.issue_date,
        left(issues.bnf_code, 9) as substance_code
    from {{ ref('stg_gp_medications__issues') }} as issues
    inner join window_start
        on issues.issue_date >= window_start.first_date
    where left(issues.bnf_code, 2) between '01' and '15'
),

linked as (
    {{ linked_rows('gp_medications', 'issues', dated_on='issue_date') }}
),

-- Rows made one before they are counted: of millions of people that takes a fraction of the memory.
taken as (
    select distinct
        days.person_id,
        days.reference_date,
        linked.substance_code
    from days
    inner join linked
        on
            days.person_id = linked.person_id
            and days.reference_date >= linked.issue_date
            and days.reference_date <= {{ last_day_within('linked.issue_date', var('medicine_look_back_months')) }}
    where {{ is_known_of_people('linked') }}
),

chapters as (
    select
        person_id,
        reference_date,
        left(substance_code, 2) as chapter_code,
        count(*) as medicines_count
    from taken
    group by person_id, reference_date, left(substance_code, 2)
)

select
    person_id,
    reference_date,
    cast(sum(medicines_count) as bigint) as medicines_count,
    count(*) as medicine_chapters_count
from chapters
group by person_id, reference_date
