select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    provider_code,
    call_id,
    call_received_at,
    first_response_at,
    arrived_at,
    accepted,
    outcome_code
from {{ source('lake', 'rapid_response') }}
