select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    provider_code,
    spell_number,
    admission_date,
    discharge_date,
    admission_method_code,
    primary_diagnosis,
    detained
from {{ source('lake', 'mh_stays') }}
