select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    practice_code,
    event_id,
    snomed_code,
    event_date,
    numeric_value,
    unit
from {{ source('lake', 'gp_events') }}
