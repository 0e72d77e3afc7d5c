select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    discussion_id,
    mdg_code,
    conference_id,
    conference_date,
    attendee_count,
    practice_code,
    status_code,
    attendee_roles
from {{ source('lake', 'case_conferences') }}
