select
    provider_code,
    call_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    call_received_at,
    first_response_at,
    arrived_at,
    accepted,
    outcome_code
from {{ ref('int_rapid_response__linked') }}
where {{ is_for_planning() }}
