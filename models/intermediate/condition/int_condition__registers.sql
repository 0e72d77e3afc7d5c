-- Who is on which register on the days that are asked for.
select
    days.person_id,
    days.reference_date,
    days.is_now,
    days.is_year_ago,
    periods.ltc_code,
    periods.kind_code,
    periods.since_date
from {{ ref('int_condition__reference_dates') }} as days
inner join {{ ref('int_condition__periods') }} as periods
    on
        days.person_id = periods.person_id
        and days.reference_date >= periods.held_from
        and days.reference_date <= periods.held_to
where periods.kind_code <> 'NEED'
