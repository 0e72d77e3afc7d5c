select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    provider_code,
    provider_name,
    provider_type_code,
    parent_provider_code,
    successor_provider_code,
    successor_from
from {{ source('lake', 'ref_providers') }}
