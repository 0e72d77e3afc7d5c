select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    provider_code,
    valid_from,
    valid_to,
    market_forces_factor
from {{ source('lake', 'ref_market_forces') }}
