{{ config(materialized='table') }}

-- Appointments in general practice: the price of the professional's time in that mode.

with

asked as (
    select distinct
        professional_code as currency_code,
        mode_code as modifier_code,
        {{ civil_date('appointment_at') }} as costing_date
    from {{ ref('stg_gp_appointments__appointments') }}
    where status_code = 'ATTENDED'
),

priced as (
    {{ with_price('asked', 'GP') }}
)

select
    currency_code as professional_code,
    modifier_code as mode_code,
    costing_date,
    {{ to_the_penny('price_gbp') }} as cost_gbp,
    {{ price_found() }}
from priced
