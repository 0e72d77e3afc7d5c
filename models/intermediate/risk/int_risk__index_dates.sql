{#- Two rows that much is joined to: a table, so that they are worked out once. -#}
{{ config(materialized='table') }}

-- The days that risk is told from: now, and the day of which what followed is known for twelve whole months.

with

reporting as (
    select
        as_of_date,
        -- The first day after the last calendar month that is complete: a month that is provisional is in no label, and
        -- it is so while it ended less than a number of days before the reporting date.
        {{ month_of('as_of_date - ' ~ var('provisional_days') ~ ' + 1') }} as after_last_whole_month
    from {{ source('ops', 'reporting_date') }}
),

index_dates as (
    select
        'NOW' as index_code,
        as_of_date + 1 as index_date
    from reporting
    union all
    select
        'YEAR_AGO' as index_code,
        cast(after_last_whole_month - interval 12 month as date) as index_date
    from reporting
)

select
    index_code,
    index_date - 1 as reference_date,
    index_date
from index_dates
