select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    opt_out_id,
    opt_out_code,
    effective_from,
    withdrawn_on
from {{ source('lake', 'opt_outs') }}
