-- Risk reviews by practices.

with

linked as (
    {{ linked_rows('risk_reviews', ref('stg_risk_reviews__reviews'), dated_on='review_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    practice_code as source_practice_code,
    review_id,
    review_date,
    reviewer_role_code,
    outcome_code
from placed
