with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- To the end of the financial year that the reporting date falls in.
days as (
    select
        as_of_date,
        cast(
            unnest(
                generate_series(
                    date '{{ var("calendar_first_date") }}',
                    make_date(year(as_of_date) + case when month(as_of_date) >= 4 then 1 else 0 end, 3, 31),
                    interval 1 day
                )
            ) as date
        ) as calendar_date
    from reporting
)

select
    calendar_date,
    {{ month_of('calendar_date') }} as month,
    {{ quarter_of('calendar_date') }} as quarter,
    {{ fin_year('calendar_date') }} as fin_year,
    cast(isodow(calendar_date) as bigint) as iso_weekday_number,
    isodow(calendar_date) >= 6 as is_weekend,
    cast(day(last_day(calendar_date)) as bigint) as days_in_month_count,
    {{ is_provisional('last_day(calendar_date)', 'as_of_date') }} as is_provisional
from days
