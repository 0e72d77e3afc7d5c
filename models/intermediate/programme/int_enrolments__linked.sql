-- Programme enrolments; one that ends after the reporting date goes on.

with

linked as (
    {{ linked_rows('enrolments', ref('stg_enrolments__enrolments'), dated_on='offered_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    enrolment_id,
    programme_code,
    offered_date,
    consent_status_code,
    enrolled_date,
    {{ if_happened('ended_date') }} as ended_date,
    completed,
    measure_code,
    value_before,
    value_after
from placed
