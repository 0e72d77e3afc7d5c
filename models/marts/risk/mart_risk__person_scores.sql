-- Ranks and bands are over all registered people; who objects to secondary use is left out here, so ranks have gaps.

with

scores as (
    select
        person_id,
        as_of_date,
        model_id,
        emergency_admission_12m_prob,
        risk_rank,
        risk_band_code,
        is_target_population
    from {{ source('risk', 'person_scores') }}
),

allowed as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where not is_national_opt_out
)

select
    scores.person_id,
    scores.as_of_date,
    scores.model_id,
    scores.emergency_admission_12m_prob,
    scores.risk_rank,
    scores.risk_band_code,
    scores.is_target_population
from scores
inner join allowed
    on scores.person_id = allowed.person_id
