select
    provider_code,
    support_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    service_code,
    start_date,
    end_date,
    contact_count
from {{ ref('int_voluntary_support__linked') }}
where {{ is_for_planning() }}
