{{ config(materialized='table') }}

-- Mental health contacts: the price of the team's contact.

with

asked as (
    select distinct
        team_type_code as currency_code,
        cast(null as varchar) as modifier_code,
        {{ civil_date('contact_at') }} as costing_date
    from {{ ref('stg_mh_contacts__contacts') }}
    where {{ is_attended_contact('attended_code') }}
),

priced as (
    {{ with_price('asked', 'MH_CONTACT') }}
)

select
    currency_code as team_type_code,
    costing_date,
    {{ to_the_penny('price_gbp') }} as cost_gbp,
    {{ price_found() }}
from priced
