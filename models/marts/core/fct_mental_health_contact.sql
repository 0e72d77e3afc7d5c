select
    provider_code,
    contact_id,
    referral_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    team_type_code,
    contact_at,
    attended_code,
    contact_minutes,
    {{ is_attended_contact('attended_code') }} as is_attended,
    attended_code is null as is_attendance_assumed
from {{ ref('int_mh_contacts__linked') }}
where {{ is_for_planning() }}
