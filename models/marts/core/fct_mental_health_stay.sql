select
    provider_code,
    spell_number,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    admission_date,
    discharge_date,
    admission_method_code,
    primary_diagnosis,
    detained,
    date_diff('day', admission_date, discharge_date) as length_of_stay_days
from {{ ref('int_mh_stays__linked') }}
where {{ is_for_planning() }}
