select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    registration_id,
    practice_code,
    registered_from,
    registered_to,
    ethnic_category_code,
    death_date
from {{ source('lake', 'registrations') }}
