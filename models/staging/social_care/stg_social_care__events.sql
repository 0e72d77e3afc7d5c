select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    provider_code,
    event_id,
    event_type_code,
    service_type_code,
    start_date,
    end_date,
    weekly_cost_gbp
from {{ source('lake', 'social_care') }}
