{{ config(materialized='table') }}

-- The market forces factors of every publisher in force, each with the days on which it holds.
select
    provider_code,
    valid_from,
    coalesce(valid_to, {{ last_possible_date() }}) as valid_to,
    market_forces_factor,
    sender_code,
    extracted_at,
    delivery_id,
    row_number
from {{ ref('stg_ref_market_forces__factors') }}
