select
    death_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    death_date,
    underlying_cause,
    place_of_death_code
from {{ ref('int_deaths__linked') }}
where {{ is_for_planning() }}
