-- Severe mental illness: diagnosed, for life; before any diagnosis, while lithium was issued in the last 6 months and
-- not stopped.

with

diagnosed as (
    {{ diagnosed('SMI', ref('int_condition__diagnosed')) }}
),

treated as (
    select
        treated.person_id,
        treated.ltc_code,
        treated.treated_from as since_date,
        treated.treated_from as held_from,
        least(treated.treated_to, coalesce(diagnosed.held_from - 1, {{ last_possible_date() }})) as held_to
    from {{ ref('int_condition__treated') }} as treated
    left join diagnosed
        on treated.person_id = diagnosed.person_id
    where treated.ltc_code = 'SMI'
)

select {{ register_columns() }}
from diagnosed
union all
select {{ register_columns() }}
from treated
where held_from <= held_to
