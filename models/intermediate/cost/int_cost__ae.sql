{{ config(materialized='table') }}

-- Attendances at A&E: the price of the HRG in that type of department, times the factor.

with

asked as (
    select distinct
        provider_code,
        hrg_code as currency_code,
        department_type_code as modifier_code,
        {{ civil_date('arrival_at') }} as costing_date
    from {{ ref('stg_ecds__attendances') }}
    where {{ is_unplanned('attendance_category_code') }}
),

priced as (
    {{ with_price('asked', 'AE') }}
),

factored as (
    {{ with_market_forces('priced') }}
)

select
    provider_code,
    currency_code as hrg_code,
    modifier_code as department_type_code,
    costing_date,
    {{ to_the_penny('price_gbp * market_forces_factor') }} as cost_gbp,
    {{ price_found() }},
    market_forces_factor
from factored
