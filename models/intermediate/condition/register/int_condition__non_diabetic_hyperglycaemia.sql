-- Non-diabetic hyperglycaemia: first diagnosed at the age of 18 or over, while diabetes is not diagnosed or is
-- resolved.

with

diagnosed as (
    {{ diagnosed('NDH', ref('int_condition__diagnosed')) }}
),

grown_up as (
    {{ first_diagnosed_from_the_age_of(18, 'diagnosed') }}
),

diabetes as (
    {{ diagnosed('DM', ref('int_condition__diagnosed')) }}
),

-- Between the times of diabetes: before the first of them, and after each.
others as (
    select person_id, {{ first_possible_date() }} as free_from
    from grown_up
    union all
    select person_id, held_to + 1 as free_from
    from diabetes
    where held_to < {{ last_possible_date() }}
),

free as (
    select
        others.person_id,
        others.free_from,
        coalesce(min(diabetes.held_from) - 1, {{ last_possible_date() }}) as free_to
    from others
    left join diabetes
        on others.person_id = diabetes.person_id and others.free_from <= diabetes.held_from
    group by others.person_id, others.free_from
),

held as (
    select
        grown_up.person_id,
        grown_up.ltc_code,
        grown_up.since_date,
        greatest(grown_up.held_from, free.free_from) as held_from,
        least(grown_up.held_to, free.free_to) as held_to
    from grown_up
    inner join free
        on grown_up.person_id = free.person_id
)

select {{ register_columns() }}
from held
where held_from <= held_to
