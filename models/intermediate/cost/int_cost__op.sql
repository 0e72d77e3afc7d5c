{{ config(materialized='table') }}

-- Outpatient appointments: the price of the treatment function, first or follow-up, times the factor. Procedures in
-- clinic are priced as attendances, whatever HRG they carry.

with

counted as (
    select
        provider_code,
        treatment_function_code,
        appointment_date,
        {{ outpatient_point_of_delivery('attended_code', 'first_attendance_code', 'administrative_category_code') }}
            as point_of_delivery_code
    from {{ ref('stg_op__appointments') }}
),

asked as (
    select distinct
        provider_code,
        point_of_delivery_code,
        treatment_function_code as currency_code,
        case point_of_delivery_code when 'OPFA' then 'FIRST' when 'OPFU' then 'FOLLOW_UP' end as modifier_code,
        appointment_date as costing_date
    from counted
    where point_of_delivery_code is not null
),

priced as (
    {{ with_price('asked', 'OP') }}
),

factored as (
    {{ with_market_forces('priced') }}
)

select
    provider_code,
    currency_code as treatment_function_code,
    point_of_delivery_code,
    costing_date,
    {{ to_the_penny('price_gbp * market_forces_factor') }} as cost_gbp,
    {{ price_found() }},
    market_forces_factor
from factored
