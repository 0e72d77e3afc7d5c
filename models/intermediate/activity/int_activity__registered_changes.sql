with

periods as (
    select person_id, valid_from, valid_to, borough_code, death_date
    from {{ ref('int_registration__periods') }}
),

national_objectors as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where is_national_opt_out
),

-- Alive on a day means that no death is recorded by it, so the day before death is the last.
registered as (
    select
        periods.borough_code,
        periods.valid_from,
        least(
            coalesce(periods.valid_to, periods.death_date - 1),
            coalesce(periods.death_date - 1, periods.valid_to)
        ) as last_date
    from periods
    left join national_objectors on periods.person_id = national_objectors.person_id
    where national_objectors.person_id is null
),

-- Counted on the first day of a month: from the first such day on or after joining, until the one after the last day.
changes as (
    select
        borough_code,
        cast({{ month_of('valid_from - 1') }} + interval 1 month as date) as month,
        1 as registered_change_count
    from registered
    where last_date is null or last_date >= valid_from
    union all
    select
        borough_code,
        cast({{ month_of('last_date') }} + interval 1 month as date) as month,
        -1 as registered_change_count
    from registered
    where last_date >= valid_from
)

select
    borough_code,
    month,
    cast(sum(registered_change_count) as bigint) as registered_change_count
from changes
group by borough_code, month
