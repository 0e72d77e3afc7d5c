select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    practice_code,
    review_id,
    review_date,
    reviewer_role_code,
    outcome_code
from {{ source('lake', 'risk_reviews') }}
