select
    enrolment_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    programme_code,
    offered_date,
    consent_status_code,
    enrolled_date,
    ended_date,
    completed,
    measure_code,
    value_before,
    value_after
from {{ ref('int_enrolments__linked') }}
where {{ is_for_planning() }}
