select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    death_id,
    death_date,
    underlying_cause,
    place_of_death_code
from {{ source('lake', 'deaths') }}
