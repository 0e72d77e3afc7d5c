select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    lsoa_code,
    imd_decile,
    population_count
from {{ source('lake', 'ref_deprivation') }}
