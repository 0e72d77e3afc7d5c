select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    practice_code,
    issue_id,
    bnf_code,
    issue_date,
    quantity,
    net_ingredient_cost_gbp
from {{ source('lake', 'gp_medications') }}
