select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    provider_code,
    contact_id,
    referral_id,
    referral_received_date,
    team_type_code,
    contact_at,
    contact_mode_code,
    attended_code,
    contact_minutes
from {{ source('lake', 'csds') }}
