{{ config(materialized='table') }}

-- Mental health bed days: the one price of a bed day, on the first day of the stay's part in the month, times the days
-- of that part.

with

asked as (
    select distinct
        quantity,
        '*' as currency_code,
        cast(null as varchar) as modifier_code,
        activity_date as costing_date
    from {{ ref('int_mh_stays__bed_days') }}
),

priced as (
    {{ with_price('asked', 'MH_BED_DAY') }}
)

select
    quantity,
    costing_date,
    {{ to_the_penny('price_gbp * quantity') }} as cost_gbp,
    {{ price_found() }}
from priced
