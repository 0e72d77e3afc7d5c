select
    provider_code,
    care_plan_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    programme_code,
    created_date,
    reviewed_date,
    review_due_date,
    closed_date,
    consent_status_code,
    consent_date,
    care_coordinator_role_code,
    preferred_place_of_death_code
from {{ ref('int_care_plans__linked') }}
where {{ is_for_planning() }}
