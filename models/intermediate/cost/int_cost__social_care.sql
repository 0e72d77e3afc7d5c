{{ config(materialized='table') }}

-- Social care: of a service its own weekly cost / 7 x its days in the month; of any other event the price of its type.

with

asked as (
    select distinct
        weekly_cost_gbp,
        quantity,
        event_type_code as currency_code,
        cast(null as varchar) as modifier_code,
        activity_date as costing_date
    from {{ ref('int_social_care__units') }}
),

services as (
    select
        currency_code as event_type_code,
        weekly_cost_gbp,
        quantity,
        costing_date,
        {{ to_the_penny(weekly_cost_to_the_penny('weekly_cost_gbp', 'quantity')) }} as cost_gbp,
        cast(null as varchar) as unpriced_reason_code,
        weekly_cost_gbp as price_gbp,
        cast(null as varchar) as price_rule_code,
        cast(null as varchar) as price_delivery_id,
        cast(null as bigint) as price_row_number
    from asked
    where currency_code = 'SERVICE'
),

events as (
    select * from asked
    where currency_code <> 'SERVICE'
),

priced as (
    {{ with_price('events', 'SOCIAL_CARE') }}
)

select
    event_type_code,
    weekly_cost_gbp,
    quantity,
    costing_date,
    cost_gbp,
    {{ price_found() }}
from services
union all
select
    currency_code as event_type_code,
    weekly_cost_gbp,
    quantity,
    costing_date,
    {{ to_the_penny('price_gbp') }} as cost_gbp,
    {{ price_found() }}
from priced
