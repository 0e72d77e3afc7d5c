select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    practice_code,
    appointment_id,
    appointment_at,
    status_code,
    mode_code,
    professional_code
from {{ source('lake', 'gp_appointments') }}
