select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    practice_code,
    practice_name,
    network_code,
    network_name,
    borough_code
from {{ source('lake', 'ref_practices') }}
