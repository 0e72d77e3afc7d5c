select
    review_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    review_date,
    reviewer_role_code,
    outcome_code
from {{ ref('int_risk_reviews__linked') }}
where {{ is_for_planning() }}
