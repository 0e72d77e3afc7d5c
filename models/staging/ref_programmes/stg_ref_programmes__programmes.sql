select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    programme_code,
    programme_name,
    intervention_code,
    borough_code,
    start_date,
    end_date,
    annual_investment_gbp
from {{ source('lake', 'ref_programmes') }}
