-- Registrations, each placed on the day that it began.

with

linked as (
    {{ linked_rows('registrations', ref('stg_registrations__registrations'), dated_on='registered_from') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    registration_id,
    practice_code as source_practice_code,
    registered_from,
    {{ if_happened('registered_to') }} as registered_to,
    ethnic_category_code,
    {{ if_happened('death_date') }} as death_date
from placed
