select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    provider_code,
    support_id,
    service_code,
    start_date,
    end_date,
    contact_count
from {{ source('lake', 'voluntary_support') }}
