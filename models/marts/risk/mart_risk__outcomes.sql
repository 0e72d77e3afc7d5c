select
    person_id,
    reference_date,
    is_emergency_admission_12m,
    is_death_12m,
    followed_days
from {{ ref('int_risk__outcomes') }}
where not is_national_opt_out
