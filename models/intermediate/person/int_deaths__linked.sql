-- Civil registrations of death.

with

linked as (
    {{ linked_rows('deaths', ref('stg_deaths__deaths'), dated_on='death_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    death_id,
    death_date,
    underlying_cause,
    place_of_death_code
from placed
