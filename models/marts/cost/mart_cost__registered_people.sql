with

years as (
    select fin_year, first_date, last_date
    from {{ ref('mart_cost__years') }}
),

objectors as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where is_national_opt_out
),

-- Alive on a day means that no death is recorded by it, so the day before death is the last.
registered as (
    select
        periods.person_id,
        periods.borough_code,
        periods.valid_from,
        least(
            coalesce(periods.valid_to, {{ last_possible_date() }}),
            coalesce(periods.death_date - 1, {{ last_possible_date() }})
        ) as valid_to
    from {{ ref('int_registration__periods') }} as periods
    left join objectors
        on periods.person_id = objectors.person_id
    where objectors.person_id is null
),

parts as (
    select
        registered.person_id,
        years.fin_year,
        registered.borough_code,
        greatest(registered.valid_from, years.first_date) as first_date,
        least(registered.valid_to, years.last_date) as last_date
    from registered
    inner join years
        on registered.valid_from <= years.last_date and registered.valid_to >= years.first_date
    where registered.valid_from <= registered.valid_to
),

added_up as (
    select
        person_id,
        fin_year,
        borough_code,
        cast(sum(date_diff('day', first_date, last_date) + 1) as bigint) as registered_days
    from parts
    group by person_id, fin_year, borough_code
),

-- The segment is that of the first registered day of the year, wherever that was.
segments as (
    select person_id, fin_year, segment_code
    from {{ ref('int_person__segments') }}
    where fin_year is not null
)

select
    added_up.person_id,
    added_up.fin_year,
    added_up.borough_code,
    added_up.registered_days,
    segments.segment_code
from added_up
left join segments
    on added_up.person_id = segments.person_id and added_up.fin_year = segments.fin_year
