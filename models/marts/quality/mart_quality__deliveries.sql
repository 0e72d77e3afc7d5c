-- A file that is rejected or sent twice loads and quarantines nothing, whatever could be read of it.
select
    delivery_id,
    feed,
    provider_code,
    period,
    extracted_at,
    file_name,
    file_sha256,
    status_code,
    is_in_force,
    cast(rows_received_count as bigint) as rows_received_count,
    cast({{ if_usable('rows_loaded_count') }} as bigint) as rows_loaded_count,
    cast({{ if_usable('rows_quarantined_count') }} as bigint) as rows_quarantined_count,
    reason
from {{ source('lake', 'deliveries') }}
