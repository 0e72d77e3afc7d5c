select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    practice_code,
    referral_id,
    referral_date,
    treatment_function_code,
    destination_setting_code,
    priority_code
from {{ source('lake', 'referrals') }}
