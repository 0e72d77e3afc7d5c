-- Coded entries of general practice. People with a type 1 opt-out are left out.

with

linked as (
    {{ linked_rows('gp_events', ref('stg_gp_events__events'), dated_on='event_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code', without_type_1=true) }}
)

select
    {{ person_and_place() }},
    practice_code as source_practice_code,
    event_id,
    snomed_code,
    event_date,
    numeric_value,
    unit
from placed
