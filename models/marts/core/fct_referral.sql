select
    referral_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    referral_date,
    treatment_function_code,
    destination_setting_code,
    priority_code
from {{ ref('int_referrals__linked') }}
where {{ is_for_planning() }}
