{{ config(materialized='table') }}

-- Rapid response calls: the one price of a call.

with

asked as (
    select distinct
        '*' as currency_code,
        cast(null as varchar) as modifier_code,
        {{ civil_date('call_received_at') }} as costing_date
    from {{ ref('stg_rapid_response__calls') }}
    where accepted
),

priced as (
    {{ with_price('asked', 'RAPID_RESPONSE') }}
)

select
    costing_date,
    {{ to_the_penny('price_gbp') }} as cost_gbp,
    {{ price_found() }}
from priced
