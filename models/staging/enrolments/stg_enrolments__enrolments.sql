select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    enrolment_id,
    programme_code,
    offered_date,
    consent_status_code,
    enrolled_date,
    ended_date,
    completed,
    measure_code,
    value_before,
    value_after
from {{ source('lake', 'enrolments') }}
