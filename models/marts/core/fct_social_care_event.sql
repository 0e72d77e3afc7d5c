select
    provider_code,
    event_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    event_type_code,
    service_type_code,
    start_date,
    end_date,
    weekly_cost_gbp
from {{ ref('int_social_care__linked') }}
where {{ is_for_planning() }}
