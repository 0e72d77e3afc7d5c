select
    registration_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    registered_from,
    registered_to,
    ethnic_category_code,
    death_date
from {{ ref('int_registrations__linked') }}
where {{ is_for_planning() }}
