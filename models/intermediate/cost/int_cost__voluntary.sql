{{ config(materialized='table') }}

-- Support by the voluntary sector: the price of a contact times the contacts of the episode. Where they were not
-- counted there is no cost; no episode has fewer than none.

with

asked as (
    select distinct
        contact_count,
        service_code as currency_code,
        cast(null as varchar) as modifier_code,
        start_date as costing_date
    from {{ ref('stg_voluntary_support__episodes') }}
),

priced as (
    {{ with_price('asked', 'VOLUNTARY') }}
)

select
    currency_code as service_code,
    contact_count,
    costing_date,
    {{ to_the_penny('price_gbp * case when contact_count >= 0 then contact_count end') }} as cost_gbp,
    {{ price_found() }}
from priced
