select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    postcode,
    lsoa_code,
    borough_code,
    borough_name
from {{ source('lake', 'ref_postcodes') }}
