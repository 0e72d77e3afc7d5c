select
    discussion_id,
    mdg_code,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    conference_id,
    conference_date,
    attendee_count,
    status_code,
    attendee_roles
from {{ ref('int_case_conferences__linked') }}
where {{ is_for_planning() }}
