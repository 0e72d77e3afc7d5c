select
    event_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    snomed_code,
    event_date,
    numeric_value,
    unit
from {{ ref('int_gp_events__linked') }}
where {{ is_for_planning() }}
