{{ config(materialized='table') }}

-- The prices of every publisher in force, each with the days on which it holds.
select
    price_list_code,
    currency_code,
    modifier_code,
    valid_from,
    coalesce(valid_to, {{ last_possible_date() }}) as valid_to,
    price_gbp,
    short_stay_price_gbp,
    trim_point_days,
    excess_day_price_gbp,
    sender_code,
    extracted_at,
    delivery_id,
    row_number
from {{ ref('stg_ref_prices__prices') }}
