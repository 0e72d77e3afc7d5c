with

scores as (
    select person_id, model_id, decile, emergency_admission_12m_prob
    from {{ source('risk', 'year_ago_scores') }}
),

outcomes as (
    select person_id, is_emergency_admission_12m
    from {{ ref('mart_risk__outcomes') }}
)

select
    scores.model_id,
    scores.decile,
    count(*) as people_count,
    count(*) filter (where outcomes.is_emergency_admission_12m) as events_count,
    avg(scores.emergency_admission_12m_prob) as expected,
    cast(count(*) filter (where outcomes.is_emergency_admission_12m) as double) / count(*) as observed
from scores
inner join outcomes
    on scores.person_id = outcomes.person_id
group by scores.model_id, scores.decile
