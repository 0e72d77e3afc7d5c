-- One row per organisation or site: of two publishers the one that published last.

select
    provider_code,
    provider_name,
    provider_type_code,
    parent_provider_code,
    successor_provider_code,
    successor_from
from {{ ref('stg_ref_providers__providers') }}
qualify row_number() over (partition by provider_code order by extracted_at desc, sender_code desc) = 1
