select
    appointment_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    appointment_at,
    status_code,
    mode_code,
    professional_code,
    status_code = 'ATTENDED' as is_attended
from {{ ref('int_gp_appointments__linked') }}
where {{ is_for_planning() }}
